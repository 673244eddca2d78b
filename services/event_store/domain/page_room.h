// How much goes onto a page.
#pragma once

#include <cstdint>

namespace sennight::event_store {

// Room for so many entries of so many bytes together; but for one, however large it is.
class PageRoom {
 public:
  PageRoom(int64_t most, int64_t most_bytes) : most_(most), most_bytes_(most_bytes) {}

  // Takes the next entry if it has room; the page ends before one that has not.
  bool Takes(int64_t bytes) {
    bytes_ += bytes;
    if (count_ == most_ || (bytes_ > most_bytes_ && count_ > 0)) return false;
    ++count_;
    return true;
  }

 private:
  const int64_t most_;
  const int64_t most_bytes_;
  int64_t count_ = 0;
  int64_t bytes_ = 0;
};

}  // namespace sennight::event_store
