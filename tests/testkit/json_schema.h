// JSON Schema, as far as our schemas use it.
#pragma once

#include <google/protobuf/struct.pb.h>

#include <string>
#include <vector>

namespace sennight::testing {

// Returns what is wrong with `value` by `schema`, a document of JSON Schema 2020-12: a line for
// each mistake, with its path. A keyword that is not known here is a mistake too, so that no rule
// goes unchecked.
std::vector<std::string> Mistakes(const google::protobuf::Struct& schema,
                                  const google::protobuf::Value& value);

}  // namespace sennight::testing
