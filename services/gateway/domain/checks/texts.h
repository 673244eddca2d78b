// The inline texts of a digest, in the order in which they are read.
#pragma once

#include <string>
#include <vector>

#include "sennight/digest/v1/digest.pb.h"
#include "services/gateway/domain/checks/findings.h"

namespace sennight::gateway::checks {

// What an inline text is for.
enum class TextKind {
  kTitle,
  kHighlight,
  kIntro,
  kHeading,
  kSubject,
  kHeadline,
  kLead,
  kKeyPoint,
  kConflict,
  kNote,
  kBrief,
  kClosing,
};

// An inline text and its place. Points into the digest.
struct PlacedText {
  TextKind kind;
  std::string path;
  const digest::v1::InlineText* text;
  const EventIds* event_ids;  // Of the story that it belongs to; null outside of stories.
};

// A story and its place. Points into the digest.
struct PlacedStory {
  std::string path;
  const digest::v1::Story* story;
};

// Returns the texts of a digest that are not empty, in reading order.
std::vector<PlacedText> TextsOf(const digest::v1::Digest& digest);

// Returns the stories of the sections.
std::vector<PlacedStory> StoriesOf(const digest::v1::Digest& digest);

// Returns a text without its citations; of the runs [begin, end) only, as far as there are some.
std::string PlainText(const digest::v1::InlineText& text);
std::string PlainText(const digest::v1::InlineText& text, int begin, int end);

// Returns whether there is something to read in a text.
bool IsEmpty(const digest::v1::InlineText& text);

}  // namespace sennight::gateway::checks
