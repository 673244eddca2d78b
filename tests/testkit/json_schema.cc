#include "tests/testkit/json_schema.h"

#include <cmath>
#include <regex>
#include <set>

namespace sennight::testing {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;

const std::set<std::string> kRemarks = {"$schema", "$defs", "title", "description",
                                        "additionalProperties"};

class Checker {
 public:
  explicit Checker(const Struct& root) : root_(root) {}

  void Check(const Struct& schema, const Value& value, const std::string& path) {
    for (const auto& [keyword, rule] : schema.fields()) {
      if (!Holds(keyword, rule, value, path)) {
        mistakes_.push_back(path + ": " + keyword + ": " + rule.ShortDebugString() + ", got " +
                            value.ShortDebugString());
      }
    }
  }

  std::vector<std::string> mistakes() const { return mistakes_; }

 private:
  bool Holds(const std::string& keyword, const Value& rule, const Value& value,
             const std::string& path) {
    if (keyword == "type") return IsOfType(rule.string_value(), value);
    if (keyword == "const") return rule.SerializeAsString() == value.SerializeAsString();
    if (keyword == "minimum") return value.number_value() >= rule.number_value();
    if (keyword == "pattern") {
      return std::regex_search(value.string_value(), std::regex(rule.string_value()));
    }
    if (keyword == "required") return HasAll(rule, value);
    if (keyword == "properties") {
      for (const auto& [name, property] : rule.struct_value().fields()) {
        const auto found = value.struct_value().fields().find(name);
        if (found == value.struct_value().fields().end()) continue;
        Check(property.struct_value(), found->second, path + "/" + name);
      }
      return true;
    }
    if (keyword == "$ref") {
      const std::string name = rule.string_value().substr(std::string("#/$defs/").size());
      Check(root_.fields().at("$defs").struct_value().fields().at(name).struct_value(), value,
            path);
      return true;
    }
    return kRemarks.count(keyword) > 0;
  }

  static bool IsOfType(const std::string& type, const Value& value) {
    if (type == "object") return value.has_struct_value();
    if (type == "string") return value.has_string_value();
    if (type == "boolean") return value.has_bool_value();
    return type == "integer" && value.has_number_value() &&
           value.number_value() == std::floor(value.number_value());
  }

  static bool HasAll(const Value& names, const Value& value) {
    for (const Value& name : names.list_value().values()) {
      if (value.struct_value().fields().count(name.string_value()) == 0) return false;
    }
    return true;
  }

  const Struct& root_;
  std::vector<std::string> mistakes_;
};

}  // namespace

std::vector<std::string> Mistakes(const Struct& schema, const Value& value) {
  Checker checker(schema);
  checker.Check(schema, value, "");
  return checker.mistakes();
}

}  // namespace sennight::testing
