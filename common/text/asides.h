// Brackets and quotation marks that belong together. For sentences.cc.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace sennight::text {

// The brackets and quotation marks of one line that belong together.
class Asides {
 public:
  // Pairs the marks of a line of `text`, all of which are among `places`; a mark without its
  // partner within reach is none.
  Asides(std::u32string_view text, std::span<const int32_t> places);

  // The offset of the mark that closes what `at` opens, or -1 if `at` opens nothing.
  int32_t ClosedAt(int32_t at) const;

 private:
  struct Aside {
    int32_t open;
    int32_t closed;
  };

  std::vector<Aside> asides_;  // By where they open. Most lines have none.
};

}  // namespace sennight::text
