// A report as the pipeline reads it: an event with its sentences, terms, concepts and figures.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sennight/event/v1/event.pb.h"
#include "services/summarization/domain/concepts.h"
#include "services/summarization/domain/name_trie.h"
#include "services/summarization/domain/numbers.h"
#include "services/summarization/domain/shadow.h"
#include "services/summarization/domain/vocabulary.h"

namespace sennight::summarization {

enum class Field { kTitle, kBody };

// A sentence of a report. All ranges are in the code points of the source's field.
struct Sentence {
  Field field = Field::kBody;
  Range range;
  int order = 0;      // 0 for the title, then 1, 2, … as they stand in the body.
  int paragraph = 0;  // Of the body, from 0.
  int words = 0;      // Latin words and Han characters.
  std::vector<int> terms;
  std::vector<int> plain_terms;     // Those outside names of products, organisations and the like.
  std::vector<int> occasion_terms;  // Those of names of occasions.
  // Of the first sentences only: the words in Latin letters that texts of other languages share,
  // and those of them that look like names which no concept explains.
  std::vector<int> latin;
  std::vector<int> free_names;
  std::vector<ConceptHit> concepts;
  std::vector<Number> numbers;
};

// Owns nothing of the event, which must live as long.
struct Report {
  const event::v1::Event* event = nullptr;
  std::string language;  // A primary subtag: zh, en.
  Shadow title;
  Shadow body;
  std::vector<Sentence> sentences;  // The title first; boilerplate is cut.
  // Who does something, as the title begins: a text that has one of these tells of it. Often empty.
  std::vector<std::u32string> subjects;
  int actor = -1;             // The key of who acts (actor.h), a term; -1: the title names none.
  std::vector<int> entities;  // Concepts that the event names in its entities.

  const Shadow& ShadowOf(Field field) const { return field == Field::kTitle ? title : body; }
};

// What reports of a topic are read with.
struct Lexicon {
  explicit Lexicon(const topic::v1::Topic& topic);

  ConceptTable concepts;
  Vocabulary vocabulary;
  std::vector<std::u32string> boilerplate;  // Shadows of the beginnings of paragraphs.
  NameTrie category_words;                  // The words of the topic's categories, by place.
  // The category whose words name an action most, by concept.
  std::unordered_map<int, int> category_of_action;
  Sentence sentence;  // Room for the one that is being read.

 private:
  void ReadCategoryActions(const topic::v1::Topic& topic);
};

// What a report is read for.
enum class ReadFor {
  kStories,  // Everything.
  kExcerpt,  // Sentences and their terms: no concepts, names, figures, subjects or entities.
};

// Reads an event. The lexicon learns the terms and the names of the event's entities.
Report Analyze(const event::v1::Event& event, Lexicon* lexicon,
               ReadFor purpose = ReadFor::kStories);

// Returns the source's text of a range, with runs of white space as one space.
std::string TextOf(const Report& report, Field field, const Range& range);
inline std::string TextOf(const Report& report, const Sentence& sentence) {
  return TextOf(report, sentence.field, sentence.range);
}

// Returns the place of a range in the stored event.
event::v1::SourceSpan SpanOf(const Report& report, Field field, const Range& range);
inline event::v1::SourceSpan SpanOf(const Report& report, const Sentence& sentence) {
  return SpanOf(report, sentence.field, sentence.range);
}

}  // namespace sennight::summarization
