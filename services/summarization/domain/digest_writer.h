// Writes what stands around the stories: title, highlights, intro, closing.
#pragma once

#include <string>
#include <vector>

#include "sennight/digest/v1/digest.pb.h"
#include "services/summarization/domain/phrases.h"
#include "services/summarization/domain/story_writer.h"

namespace sennight::summarization {

// The stories of a digest as written, in their order.
struct WrittenSections {
  std::vector<std::vector<WrittenStory>> sections;
  std::vector<digest::v1::BriefStory> briefs;
  std::vector<const Draft*> brief_drafts;  // Of `briefs`, in their order.
  int reports = 0;                         // Reports that the stories are told from.
};

class DigestWriter {
 public:
  // `tag` is the digest's language as the topic writes it. Everything must live as long.
  DigestWriter(const Material& material, const ReferenceBook& references, std::string tag)
      : material_(material),
        references_(references),
        tag_(std::move(tag)),
        language_(material.language) {}

  // Writes the digest but for its stats and provenance.
  digest::v1::Digest Write(const WrittenSections& written, int max_highlights) const;

 private:
  digest::v1::Section WriteSection(const std::vector<WrittenStory>& stories, int ordinal) const;
  digest::v1::InlineText WriteHighlight(const std::vector<WrittenStory>& stories) const;
  bool AreApprovals(const std::vector<WrittenStory>& stories) const;
  Supported SeveralHeading(const std::vector<WrittenStory>& stories) const;
  std::optional<Supported> RoundUpTitle(const std::vector<WrittenStory>& stories) const;
  Supported HighlightOf(const std::vector<WrittenStory>& stories) const;
  digest::v1::InlineText WriteTitle(const WrittenSections& written) const;
  digest::v1::InlineText WriteIntro(const WrittenSections& written) const;
  digest::v1::InlineText WriteClosing(const WrittenSections& written,
                                      const digest::v1::Digest& digest) const;

  Supported TopicName() const;
  Supported WindowDates() const;
  Supported CategoryCounts(const WrittenSections& written) const;
  Supported CategoryName(const std::string& category) const;
  Supported Count(std::string_view function, Counted counted, int count) const;
  Supported Subjects(const std::vector<const WrittenStory*>& stories) const;
  void WriteMostTold(const std::vector<const WrittenStory*>& stories, InlineWriter* intro) const;
  void WriteBusiestDay(const WrittenSections& written, InlineWriter* closing) const;
  void WriteUpcoming(const std::vector<const WrittenStory*>& stories, InlineWriter* closing) const;
  Supported LanguageCounts(const digest::v1::Digest& digest) const;

  const Material& material_;
  const ReferenceBook& references_;
  std::string tag_;
  std::string language_;
};

}  // namespace sennight::summarization
