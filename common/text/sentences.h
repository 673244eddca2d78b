// The sentences of a text.
#pragma once

#include <string_view>
#include <vector>

#include "common/text/range.h"

namespace sennight::text {

// The sentences of a Chinese, English or mixed text, in order, as ranges of its code points:
// without surrounding white space, without leading bullets and list numbers, never empty, never
// overlapping.
//
// A sentence ends at a line end; at 。！？ and their half-width forms; at '.', '!' and '?' before
// white space, unless what stands before is an abbreviation (U.S., Dr., e.g., No. 7, vs.), an
// initial, a list number or a German day of the month, or what follows begins in lower case.
// Closing quotation marks, brackets and note marks after the end ("[3]") belong to the sentence.
// It never ends inside brackets or quotation marks, at a semicolon, colon or ellipsis, nor between
// a quotation and the words that say who said it (“能停药吗？”有患者问。).
//
// Where two readings are possible it does not break: a long sentence is whole, half a sentence is
// not. Linear in the length of the text.
std::vector<Range> Sentences(std::u32string_view text);

}  // namespace sennight::text
