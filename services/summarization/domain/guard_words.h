// The words that the guard looks at: directions, opposites, denials and degrees.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "services/summarization/domain/shadow.h"

namespace sennight::summarization {

// Whether a stem tells that something rises, or that it falls.
bool IsRise(const std::u32string& stem);
bool IsFall(const std::u32string& stem);

// Whether a word in lower case denies.
bool IsDenial(const std::u32string& word);

// Whether a word in lower case says how much, how sure or how often.
bool IsDegree(const std::u32string& word);

// Returns the words that say about as much as the word does.
const std::vector<std::u32string>& DegreesLike(const std::u32string& word);

// Returns the stems of the opposites of a stem.
const std::vector<std::u32string>& OppositesOf(const std::u32string& stem);

// Chinese phrases of which one says the opposite of the other.
struct OppositePhrases {
  std::u32string_view first;
  std::u32string_view second;
};
std::span<const OppositePhrases> ChineseOpposites();

// Chinese phrases that deny, and that say how much or how sure.
std::span<const std::u32string_view> ChineseDenials();
std::span<const std::u32string_view> ChineseDegrees();

}  // namespace sennight::summarization
