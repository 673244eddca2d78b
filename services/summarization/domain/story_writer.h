// Writes one story.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/summarization/domain/inline_writer.h"
#include "services/summarization/domain/references.h"
#include "services/summarization/domain/subject.h"
#include "services/summarization/domain/telling.h"

namespace sennight::summarization {

// A story as written, with what the digest around it needs.
struct WrittenStory {
  digest::v1::Story story;
  bool is_of_organization = false;     // The subject is one, and no product.
  std::optional<Supported> subject;    // What it is about.
  std::optional<Supported> regulator;  // The authority that acts.
  Supported headline;
  Supported highlight;        // The same as the headline if no other title says it.
  std::string text_language;  // Of what is quoted; a BCP 47 tag if not the digest's.
  const Draft* draft = nullptr;
};

class StoryWriter {
 public:
  // `tag` is the digest's language as the topic writes it. Everything must live as long.
  StoryWriter(const Material& material, const ReferenceBook& references, std::string tag)
      : material_(material),
        references_(references),
        labels_(LabelWords(*material.topic)),
        tag_(std::move(tag)) {}

  // Writes the story; nothing if no sentence of its reports can be printed.
  std::optional<WrittenStory> Write(const Draft& draft, int max_points) const;

  // Writes the story in one line; nothing if no title of its reports can be printed.
  std::optional<digest::v1::BriefStory> WriteBrief(const Draft& draft) const;

 private:
  struct Cited {
    Supported sentence;
    std::vector<std::string> ref_ids;
  };

  Cited Cite(const Draft& draft, const Candidate& candidate) const;
  std::vector<int> Agreeing(const Draft& draft, const Candidate& candidate,
                            std::vector<event::v1::SourceSpan>* spans) const;
  digest::v1::InlineText WriteLead(const Draft& draft, const Voice& voice,
                                   const Telling& telling) const;
  void WritePoints(const Draft& draft, const Voice& voice, const Telling& telling,
                   digest::v1::Story* story) const;
  void WriteConflicts(const Draft& draft, const Telling& telling, digest::v1::Story* story) const;
  void WriteMetrics(const Voice& voice, const Telling& telling, digest::v1::Story* story) const;
  void WriteNotes(const Draft& draft, const Voice& voice, digest::v1::Story* story) const;
  // Finds who or what the story is about and the authority that acts.
  void NameActors(const Draft& draft, const Voice& voice, WrittenStory* written) const;
  // Writes which events tell a story, whole or in one line, when it was and what kind it is.
  template <typename Told>
  void Identify(const Draft& draft, Told* story) const;
  // Marks a text that is not in the digest's language.
  void MarkLanguage(const Voice& voice, digest::v1::InlineText* text) const;

  const Material& material_;
  const ReferenceBook& references_;
  NameTrie labels_;
  std::string tag_;
};

// Returns the label of the topic's category in the language.
std::string CategoryLabel(const topic::v1::Topic& topic, const std::string& category,
                          const std::string& tag);

// Returns an id that is the same for the same events: `prefix` and hexadecimal digits.
std::string StableId(std::string_view prefix, std::vector<std::string> event_ids);

}  // namespace sennight::summarization
