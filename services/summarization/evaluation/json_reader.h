// Reads the texts and lists of a JSON object in one pass, as much as evaluation records need.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sennight::summarization {

// An object's texts, and its lists of objects. Numbers, truth values, nulls, objects and other
// lists are checked and passed over.
struct JsonObject {
  std::vector<std::pair<std::string, std::string>> texts;
  std::vector<std::pair<std::string, std::vector<JsonObject>>> lists;
};

// Returns the object that `json` is; nothing if it is none, or no UTF-8, or goes deeper than 64.
std::optional<JsonObject> ReadJsonObject(std::string_view json);

// Appends a text with its quotation marks.
void AppendJsonText(std::string_view text, std::string* json);

}  // namespace sennight::summarization
