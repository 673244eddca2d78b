// Words of ideographs, as the dictionary of ICU parts them: the same dictionary, read without the
// iterators, which cost more than the reading.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace sennight::rendering {

// Returns whether there is a dictionary that can be read. Without one, ask ICU's iterator.
bool HasWordDictionary();

// Returns the lengths, in characters, of the words that a run of common ideographs (U+4E00 to
// U+9FFF) consists of: those that are likeliest together.
std::vector<std::size_t> WordsOf(std::u32string_view ideographs);

}  // namespace sennight::rendering
