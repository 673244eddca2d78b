// Checks that a digest prints nothing that its events do not support.
//
// The verifier shares no state with the writers: it reads the finished digest, the events and the
// topic, and follows each support to the words it names.
//
//   CIT-RUNS      a sentence has no support, or its runs do not fit
//   CIT-SPAN      a support names an event, field or range that is not there
//   CIT-SUPPORT   the printed sentence is not what its support says
//   CIT-NUMBER    a number is printed that the supporting words do not hold
//   CIT-NAME      a Latin name is printed that the supporting words do not hold
//   CIT-COMPUTED  a computed value is not what the digest and its events give
//   CIT-DANGLING  a citation names no reference
//   CIT-FOREIGN   a cited reference is no source of the sentence's story
//   CIT-SEC-NONE  a story cites nothing
//   CIT-REF-ORPHAN  a reference is never cited
//   CIT-METRIC    a figure's text is not at its place, or does not hold its value
//   STR-EVENT     a story names an event that was not read
//   STR-LABEL     a category or key point label is not the topic's
//   STR-HL-COVER  a highlight names no section
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "sennight/digest/v1/digest.pb.h"
#include "sennight/digest/v1/finding.pb.h"
#include "sennight/event/v1/event.pb.h"
#include "sennight/topic/v1/topic.pb.h"

namespace sennight::summarization {

// What a digest is checked against; all of it must live as long.
class Evidence {
 public:
  Evidence(const topic::v1::Topic& topic, const std::vector<event::v1::Event>& events);

  // Adds events; of two of one id the first counts.
  void Add(const std::vector<event::v1::Event>& events);

  const topic::v1::Topic& topic() const { return topic_; }

  // Returns the event, or null.
  const event::v1::Event* EventOf(const std::string& event_id) const;

  // Returns the words at a place of an event with white space collapsed; false if there is no such
  // place.
  bool TextOf(const event::v1::SourceSpan& span, std::string* text) const;

 private:
  const topic::v1::Topic& topic_;
  std::map<std::string, const event::v1::Event*> events_;
};

// Something that is wrong with a text of the digest.
struct Fault {
  std::string rule;
  std::string evidence;
  int sentence = -1;  // A place in the text's supports; -1 for the whole text.
};

// What the supports of a text may rest on.
struct Scope {
  const digest::v1::Digest* digest = nullptr;
  const digest::v1::Section* section = nullptr;  // Of a text inside a section.
  std::vector<std::string> event_ids;  // Of the story or section; empty: any of the digest's.
  const event::v1::EventDate* occurred = nullptr;  // Of the story.
};

// Checks one text. The digest's language decides on templates.
std::vector<Fault> CheckText(const digest::v1::InlineText& text, const Scope& scope,
                             const Evidence& evidence);

// Returns whether a computed value is what the digest gives. `sibling` is the value computed
// before it in the same template, such as the category that is counted.
bool IsComputedRight(const digest::v1::ComputedValue& computed, const std::string& sibling,
                     const Scope& scope, const Evidence& evidence);

// Returns everything that is wrong with the digest.
std::vector<digest::v1::Finding> Verify(const digest::v1::Digest& digest, const Evidence& evidence);

// Drops what is wrong until nothing is: sentences, key points, stories, sections. Returns the
// findings. What is left is structurally valid; it may be without sections if nothing held.
std::vector<digest::v1::Finding> VerifyAndMend(const Evidence& evidence,
                                               digest::v1::Digest* digest);

}  // namespace sennight::summarization
