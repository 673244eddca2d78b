#include "services/sennight/import/json_errors.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <map>

#include "absl/strings/str_cat.h"

namespace sennight::importing {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Struct;
using google::protobuf::Value;

constexpr size_t kMostUnknownFields = 20;
constexpr size_t kLongestQuote = 80;
constexpr std::string_view kUnknown = "want a field of an event, got an unknown one";

const FieldDescriptor* FieldOf(const Descriptor& message, const std::string& name) {
  const FieldDescriptor* field = message.FindFieldByName(name);
  for (int i = 0; field == nullptr && i < message.field_count(); ++i) {
    if (message.field(i)->json_name() == name) field = message.field(i);
  }
  return field;
}

// Collects the paths of the fields of a JSON object that a message does not have.
class UnknownFields {
 public:
  void Collect(const Descriptor& message, const Struct& object, const std::string& path) {
    const std::map<std::string, Value> ordered(object.fields().begin(), object.fields().end());
    for (const auto& [name, value] : ordered) {
      const FieldDescriptor* field = FieldOf(message, name);
      if (field == nullptr) {
        if (remarks_.size() < kMostUnknownFields) {
          remarks_.push_back({path + name.substr(0, kLongestQuote), std::string(kUnknown)});
        }
      } else if (IsPlainMessage(*field)) {
        Descend(*field, value, path + field->name());
      }
    }
  }

  std::vector<Remark> Take() && { return std::move(remarks_); }

 private:
  // Maps have keys of their own, timestamps are texts.
  static bool IsPlainMessage(const FieldDescriptor& field) {
    return field.type() == FieldDescriptor::TYPE_MESSAGE && !field.is_map();
  }

  void Descend(const FieldDescriptor& field, const Value& value, const std::string& path) {
    if (value.has_struct_value()) {
      Collect(*field.message_type(), value.struct_value(), path + ".");
    } else if (value.has_list_value()) {
      for (int i = 0; i < value.list_value().values_size(); ++i) {
        const Value& element = value.list_value().values(i);
        if (!element.has_struct_value()) continue;
        Collect(*field.message_type(), element.struct_value(), absl::StrCat(path, "[", i, "]."));
      }
    }
  }

  std::vector<Remark> remarks_;
};

std::string ExpectedFor(std::string_view type) {
  const std::string name(type.substr(type.rfind('.') == type.npos ? 0 : type.rfind('.') + 1));
  if (name == "TYPE_STRING") return "want a string";
  if (name == "TYPE_INT64" || name == "TYPE_INT32") return "want an integer";
  if (name == "Timestamp") return "want a time such as 2025-12-09T08:00:00+08:00";
  if (name == "SourceKind" || name == "DateBasis" || name == "Approximation" ||
      name == "EventState") {
    return "want one of the names of " + name;
  }
  return "want an object of type " + name;
}

// Reads "(path): invalid value V for type T"; false if `message` is something else.
bool ExplainValue(std::string_view message, Remark& remark) {
  constexpr std::string_view kInvalid = ": invalid value ";
  constexpr std::string_view kForType = " for type ";
  const size_t invalid = message.find(kInvalid);
  const size_t type = message.rfind(kForType);
  if (invalid == message.npos || type == message.npos || type < invalid) return false;
  std::string_view path = message.substr(0, invalid);
  const std::string_view value =
      message.substr(invalid + kInvalid.size(), type - invalid - kInvalid.size());
  const std::string_view wanted = message.substr(type + kForType.size());
  if (path.empty()) {  // an object where a scalar belongs: T names the field
    remark = {std::string(wanted), "want a single value, got an object"};
    return true;
  }
  if (path.front() == '(') path.remove_prefix(1);
  if (!path.empty() && path.back() == ')') path.remove_suffix(1);
  const bool time = wanted.find("Timestamp") != wanted.npos;
  std::string got = time ? "" : absl::StrCat(", got ", std::string(value.substr(0, kLongestQuote)));
  remark = {std::string(path), ExpectedFor(wanted) + got};
  return true;
}

// Reads "path: Proto field is not repeating, cannot start list."
bool ExplainList(std::string_view message, Remark& remark) {
  const size_t at = message.find(": Proto field is not repeating");
  if (at == message.npos) return false;
  remark = {std::string(message.substr(0, at)), "want a single value, got a list"};
  return true;
}

// Reads "(path) name: Cannot find field."
bool ExplainUnknown(std::string_view message, Remark& remark) {
  const size_t at = message.find(": Cannot find field");
  if (at == message.npos || at == 0) return false;
  std::string path(message.substr(0, at));
  const size_t close = path.rfind(") ");
  if (path.front() == '(' && close != path.npos) {
    path = absl::StrCat(path.substr(1, close - 1), ".", path.substr(close + 2));
  }
  remark = {path.substr(0, 2 * kLongestQuote), std::string(kUnknown)};
  return true;
}

}  // namespace

std::vector<Remark> ExplainJsonErrors(const std::string& json, std::string_view message) {
  Struct object;
  if (google::protobuf::util::JsonStringToMessage(json, &object).ok()) {
    UnknownFields unknown;
    unknown.Collect(*event::v1::Event::descriptor(), object, "");
    std::vector<Remark> remarks = std::move(unknown).Take();
    if (!remarks.empty()) return remarks;
  }
  Remark remark;
  const bool explained = ExplainValue(message, remark) || ExplainList(message, remark) ||
                         ExplainUnknown(message, remark);
  if (explained) return {remark};
  std::string_view first_line = message.substr(0, message.find('\n'));
  if (first_line.starts_with(": ")) first_line.remove_prefix(2);  // The path of the whole is empty.
  return {{"", absl::StrCat("want an event as one JSON object: ",
                            std::string(first_line.substr(0, 2 * kLongestQuote)))}};
}

}  // namespace sennight::importing
