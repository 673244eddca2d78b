// From markup to text. For cleaning.cc.
#pragma once

#include <string>
#include <string_view>

namespace sennight::text {

// The text of an HTML fragment, before it is cleaned.
struct Stripped {
  std::string text;  // one line a paragraph, character references decoded
  int tags = 0;
  int active = 0;  // scripts, styles, frames and their like, dropped with what they hold
  int entities = 0;
};
Stripped StripMarkup(std::string_view html);

}  // namespace sennight::text
