// What a digest was made from, by what, and how far it is supported; for the end of each format.
#pragma once

#include <string>
#include <vector>

#include "services/rendering/domain/digest_view.h"

namespace sennight::rendering {

// Returns one line for each thing that is known: sentences by kind of support, reports read, the
// position in the store, the engine, the content hash.
std::vector<std::string> ProvenanceLines(const DigestView& view);

}  // namespace sennight::rendering
