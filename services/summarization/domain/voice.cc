#include "services/summarization/domain/voice.h"

#include <algorithm>

#include "services/summarization/domain/sort_unique.h"
#include "services/summarization/domain/sources.h"

namespace sennight::summarization {
namespace {

// Sentences whose words beside the names are more alike are the same to a reader.
constexpr double kSameSentence = 0.5;
// Of a sentence that states figures of its own more needs to be alike.
constexpr double kSameSentenceNewFigures = 0.75;
// Of a sentence whose figures are all known less needs to be alike.
constexpr double kSameSentenceKnownFigures = 0.3;

// Adds what tells how a sentence reads and what it is about.
void Describe(const Material& material, const NameTrie& labels, Candidate* candidate) {
  const Report& report = material.reports[candidate->report];
  const Sentence& sentence = *candidate->sentence;
  candidate->plain = VectorOf(sentence.plain_terms, *material.rarity);
  candidate->opening = OpeningOf(report, sentence);
  candidate->blemish = Blemish(report, sentence);
  for (const event::v1::Source& known : report.event->sources()) {
    candidate->trust = std::max(candidate->trust, TrustOf(known, *material.topic));
  }
  const Shadow& shadow = report.ShadowOf(sentence.field);
  const Range range = shadow.FromSource(sentence.range);
  for (const NameTrie::Match& match :
       labels.All(std::u32string_view(shadow.key()).substr(range.start, range.size()))) {
    candidate->labels.push_back(match.id);
  }
}

}  // namespace

NameTrie LabelWords(const topic::v1::Topic& topic) {
  NameTrie words;
  for (int i = 0; i < topic.key_points_size(); ++i) {
    for (const std::string& term : topic.key_points(i).terms()) words.Add(term, i);
  }
  return words;
}

std::string VoiceLanguage(const Draft& draft, const Material& material) {
  const auto speaks = [&](int member) {
    return material.reports[member].language == material.language;
  };
  const bool spoken = std::any_of(draft.members.begin(), draft.members.end(), speaks);
  return spoken ? material.language : material.reports[draft.members.front()].language;
}

Voice VoiceOf(const Draft& draft, const Material& material, const NameTrie& labels) {
  Voice voice = PlainVoiceOf(draft, material);
  for (std::vector<Candidate>* candidates : {&voice.titles, &voice.sentences}) {
    for (Candidate& candidate : *candidates) Describe(material, labels, &candidate);
  }
  return voice;
}

Voice PlainVoiceOf(const Draft& draft, const Material& material) {
  Voice voice;
  voice.language = VoiceLanguage(draft, material);
  if (voice.language != material.language) {
    voice.original_language = material.reports[draft.members.front()].event->language();
  }
  const auto speaks = [&](int member) {
    return material.reports[member].language == voice.language;
  };
  std::copy_if(draft.members.begin(), draft.members.end(), std::back_inserter(voice.reports),
               speaks);
  if (voice.reports.size() > kMaxVoiceReports) voice.reports.resize(kMaxVoiceReports);
  for (const int member : voice.reports) {
    const Report& report = material.reports[member];
    for (const Sentence& sentence : report.sentences) {
      if (!IsPrintable(report, sentence)) continue;
      auto& home = sentence.field == Field::kTitle ? voice.titles : voice.sentences;
      Candidate& candidate = home.emplace_back();
      candidate.report = member;
      candidate.sentence = &sentence;
      candidate.vector = VectorOf(sentence.terms, *material.rarity);
    }
  }
  return voice;
}

bool Repeats(const Candidate& candidate, const Candidate& chosen) {
  const double alike = Cosine(candidate.plain, chosen.plain);
  const auto own = NumberKeys(*candidate.sentence, false);
  if (own.empty()) return alike > kSameSentence;
  const auto known = NumberKeys(*chosen.sentence, false);
  const bool all_known = std::includes(known.begin(), known.end(), own.begin(), own.end());
  return alike > (all_known ? kSameSentenceKnownFigures : kSameSentenceNewFigures);
}

std::vector<uint64_t> NumberKeys(const Sentence& sentence, bool with_dates) {
  std::vector<uint64_t> keys;
  for (const Number& number : sentence.numbers) {
    if (number.kind == NumberKind::kDate && !with_dates) continue;
    keys.push_back(KeyOf(number));
  }
  SortUnique(&keys);
  return keys;
}

bool Names(const Sentence& sentence, const std::vector<int>& concepts) {
  return std::any_of(sentence.concepts.begin(), sentence.concepts.end(), [&](const auto& hit) {
    return std::find(concepts.begin(), concepts.end(), hit.concept_index) != concepts.end();
  });
}

}  // namespace sennight::summarization
