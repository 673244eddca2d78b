// XML documents as trees, read safely.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"

namespace sennight::importing {

// An element, or a piece of text between elements.
struct Element {
  std::string space;                                            // namespace URI
  std::string name;                                             // without prefix; empty for text
  std::string text;                                             // of a piece of text
  std::vector<std::pair<std::string, std::string>> attributes;  // names as "uri|name" or "name"
  std::vector<Element> children;
  bool complete = false;  // whether its end was read

  // The first complete child of this name and namespace, or nullptr.
  const Element* Child(std::string_view space, std::string_view name) const;

  // The value of an attribute, or an empty text.
  std::string_view Attribute(std::string_view name) const;

  // All text inside, as it is.
  std::string Text() const;

  // What is inside as markup: elements as tags without attributes, text escaped.
  std::string InnerMarkup() const;
};

// What could be read of a document, and why not all of it.
struct Document {
  Element root;
  absl::Status status;  // kInvalidArgument, with the line, if the document is broken
};

// Reads `utf8`. Refused, before anything is expanded or fetched: entity declarations; also nesting
// deeper than kMaxDepth. Entities of HTML (&nbsp;) need no declaration. Nothing outside of `utf8`
// is ever read.
Document ParseXml(std::string_view utf8);

}  // namespace sennight::importing
