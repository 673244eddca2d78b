// Finds many names in a shadow in one pass.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "services/summarization/domain/beginnings.h"
#include "services/summarization/domain/id_table.h"
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

  // The names of `shared`, if given, which must live as long, are also of the set; ids of this trie
  // come before those.
  explicit NameTrie(const NameTrie* shared = nullptr) : shared_(shared), nodes_(1) {}

  // Adds a name as UTF-8. One that ends in '*' matches every word that begins so, if
  // `may_be_prefix`. Several ids may have the same name; Longest returns the first.
  void Add(std::string_view name, int id, bool may_be_prefix = false);

  // Returns the longest name at each place, from left to right, without overlaps.
  std::vector<Match> Longest(std::u32string_view shadow) const;

  // Returns every name at every place, in the order of their places.
  std::vector<Match> All(std::u32string_view shadow) const;

 private:
  static constexpr int kNone = -1;

  struct Node {
    int first_id = kNone;  // In ids_.
    int last_id = kNone;
    bool prefix = false;
  };
  // An id and the place in ids_ of the next one of the same name.
  struct Id {
    int id = 0;
    int next = kNone;
  };
  // Nodes that one text leads to, in this trie and in the shared one.
  struct Reached {
    const Node* own = nullptr;
    const Node* shared = nullptr;
  };

  // The first two characters of a name as places of beginnings_: together, and the first alone.
  struct Beginning {
    size_t both = 0;
    size_t alone = 0;
  };
  // Returns how `text` begins at `at`.
  static Beginning BeginningAt(std::u32string_view text, size_t at);
  // Whether a name may begin so: a quick first question.
  bool MayBegin(const Beginning& beginning) const {
    return beginnings_.Holds(beginning.both) || beginnings_.Holds(beginning.alone);
  }
  bool IsEmpty() const { return ids_.empty() && (shared_ == nullptr || shared_->ids_.empty()); }

  int Child(int node, char32_t c) const;
  int AddChild(int node, char32_t c);
  // The node's names, if it has any.
  const Node* NamesAt(int node) const;
  int FirstId(const Reached& reached) const;
  template <typename Visit>
  void ForEachId(const Node* node, Visit visit) const;
  // Calls visit(reached, end) for every name that begins at `at`, the shortest first.
  template <typename Visit>
  void MatchAt(std::u32string_view shadow, size_t at, Visit visit) const;

  const NameTrie* shared_;
  Beginnings beginnings_;
  std::vector<Node> nodes_;  // The root, then where the edges lead to, in their order.
  std::vector<Id> ids_;
  IdTable edges_;  // Each a node and the code point that leads on from it.
};

}  // namespace sennight::summarization
