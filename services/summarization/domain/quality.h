// Whether a sentence can be printed outside its report, and how well it reads there.
#pragma once

#include "services/summarization/domain/report.h"

namespace sennight::summarization {

// The shortest and the longest sentence that is printed, in words (Han characters count as words).
inline constexpr int kFewestWords = 5;
inline constexpr int kMostWordsChinese = 160;
inline constexpr int kMostWordsOther = 70;

// How a sentence begins.
enum class Opening {
  kPlain,       // It stands for itself.
  kNounPhrase,  // 该药, 这项研究, "the therapy": stands where the story says what is meant.
  kDependent,   // 其, 此外, "it", "however": stands only behind the sentence before it.
};

Opening OpeningOf(const Report& report, const Sentence& sentence);

// Whether the sentence can be printed: whole, of fitting length, no question, no markup, no
// boilerplate, no "we" of the publisher, brackets and quotation marks closed.
bool IsPrintable(const Report& report, const Sentence& sentence);

// How much the sentence loses for praise, anonymous sources and half-width punctuation, 0 or more.
double Blemish(const Report& report, const Sentence& sentence);

}  // namespace sennight::summarization
