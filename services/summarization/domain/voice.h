// The reports that a story is told from, and their sentences that can be printed.
#pragma once

#include <string>
#include <vector>

#include "services/summarization/domain/draft.h"
#include "services/summarization/domain/quality.h"

namespace sennight::summarization {

// A story is told from so many of its reports, the weightiest; all of them are cited.
inline constexpr size_t kMaxVoiceReports = 24;

// A sentence that may be printed.
struct Candidate {
  int report = 0;  // A place in Material.
  const Sentence* sentence = nullptr;
  SparseVector vector;
  SparseVector plain;  // Without the names.
  Opening opening = Opening::kPlain;
  double blemish = 0;
  double trust = 0;
  std::vector<int> labels;  // Key point labels whose words it has, as often as it has them.
};

// The part of a story's reports that speaks the digest's language; all of them in another language
// if none does.
struct Voice {
  std::string language;           // A primary subtag.
  std::string original_language;  // Its BCP 47 tag if it is not the digest's, otherwise empty.
  std::vector<int> reports;       // Places in Material, the weightiest first.
  std::vector<Candidate> titles;
  std::vector<Candidate> sentences;  // Of the bodies, by report and order.
};

// The words of the topic's key point labels.
NameTrie LabelWords(const topic::v1::Topic& topic);

// Returns the language that the voice of the story speaks, a primary subtag.
std::string VoiceLanguage(const Draft& draft, const Material& material);

Voice VoiceOf(const Draft& draft, const Material& material, const NameTrie& labels);

// Returns the same with the words of the candidates only: nothing tells how they read or what they
// are about.
Voice PlainVoiceOf(const Draft& draft, const Material& material);

// Whether a reader who has read `chosen` learns nothing from `candidate`.
bool Repeats(const Candidate& candidate, const Candidate& chosen);

// Returns the hashes of what the sentence's figures say, sorted; dates only if asked for.
std::vector<uint64_t> NumberKeys(const Sentence& sentence, bool with_dates);

// Whether the sentence names one of the concepts.
bool Names(const Sentence& sentence, const std::vector<int>& concepts);

}  // namespace sennight::summarization
