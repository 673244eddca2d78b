#include "services/event_store/domain/search.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "common/text/characters.h"
#include "common/text/normalize.h"
#include "common/text/utf8.h"
#include "services/event_store/domain/event_dates.h"
#include "services/event_store/domain/event_log.h"
#include "services/event_store/domain/page_room.h"

namespace sennight::event_store {
namespace {

using event::v1::Event;
using eventstore::v1::SearchHit;
using text::Range;

// Scripts from here on have no spaces between words.
constexpr char32_t kFirstUnspaced = 0x2E80;

constexpr std::string_view kWantQuery =
    "want 1 to 8 words of 1 to 64 characters each, parted by spaces";

bool IsQuotationMark(char32_t c) { return c == U'"' || c == U'“' || c == U'”' || c == U'＂'; }

// Folded as texts are, with single spaces.
std::u32string Folded(std::u32string_view word) {
  std::u32string folded;
  for (const char32_t c : text::Normalize(word).text) {
    if (c != U' ' || (!folded.empty() && folded.back() != U' ')) folded.push_back(c);
  }
  while (folded.ends_with(U' ')) folded.pop_back();
  return folded;
}

// The words as they are written; none if a quotation mark is not closed.
std::optional<std::vector<std::u32string>> Split(const std::u32string& query) {
  std::vector<std::u32string> words;
  for (size_t at = 0; at < query.size();) {
    if (text::IsWhiteSpace(query[at])) {
      ++at;
      continue;
    }
    const bool is_quoted = IsQuotationMark(query[at]);
    if (is_quoted) ++at;
    const size_t start = at;
    while (at < query.size() && !IsQuotationMark(query[at]) &&
           (is_quoted || !text::IsWhiteSpace(query[at]))) {
      ++at;
    }
    words.push_back(query.substr(start, at - start));
    if (!is_quoted) continue;
    if (at == query.size()) return std::nullopt;
    ++at;
  }
  return words;
}

// Where `word` stands in `text`, from left to right, without overlaps.
std::vector<Range> Occurrences(std::u32string_view text, std::u32string_view word) {
  std::vector<Range> ranges;
  for (size_t at = text.find(word); at != std::u32string_view::npos; at = text.find(word, at)) {
    if (at > 0 && IsSpacedCharacter(word[0]) && IsSpacedCharacter(text[at - 1])) {
      ++at;
      continue;
    }
    ranges.push_back({static_cast<int32_t>(at), static_cast<int32_t>(at + word.size())});
    at += word.size();
  }
  return ranges;
}

// What was found in one text.
struct Found {
  std::vector<bool> words;    // Whether each stands there.
  std::vector<Range> places;  // Of the text as it is written; by their start, without overlaps.
  int matches = 0;
};

Found FindInText(const std::vector<std::u32string>& words, const std::string& text) {
  const text::Normalized folded = text::Normalize(text);
  Found found;
  std::vector<Range> all;
  for (const std::u32string& word : words) {
    const std::vector<Range> places = Occurrences(folded.text, word);
    found.words.push_back(!places.empty());
    found.matches += static_cast<int>(places.size());
    for (const Range& place : places) all.push_back(folded.SourceRange(place));
  }
  std::sort(all.begin(), all.end(), [](const Range& a, const Range& b) {
    return std::tie(a.start, b.end) < std::tie(b.start, a.end);
  });
  for (const Range& place : all) {
    if (found.places.empty() || place.start >= found.places.back().end) {
      found.places.push_back(place);
    }
  }
  return found;
}

void AddMatches(const char* field, const std::vector<Range>& places, SearchHit& hit) {
  for (const Range& place : places) {
    if (hit.matches_size() == kMaxSearchMatches) return;
    eventstore::v1::SearchMatch& match = *hit.add_matches();
    match.set_field(field);
    match.set_start(place.start);
    match.set_end(place.end);
  }
}

int64_t SizeOf(const SearchHit& hit) { return static_cast<int64_t>(hit.ByteSizeLong()); }

absl::StatusOr<SearchPage> NewestFirst(const SearchQuery& query, const HitWalk& walk) {
  SearchPage page;
  PageRoom room(query.limit, kMaxPageBytes);
  SearchCursor last;
  bool is_full = false;
  const auto stopped = walk([&](FoundEvent& found) {
    is_full = !room.Takes(SizeOf(found.hit));
    if (is_full) return false;
    last = {.day = found.rank.day, .position = found.rank.position};
    page.hits.push_back(std::move(found.hit));
    return true;
  });
  if (!stopped.ok()) return stopped.status();
  page.next = is_full ? std::optional<SearchCursor>(last) : *stopped;
  return page;
}

// Ranks are kept while the hits are walked through, and only the page's events are read again.
absl::StatusOr<SearchPage> BestFirst(const SearchQuery& query, const HitWalk& walk,
                                     const EventReader& read) {
  std::vector<SearchRank> ranks;
  const auto stopped = walk([&ranks](const FoundEvent& found) {
    ranks.push_back(found.rank);
    return ranks.size() < kMaxRankedHits;
  });
  if (!stopped.ok()) return stopped.status();
  std::sort(ranks.begin(), ranks.end(), ComesBefore);

  SearchPage page;
  const size_t first =
      std::min<size_t>(query.after.has_value() ? query.after->hits : 0, ranks.size());
  const size_t end = std::min(first + static_cast<size_t>(query.limit), ranks.size());
  PageRoom room(query.limit, kMaxPageBytes);
  size_t at = first;
  for (; at < end; ++at) {
    const absl::StatusOr<Event> event = read(ranks[at].position);
    if (!event.ok()) return event.status();
    std::optional<FoundEvent> found = FindIn(query, *event);
    if (!found.has_value()) return absl::InternalError("a hit is none when it is read again");
    if (!room.Takes(SizeOf(found->hit))) break;
    page.hits.push_back(std::move(found->hit));
  }
  if (at < ranks.size()) page.next = SearchCursor{.hits = static_cast<int32_t>(at)};
  return page;
}

}  // namespace

bool IsSpacedCharacter(char32_t folded) {
  return folded < kFirstUnspaced && (text::IsLetter(folded) || text::IsDigit(folded));
}

bool IsUnspacedCharacter(char32_t folded) {
  return folded >= kFirstUnspaced && text::IsLetter(folded);
}

absl::StatusOr<std::vector<std::u32string>> ParseSearchWords(std::string_view query) {
  if (query.size() > kMaxQueryBytes) return InvalidField("query", kWantQuery);
  const std::optional<std::vector<std::u32string>> split = Split(text::ToCodePoints(query));
  if (!split.has_value()) {
    return InvalidField("query", "want a quotation mark at the end of the word too");
  }
  if (split->empty() || split->size() > kMaxSearchWords) return InvalidField("query", kWantQuery);
  std::vector<std::u32string> words;
  for (const std::u32string& word : *split) {
    words.push_back(Folded(word));
    if (word.size() > kMaxWordCharacters || words.back().empty()) {
      return InvalidField("query", kWantQuery);
    }
  }
  return words;
}

bool ComesBefore(const SearchRank& a, const SearchRank& b) {
  return std::tie(b.words_in_title, b.matches_in_title, b.matches_in_body, b.day, b.position) <
         std::tie(a.words_in_title, a.matches_in_title, a.matches_in_body, a.day, a.position);
}

std::optional<FoundEvent> FindIn(const SearchQuery& query, const Event& event) {
  const Found in_title = FindInText(query.words, event.title());
  const bool title_has_all =
      std::all_of(in_title.words.begin(), in_title.words.end(), [](bool stands) { return stands; });
  if (!title_has_all && !query.in_bodies) return std::nullopt;
  Found in_body;
  if (query.in_bodies) {
    in_body = FindInText(query.words, event.body());
    for (size_t i = 0; i < query.words.size(); ++i) {
      if (!in_title.words[i] && !in_body.words[i]) return std::nullopt;
    }
  }
  if (!Matches(query.filter, event)) return std::nullopt;
  FoundEvent found;
  *found.hit.mutable_event() = event;
  AddMatches("title", in_title.places, found.hit);
  AddMatches("body", in_body.places, found.hit);
  found.rank = {.words_in_title = static_cast<int>(
                    std::count(in_title.words.begin(), in_title.words.end(), true)),
                .matches_in_title = in_title.matches,
                .matches_in_body = in_body.matches,
                .day = DatesOf(event).listed_on,
                .position = event.position()};
  return found;
}

absl::StatusOr<SearchPage> MakeSearchPage(const SearchQuery& query, const HitWalk& walk,
                                          const EventReader& read) {
  return query.best_first ? BestFirst(query, walk, read) : NewestFirst(query, walk);
}

}  // namespace sennight::event_store
