// How common a term is in texts of no particular field: the standing background before which the
// terms of a window are rare or common, however few reports the window has.
#pragma once

#include <string_view>

namespace sennight::summarization {

// Terms that about one of 2^level ordinary texts holds, in UTF-8: English stems with a space
// behind each, Chinese pairs without.
struct CommonWords {
  int level;
  std::string_view terms;
};

extern const CommonWords kCommonEnglish[8];
extern const CommonWords kRareEnglish[2];
extern const CommonWords kCommonChinese[7];

// The share of texts that hold a term of which nothing else is known.
inline constexpr double kUncommon = 0.0005;

// Returns the share of ordinary texts that hold `term`, a term of tokens.h.
double BackgroundShare(std::u32string_view term);

}  // namespace sennight::summarization
