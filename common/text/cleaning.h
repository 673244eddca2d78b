// Repairs of text that comes from outside, for importers: the contracts refuse what is repaired
// here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sennight::text {

// What was repaired: a stable id and how often.
struct Repair {
  std::string_view id;  // one of those below
  int count = 0;

  friend bool operator==(const Repair&, const Repair&) = default;
};

inline constexpr std::string_view kInvalidUtf8 = "INVALID-UTF8";
inline constexpr std::string_view kReplacementCharacter = "REPLACEMENT-CHARACTER";
inline constexpr std::string_view kControlCharacter = "CONTROL-CHARACTER";
inline constexpr std::string_view kBidiControl = "BIDI-CONTROL";
inline constexpr std::string_view kZeroWidth = "ZERO-WIDTH";
inline constexpr std::string_view kHyphen = "HYPHEN";
inline constexpr std::string_view kLineEnd = "LINE-END";
inline constexpr std::string_view kEntity = "ENTITY";
inline constexpr std::string_view kMarkup = "MARKUP";
inline constexpr std::string_view kActiveContent = "ACTIVE-CONTENT";

// A repair in words: "removed 2 bidirectional control characters".
std::string Describe(const Repair& repair);

struct Cleaned {
  std::string text;
  std::vector<Repair> repairs;  // in the order of the ids above, counts above 0

  friend bool operator==(const Cleaned&, const Cleaned&) = default;
};

// Plain text of several paragraphs: valid UTF-8 with LF line ends, without control, bidi and
// zero-width characters (joiners inside emoji stay) and U+FFFD; U+2010 to U+2012 become '-';
// character references (&amp;, &#8217;) are decoded, once. Markup stays: it is text. White space is
// trimmed at both ends.
Cleaned CleanText(std::string_view bytes);

// CleanText of one line: line ends and runs of white space become one space.
Cleaned CleanLine(std::string_view bytes);

// The text of an HTML fragment, cleaned as by CleanText: block elements, list items, table rows and
// <br> end lines, each paragraph is one line; scripts, styles, comments and other content that is
// not shown are dropped; white space is collapsed. Never fails: broken markup loses its tags.
Cleaned HtmlToText(std::string_view html);

// Decodes the character references of HTML in `text`, once; what is none stays as it is. `decoded`
// counts them if given. References to control characters decode to U+FFFD.
std::string DecodeEntities(std::string_view text, int* decoded = nullptr);

}  // namespace sennight::text
