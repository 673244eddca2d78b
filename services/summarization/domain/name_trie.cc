#include "services/summarization/domain/name_trie.h"

namespace sennight::summarization {
namespace {

constexpr int kCodePointBits = 21;

// Hyphens and spaces inside names are the same: CAR-T, CAR T.
char32_t Fold(char32_t c) { return c == U'-' ? U' ' : c; }

uint64_t EdgeKey(int node, char32_t c) {
  return (static_cast<uint64_t>(node) << kCodePointBits) | static_cast<uint64_t>(c);
}

bool StartsInsideWord(std::u32string_view text, size_t at) {
  return at > 0 && IsWordChar(text[at]) && IsWordChar(text[at - 1]);
}

bool EndsInsideWord(std::u32string_view text, size_t end) {
  return end < text.size() && IsWordChar(text[end - 1]) && IsWordChar(text[end]);
}

size_t EndOfWord(std::u32string_view text, size_t end) {
  while (end < text.size() && IsWordChar(text[end])) ++end;
  return end;
}

bool IsPlural(std::u32string_view text, size_t end) {
  return text[end] == U's' && IsLatinLetter(text[end - 1]) && !EndsInsideWord(text, end + 1);
}

}  // namespace

void NameTrie::Add(std::string_view name, int id, bool may_be_prefix) {
  const bool prefix = may_be_prefix && name.ends_with('*');
  if (prefix) name.remove_suffix(1);
  const std::u32string shadow = ShadowText(name);
  if (shadow.empty()) return;
  int node = 0;
  for (const char32_t c : shadow) {
    const auto [edge, added] =
        edges_.emplace(EdgeKey(node, Fold(c)), static_cast<int>(nodes_.size()));
    if (added) nodes_.emplace_back();
    node = edge->second;
  }
  nodes_[node].ids.push_back(id);
  nodes_[node].prefix = nodes_[node].prefix || prefix;
}

int NameTrie::Child(int node, char32_t c) const {
  const auto edge = edges_.find(EdgeKey(node, Fold(c)));
  return edge == edges_.end() ? -1 : edge->second;
}

template <typename Visit>
void NameTrie::MatchAt(std::u32string_view shadow, size_t at, Visit visit) const {
  if (StartsInsideWord(shadow, at)) return;
  int node = 0;
  for (size_t end = at; end < shadow.size();) {
    node = Child(node, shadow[end]);
    if (node < 0) return;
    ++end;
    const Node& reached = nodes_[node];
    if (reached.ids.empty()) continue;
    if (!EndsInsideWord(shadow, end)) {
      visit(reached, end);
    } else if (reached.prefix) {
      visit(reached, EndOfWord(shadow, end));
    } else if (IsPlural(shadow, end)) {
      visit(reached, end + 1);
    }
  }
}

std::vector<NameTrie::Match> NameTrie::Longest(std::u32string_view shadow) const {
  std::vector<Match> matches;
  for (size_t at = 0; at < shadow.size();) {
    size_t best_end = 0;
    int best_id = -1;
    MatchAt(shadow, at, [&](const Node& node, size_t end) {
      best_end = end;
      best_id = node.ids.front();
    });
    if (best_id < 0) {
      ++at;
      continue;
    }
    matches.push_back({best_id, {static_cast<int>(at), static_cast<int>(best_end)}});
    at = best_end;
  }
  return matches;
}

std::vector<NameTrie::Match> NameTrie::All(std::u32string_view shadow) const {
  std::vector<Match> matches;
  for (size_t at = 0; at < shadow.size(); ++at) {
    MatchAt(shadow, at, [&](const Node& node, size_t end) {
      for (const int id : node.ids) {
        matches.push_back({id, {static_cast<int>(at), static_cast<int>(end)}});
      }
    });
  }
  return matches;
}

}  // namespace sennight::summarization
