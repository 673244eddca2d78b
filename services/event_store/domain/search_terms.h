// What a database keeps of an event to find it by: terms of its title, and its text in folded form
// where that is needed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "sennight/event/v1/event.pb.h"

namespace sennight::event_store {

// The terms of a title in a topic: a hash of each two neighbouring Han characters, and of the first
// 2, 3, 4 and 6 letters of each other word. The topic is part of each hash, so that a search of one
// topic does not pass through the others. Ascending, without doubles.
std::vector<int32_t> TitleTerms(std::string_view topic, std::string_view title);

// Terms that every title has in which all `words` (folded) stand. Others may have them too. Empty
// if all words are too short to have any.
std::vector<int32_t> QueryTerms(std::string_view topic, absl::Span<const std::u32string> words);

struct FoldedText {
  std::string title;
  std::string body;

  friend bool operator==(const FoldedText&, const FoldedText&) = default;
};

// The folded title and body of an event if a word in them could be missed by comparing the text as
// it is written, but for the case of ASCII letters: full-width or Traditional characters, Ⅱ, ™.
// None for most events.
std::optional<FoldedText> FoldedTextOf(const event::v1::Event& event);

// Patterns of LIKE that hold for the text as it is written, or folded, if the words stand
// there. They may hold for others.
struct TextPatterns {
  std::vector<std::string> exact;     // Without ASCII letters.
  std::vector<std::string> caseless;  // To be compared with ASCII letters in lower case.
};

TextPatterns PatternsOf(absl::Span<const std::u32string> words);

}  // namespace sennight::event_store
