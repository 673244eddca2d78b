// Decides when titles are sorted into the index of search terms.
#pragma once

#include <cstdint>

namespace sennight::event_store {

// Titles are sorted in when writers leave room, or when so many wait that searches would feel it.
// Asked about once a second, and again after each step that is followed by another. Not
// thread-safe.
class IndexPace {
 public:
  // Growth of the log between two looks up to which writers leave room, and after a step, which
  // takes some thirty milliseconds.
  static constexpr int64_t kQuietGrowth = 500;
  static constexpr int64_t kQuietGrowthInStep = 25;
  // As many titles are looked through in a few tens of milliseconds: 5 ms for 10,000. If more wait,
  // half of them are sorted in whatever the writers do.
  static constexpr int64_t kMaxWaiting = 50'000;

  // Returns whether some titles should be sorted in now that the log ends at `head`.
  bool IsDue(int64_t head) {
    if (head < last_head_) indexed_to_ = 0;  // A restored store.
    const bool is_quiet = head - last_head_ <= (is_behind_ ? kQuietGrowthInStep : kQuietGrowth);
    last_head_ = head;
    const int64_t waiting = head - indexed_to_;
    must_ = waiting >= (must_ ? kMaxWaiting / 2 : kMaxWaiting);
    const bool is_due = waiting > 0 && (is_quiet || must_);
    if (!is_due) is_behind_ = false;
    return is_due;
  }

  // Notes up to where that is done; returns whether there should be another look at once.
  bool Advance(int64_t indexed_to) {
    const bool has_advanced = indexed_to > indexed_to_;
    indexed_to_ = indexed_to;
    is_behind_ = has_advanced && indexed_to < last_head_;
    return is_behind_;
  }

 private:
  int64_t last_head_ = 0;
  int64_t indexed_to_ = 0;
  bool is_behind_ = false;
  bool must_ = false;
};

}  // namespace sennight::event_store
