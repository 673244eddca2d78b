// Finds many names in a shadow in one pass.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "services/summarization/domain/shadow.h"

namespace sennight::summarization {

// A set of names, each with an id. Latin names match at word boundaries, also in the plural; spaces
// and hyphens inside a name are the same. Safe for concurrent readers once built.
class NameTrie {
 public:
  struct Match {
    int id = 0;
    Range range;  // In the shadow's text.
  };

  NameTrie() : nodes_(1) {}

  // Adds a name as UTF-8. One that ends in '*' matches every word that begins so, if
  // `may_be_prefix`. Several ids may have the same name; Longest returns the first.
  void Add(std::string_view name, int id, bool may_be_prefix = false);

  // Returns the longest name at each place, from left to right, without overlaps.
  std::vector<Match> Longest(std::u32string_view shadow) const;

  // Returns every name at every place, in the order of their places.
  std::vector<Match> All(std::u32string_view shadow) const;

 private:
  struct Node {
    std::vector<int> ids;
    bool prefix = false;
  };

  int Child(int node, char32_t c) const;
  // Calls visit(node, end) for every name that begins at `at`, the shortest first.
  template <typename Visit>
  void MatchAt(std::u32string_view shadow, size_t at, Visit visit) const;

  std::vector<Node> nodes_;
  std::unordered_map<uint64_t, int> edges_;  // (node, code point) to node.
};

}  // namespace sennight::summarization
