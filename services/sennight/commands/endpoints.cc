#include "services/sennight/commands/endpoints.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <unistd.h>

#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/sennight/version.h"

namespace sennight::commands {
namespace {

// Returns `text` as a string of JSON.
std::string Quoted(const std::string& text) {
  google::protobuf::Value value;
  value.set_string_value(text);
  std::string json;
  (void)google::protobuf::util::MessageToJsonString(value, &json);
  return json;
}

// A JSON object whose fields stay in the order in which they are added.
class Object {
 public:
  Object& Add(std::string_view key, const std::string& json) {
    fields_.push_back(absl::StrCat(Quoted(std::string(key)), ":", json));
    return *this;
  }
  std::string Text() const { return absl::StrCat("{", absl::StrJoin(fields_, ","), "}"); }

 private:
  std::vector<std::string> fields_;
};

// Names are written as JSON's are: `eventStore`.
std::string KeyOf(const std::string& part) { return part == "event-store" ? "eventStore" : part; }

}  // namespace

std::string EndpointsLine(const suite::Suite& suite, const Served& served) {
  Object line;
  line.Add("schemaVersion", absl::StrCat(kEndpointsSchemaVersion))
      .Add("version", Quoted(Version()))
      .Add("pid", absl::StrCat(getpid()))
      .Add("ephemeral", served.is_ephemeral ? "true" : "false");
  if (served.now.has_value()) {
    line.Add("now",
             Quoted(absl::FormatTime("%E4Y-%m-%dT%H:%M:%E*SZ", *served.now, absl::UTCTimeZone())));
  }
  for (const suite::Part& part : suite.Parts()) {
    if (part.address.empty()) continue;
    Object ways;
    ways.Add("grpc", Quoted(part.address));
    if (part.name == "gateway" && !suite.HttpUrl().empty()) {
      ways.Add("http", Quoted(suite.HttpUrl()));
    }
    line.Add(KeyOf(part.name), ways.Text());
  }
  line.Add("database", Object().Add("connectionString", Quoted(suite.Database())).Text())
      .Add("dataDirectory", Quoted(suite.DataDirectory().string()));
  return line.Text() + "\n";
}

}  // namespace sennight::commands
