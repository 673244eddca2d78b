// Brackets and quotation marks that belong together. For sentences.cc.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "common/text/range.h"

namespace sennight::text {

// The brackets and quotation marks of one line that belong together.
class Asides {
 public:
  // Pairs the marks inside `line` of `text`; a mark without its partner within reach is none.
  Asides(std::u32string_view text, Range line);

  // The offset of the mark that closes what `at` opens, or -1 if `at` opens nothing.
  int32_t ClosedAt(int32_t at) const { return closed_at_[at - start_]; }

 private:
  int32_t start_;
  std::vector<int32_t> closed_at_;
};

}  // namespace sennight::text
