// Writes inline text, sentence by sentence, each with its support.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sennight/digest/v1/digest.pb.h"
#include "services/summarization/domain/report.h"

namespace sennight::summarization {

// A text and why it may be printed.
struct Supported {
  std::string text;
  digest::v1::Support support;
};

// The text of a range of a report.
Supported Quote(const Report& report, Field field, const Range& range);
inline Supported Quote(const Report& report, const Sentence& sentence) {
  return Quote(report, sentence.field, sentence.range);
}

// A value that was computed from events.
Supported Computed(std::string_view function, std::string value,
                   std::vector<std::string> event_ids = {});

// A template of the language, filled.
Supported FromTemplate(std::string_view language, std::string_view id,
                       std::vector<Supported> arguments);

// Lists texts as the language does: "A、B", "A, B and C". One text stays itself. The commas are
// templates of two places, nested.
Supported Listed(std::string_view language, std::vector<Supported> texts);

// Grammar: Sentence* Take. A sentence is one run of text, with the space that English needs before
// it, and one run of citations if it cites.
class InlineWriter {
 public:
  // `language` is that of the text, a primary subtag.
  explicit InlineWriter(std::string_view language) : spaced_(language != "zh") {}

  void Sentence(Supported sentence, const std::vector<std::string>& ref_ids = {});

  bool empty() const { return text_.runs_size() == 0; }

  digest::v1::InlineText Take() { return std::move(text_); }

 private:
  bool spaced_;
  digest::v1::InlineText text_;
};

// Writes one sentence.
digest::v1::InlineText OneSentence(std::string_view language, Supported sentence,
                                   const std::vector<std::string>& ref_ids = {});

}  // namespace sennight::summarization
