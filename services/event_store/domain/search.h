// What a search means: which events are found, where the words stand, and what comes first.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "services/event_store/domain/filter.h"

namespace sennight::event_store {

inline constexpr size_t kMaxSearchWords = 8;
inline constexpr int kMaxWordCharacters = 64;
inline constexpr size_t kMaxQueryBytes = 4096;
inline constexpr int kMaxSearchDays = 366;
inline constexpr int kMaxSearchMatches = 32;
inline constexpr size_t kMaxRankedHits = 1000;  // Of which the best are told.

// Where a search goes on: behind an event, if the newest come first, else behind so many hits.
struct SearchCursor {
  absl::CivilDay day;
  int64_t position = 0;
  int32_t hits = 0;

  friend bool operator==(const SearchCursor&, const SearchCursor&) = default;
};

// A valid search.
struct SearchQuery {
  std::string topic;
  std::vector<std::u32string> words;  // Folded (ParseSearchWords).
  bool in_bodies = false;             // Else in titles only.
  bool best_first = false;            // Else the newest.
  std::optional<absl::CivilDay> first_day;
  std::optional<absl::CivilDay> end_day;
  Filter filter;
  int limit = 1;
  std::optional<SearchCursor> after;
  std::optional<int32_t> epoch;  // That of the page before.
};

struct SearchPage {
  std::vector<eventstore::v1::SearchHit> hits;
  std::optional<SearchCursor> next;  // Where the next page begins; none at the end.
  int64_t as_of_position = 0;
  int32_t epoch = 0;
};

// Reads the words of a query: what stands between spaces or in quotation marks ("…" or “…”), folded
// as texts are.
//
// Errors: kInvalidArgument, which names `query`.
absl::StatusOr<std::vector<std::u32string>> ParseSearchWords(std::string_view query);

// A letter or digit of a script that parts its words, and one of a script that does not: Han, kana,
// Hangul. A word that begins with the former is found at the beginning of words only.
bool IsSpacedCharacter(char32_t folded);
bool IsUnspacedCharacter(char32_t folded);

// Which of two hits comes first: words in the title, then matches there, then matches in the body,
// then the newest.
struct SearchRank {
  int words_in_title = 0;
  int matches_in_title = 0;
  int matches_in_body = 0;
  absl::CivilDay day;
  int64_t position = 0;
};
bool ComesBefore(const SearchRank& a, const SearchRank& b);

// An event in which all words stand.
struct FoundEvent {
  eventstore::v1::SearchHit hit;
  SearchRank rank;
};

// Looks for the query's words in `event`; its topic, date and state are not looked at. None if it
// is not found, or the filter does not let it through.
std::optional<FoundEvent> FindIn(const SearchQuery& query, const event::v1::Event& event);

// Takes a hit; returns whether it wants the next one.
using HitVisitor = std::function<bool(FoundEvent&)>;

// Visits the hits, the newest first; those behind the query's cursor only, if the newest are told
// first. Returns where it stopped to bound its work; none if it came to the end or the visitor had
// enough.
using HitWalk = std::function<absl::StatusOr<std::optional<SearchCursor>>(const HitVisitor&)>;

// Returns what stands at the position.
using EventReader = std::function<absl::StatusOr<event::v1::Event>(int64_t position)>;

// Makes a page of at most `query.limit` hits and kMaxPageBytes (but at least one hit). Fills in
// hits and next.
absl::StatusOr<SearchPage> MakeSearchPage(const SearchQuery& query, const HitWalk& walk,
                                          const EventReader& read);

}  // namespace sennight::event_store
