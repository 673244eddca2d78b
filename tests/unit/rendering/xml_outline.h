// Reads the markup that the writers make, as a strict reader of its structure.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sennight::rendering {

// An element that was found, in the order of the opening tags.
struct FoundElement {
  std::string tag;
  std::map<std::string, std::string> attributes;
  int depth = 0;
};

// What a piece of markup consists of. Our writers close and quote everything, so with its void
// elements closed the markup is well-formed XML; `error` is empty if it is.
struct Outline {
  std::vector<FoundElement> elements;
  std::string text;  // Everything between tags, but scripts and styles.
  std::string error;

  std::set<std::string> Tags() const;
  std::multiset<std::string> Values(const std::string& attribute) const;
};

Outline OutlineOf(std::string_view html);

}  // namespace sennight::rendering
