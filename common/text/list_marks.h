// Bullets and list numbers, which stand before a sentence and are none of its words. For
// sentences.cc.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/text/range.h"

namespace sennight::text {

// Whether `c` is a bullet where it begins an item.
bool IsBullet(char32_t c);

// Whether a bullet inside `line` at `at` begins a new item: "… 63% • 生存期 …".
bool IsBulletAt(std::u32string_view text, Range line, int32_t at);

// `sentence` without surrounding white space and without a leading bullet or list number ("• ",
// "2. ", "（3）", "四、", "①"); "- " and "* " are bullets only at the start of a line.
Range WithoutListMark(std::u32string_view text, Range sentence, bool begins_line);

}  // namespace sennight::text
