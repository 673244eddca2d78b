// What a word before a full stop says about the end of a sentence. For sentences.cc.
#pragma once

#include <string_view>

namespace sennight::text {

// What a word says before a full stop.
enum class Abbreviation {
  kNone,          // a word like any other
  kNeverEnds,     // "Dr.", "e.g.", "vs.": something must follow
  kBeforeNumber,  // "No. 7", "Fig. 3", "Dec. 8": never ends before a number
  kMayEnd,        // "Inc.", "U.S.", "p.m.": ends only before a word that begins sentences
};

// `word` is what stands before the full stop, without it: "Dr", "U.S", "approx".
Abbreviation AbbreviationOf(std::string_view word);

// Whether a capitalised word usually begins a sentence ("The", "However").
bool BeginsSentences(std::string_view word);

// Whether a single capital after `word` is no initial ("hepatitis B", "phase I").
bool TakesLetter(std::string_view word);

// Whether `word` names a month in English or German ("31. August").
bool IsMonth(std::string_view word);

// Whether `word` says that somebody said something ("said", "asked").
bool IsReportingVerb(std::string_view word);

}  // namespace sennight::text
