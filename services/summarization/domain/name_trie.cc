#include "services/summarization/domain/name_trie.h"

namespace sennight::summarization {
namespace {

constexpr int kCodePointBits = 21;

// Hyphens and spaces inside names are the same: CAR-T, CAR T.
char32_t Fold(char32_t c) { return c == U'-' ? U' ' : c; }

uint64_t EdgeOf(int node, char32_t c) {
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
  const Beginning beginning = BeginningAt(shadow, 0);
  beginnings_.Add(shadow.size() > 1 ? beginning.both : beginning.alone);
  int place = 0;
  for (const char32_t c : shadow) place = AddChild(place, Fold(c));
  Node& node = nodes_[place];
  const int added = static_cast<int>(ids_.size());
  ids_.push_back({id});
  (node.first_id == kNone ? node.first_id : ids_[node.last_id].next) = added;
  node.last_id = added;
  node.prefix = node.prefix || prefix;
}

NameTrie::Beginning NameTrie::BeginningAt(std::u32string_view text, size_t at) {
  const char32_t first = Fold(text[at]);
  const char32_t second = at + 1 < text.size() ? Fold(text[at + 1]) : U'\0';
  return {Beginnings::PlaceOf(first, second), Beginnings::PlaceOf(first)};
}

int NameTrie::Child(int node, char32_t c) const {
  if (node == kNone) return kNone;
  const int edge = edges_.Find(EdgeOf(node, c));
  return edge == IdTable::kNone ? kNone : edge + 1;
}

int NameTrie::AddChild(int node, char32_t c) {
  const int child = edges_.Add(EdgeOf(node, c)) + 1;
  if (child == static_cast<int>(nodes_.size())) nodes_.emplace_back();
  return child;
}

const NameTrie::Node* NameTrie::NamesAt(int node) const {
  return node == kNone || nodes_[node].first_id == kNone ? nullptr : &nodes_[node];
}

int NameTrie::FirstId(const Reached& reached) const {
  return reached.own != nullptr ? ids_[reached.own->first_id].id
                                : shared_->ids_[reached.shared->first_id].id;
}

template <typename Visit>
void NameTrie::ForEachId(const Node* node, Visit visit) const {
  if (node == nullptr) return;
  for (int at = node->first_id; at != kNone; at = ids_[at].next) visit(ids_[at].id);
}

template <typename Visit>
void NameTrie::MatchAt(std::u32string_view shadow, size_t at, Visit visit) const {
  if (StartsInsideWord(shadow, at)) return;
  const Beginning beginning = BeginningAt(shadow, at);
  int own = MayBegin(beginning) ? 0 : kNone;
  int shared = shared_ != nullptr && shared_->MayBegin(beginning) ? 0 : kNone;
  if (own == kNone && shared == kNone) return;
  for (size_t end = at; end < shadow.size();) {
    const char32_t c = Fold(shadow[end]);
    own = Child(own, c);
    if (shared != kNone) shared = shared_->Child(shared, c);
    if (own == kNone && shared == kNone) return;
    ++end;
    const Reached reached{NamesAt(own), shared_ == nullptr ? nullptr : shared_->NamesAt(shared)};
    if (reached.own == nullptr && reached.shared == nullptr) continue;
    const bool prefix = (reached.own != nullptr && reached.own->prefix) ||
                        (reached.shared != nullptr && reached.shared->prefix);
    if (!EndsInsideWord(shadow, end)) {
      visit(reached, end);
    } else if (prefix) {
      visit(reached, EndOfWord(shadow, end));
    } else if (IsPlural(shadow, end)) {
      visit(reached, end + 1);
    }
  }
}

std::vector<NameTrie::Match> NameTrie::Longest(std::u32string_view shadow) const {
  std::vector<Match> matches;
  if (IsEmpty()) return matches;
  for (size_t at = 0; at < shadow.size();) {
    size_t best_end = 0;
    int best_id = 0;
    MatchAt(shadow, at, [&](const Reached& reached, size_t end) {
      best_end = end;
      best_id = FirstId(reached);
    });
    if (best_end == 0) {
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
  if (IsEmpty()) return matches;
  for (size_t at = 0; at < shadow.size(); ++at) {
    MatchAt(shadow, at, [&](const Reached& reached, size_t end) {
      const auto add = [&](int id) {
        matches.push_back({id, {static_cast<int>(at), static_cast<int>(end)}});
      };
      ForEachId(reached.own, add);
      if (shared_ != nullptr) shared_->ForEachId(reached.shared, add);
    });
  }
  return matches;
}

}  // namespace sennight::summarization
