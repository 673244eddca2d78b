// What must be true of everything that a store holds.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "sennight/event/v1/event.pb.h"
#include "services/event_store/domain/event_dates.h"
#include "services/event_store/domain/search_terms.h"

namespace sennight::event_store {

// What is wrong with a store, and where.
struct Finding {
  std::string rule;           // Such as `content-hash`; the README lists them.
  int64_t position = 0;       // 0 if it is of no position.
  std::string event_id = {};  // Empty if it is of no event.
  std::string what;           // A sentence for people.
};

using FindingSink = std::function<void(Finding)>;

// A revision with all that the store holds for it.
struct StoredRevision {
  event::v1::Event event;
  EventDates dates;
  int op = 0;                      // 1 reported, 2 revised, 3 retracted, 4 erased.
  std::string content_key;         // 16 bytes; empty: none.
  bool is_of_before_keys = false;  // Of before migration 3, which kept those of first revisions.
  bool has_text = true;            // Its row has something of what a revision says.
  bool is_recorded_as_erased = false;               // There is an erasure of its event.
  bool has_key_row = false;                         // Its row of keys is there and names it.
  bool has_original = true;                         // What it nearly repeats is there, and earlier.
  std::optional<int64_t> previous_position;         // Of the revision before, if there is one.
  std::optional<int64_t> next_position;             // Of the revision after.
  std::optional<int64_t> superseded_by;             // As supersessions say.
  std::optional<std::vector<int32_t>> title_terms;  // If it has been sorted in.
  std::optional<FoldedText> folded;
  bool must_have_terms = false;
  bool must_have_folded = false;
};

// Checks revisions in the order of their positions, a few bytes of memory in all.
class RevisionChecks {
 public:
  // `sink` is called for each finding. The hash of the log is one without the events `left_out`.
  explicit RevisionChecks(FindingSink sink, std::set<std::string> left_out = {})
      : sink_(std::move(sink)), left_out_(std::move(left_out)) {}

  // A position that is there, whether or not what stands at it can be read.
  void Pass(int64_t position);

  void Check(const StoredRevision& revision);

  // To be called after the last one, with what the log says of its end.
  void Finish(int64_t head, absl::Time recorded_at);

  int64_t count() const { return count_; }

  // Returns a hash, in lower-case hexadecimal, of all events that were checked, with all they hold
  // and in their order; equal for equal logs, within one build of the program.
  std::string log_hash() const;

 private:
  void Note(const std::string& rule, const event::v1::Event& event, const std::string& what);
  void CheckErased(const StoredRevision& revision);
  void CheckContent(const StoredRevision& revision);
  void CheckHistory(const StoredRevision& revision);
  void CheckSearch(const StoredRevision& revision);

  const FindingSink sink_;
  const std::set<std::string> left_out_;
  int64_t last_position_ = 0;
  int64_t count_ = 0;
  absl::Time last_recorded_at_ = absl::InfinitePast();
  std::string chain_;
};

}  // namespace sennight::event_store
