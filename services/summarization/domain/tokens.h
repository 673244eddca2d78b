// The terms that texts are compared by: stems of English words, pairs of Han characters, names and
// numbers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "services/summarization/domain/shadow.h"

namespace sennight::summarization {

// Takes a term, which is valid during the call.
using TakeTerm = absl::FunctionRef<void(std::u32string_view)>;

// Gives the terms of `shadow` within `within` to `take` in their order, without stop words. Returns
// how long the text is, as CountWords does.
int ForEachTerm(std::u32string_view shadow, const Range& within, TakeTerm take);

// Takes a word and where the run of letters begins that has it; nowhere for one that is joined with
// the number behind it.
using TakeLatinWord = absl::FunctionRef<void(std::u32string_view, std::optional<int>)>;

// Gives those words in Latin letters to `take` that `within` shares with texts of other languages:
// names, versions and their parts. "GPT-5.4" is also "gpt" and "5.4", "Lyria 3" also "lyria3".
// Words are stemmed; stop words and whole numbers are none.
void ForEachLatinWord(std::u32string_view shadow, const Range& within, TakeLatinWord take);

// Returns the terms of `shadow` within `within`, in their order, without stop words.
std::vector<std::u32string> Terms(std::u32string_view shadow, const Range& within);

// Returns the stem of an English word in lower case.
std::u32string StemWord(std::u32string_view word);

// Returns how long a text is: Latin words and numbers, and Han characters.
int CountWords(std::u32string_view shadow, const Range& within);

}  // namespace sennight::summarization
