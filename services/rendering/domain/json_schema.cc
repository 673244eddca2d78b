#include "services/rendering/domain/json_schema.h"

#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "sennight/digest/v1/digest.pb.h"

namespace sennight::rendering {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// Writes the definitions of a message and of those that it is made of.
class SchemaWriter {
 public:
  std::string Write(const Descriptor& root) {
    waiting_ = {&root};
    known_ = {&root};
    std::string definitions;
    while (!waiting_.empty()) {
      const Descriptor& type = *waiting_.back();
      waiting_.pop_back();
      absl::StrAppend(&definitions, definitions.empty() ? "" : ",\n", Definition(type));
    }
    return absl::StrCat(
        "{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n  \"$id\": "
        "\"urn:sennight:",
        root.full_name(), "\",\n  \"$ref\": \"#/$defs/", root.full_name(), "\",\n  \"$defs\": {\n",
        definitions, "\n  }\n}\n");
  }

 private:
  std::string Definition(const Descriptor& type) {
    std::string members;
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      const std::string value =
          field.is_repeated() ? absl::StrCat("{\"type\": \"array\", \"items\": ", Value(field), "}")
                              : Value(field);
      absl::StrAppend(&members, i > 0 ? ",\n" : "", "        \"", field.json_name(), "\": ", value);
    }
    return absl::StrCat(
        "    \"", type.full_name(), "\": {\n      \"type\": \"object\",\n      \"properties\": {\n",
        members, "\n      },\n", Choices(type), "      \"additionalProperties\": false\n    }");
  }

  // Of a choice at most one member is there: no two of them.
  static std::string Choices(const Descriptor& type) {
    std::string pairs;
    for (int i = 0; i < type.real_oneof_decl_count(); ++i) {
      const google::protobuf::OneofDescriptor& choice = *type.oneof_decl(i);
      for (int a = 0; a < choice.field_count(); ++a) {
        for (int b = a + 1; b < choice.field_count(); ++b) {
          absl::StrAppend(&pairs, pairs.empty() ? "" : ", ", "{\"required\": [\"",
                          choice.field(a)->json_name(), "\", \"", choice.field(b)->json_name(),
                          "\"]}");
        }
      }
    }
    return pairs.empty() ? "" : absl::StrCat("      \"not\": {\"anyOf\": [", pairs, "]},\n");
  }

  std::string Value(const FieldDescriptor& field) {
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_BOOL:
        return R"({"type": "boolean"})";
      case FieldDescriptor::CPPTYPE_INT32:
        return R"({"type": "integer", "minimum": -2147483648, "maximum": 2147483647})";
      case FieldDescriptor::CPPTYPE_UINT32:
        return R"({"type": "integer", "minimum": 0, "maximum": 4294967295})";
      case FieldDescriptor::CPPTYPE_INT64:
        return R"({"type": "string", "pattern": "^-?[0-9]{1,19}$"})";
      case FieldDescriptor::CPPTYPE_UINT64:
        return R"({"type": "string", "pattern": "^[0-9]{1,20}$"})";
      case FieldDescriptor::CPPTYPE_DOUBLE:
      case FieldDescriptor::CPPTYPE_FLOAT:
        return R"({"anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}]})";
      case FieldDescriptor::CPPTYPE_ENUM:
        return Names(*field.enum_type());
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Reference(*field.message_type());
      case FieldDescriptor::CPPTYPE_STRING:
        break;
    }
    return R"({"type": "string"})";
  }

  // A number that the contract does not name is printed as one.
  static std::string Names(const google::protobuf::EnumDescriptor& type) {
    std::string names;
    for (int i = 0; i < type.value_count(); ++i) {
      absl::StrAppend(&names, i > 0 ? ", " : "", "\"", type.value(i)->name(), "\"");
    }
    return absl::StrCat("{\"anyOf\": [{\"enum\": [", names, "]}, {\"type\": \"integer\"}]}");
  }

  std::string Reference(const Descriptor& type) {
    if (known_.insert(&type).second) waiting_.push_back(&type);
    return absl::StrCat("{\"$ref\": \"#/$defs/", type.full_name(), "\"}");
  }

  std::vector<const Descriptor*> waiting_;
  std::set<const Descriptor*> known_;
};

}  // namespace

std::string DigestJsonSchema() { return SchemaWriter().Write(*digest::v1::Digest::descriptor()); }

}  // namespace sennight::rendering
