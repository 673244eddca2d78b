// What reports talk about, whatever the language: organisations, products, actions, ranks,
// authorities and places, each with its names in Chinese and English.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sennight/topic/v1/topic.pb.h"
#include "services/summarization/domain/name_trie.h"
#include "services/summarization/domain/shadow.h"

namespace sennight::summarization {

// A concept that is known in every field, such as the action of approving something.
struct GeneralConcept {
  std::string_view id;
  topic::v1::ConceptClass concept_class;
  // How much a story of such an action matters, 0 to 1; 0 for what is no action.
  double tier;
  // Names, separated by '|'. A Latin name that ends in '*' matches every word that begins so.
  std::string_view names;
};

// Returns the concepts of all fields. The table is in general_concepts.cc.
std::span<const GeneralConcept> GeneralConcepts();

// A concept as the pipeline sees it.
struct ConceptEntry {
  std::string id;
  topic::v1::ConceptClass concept_class = topic::v1::CONCEPT_CLASS_UNSPECIFIED;
  double tier = 0;
};

// A place where a concept is named.
struct ConceptHit {
  int concept_index = 0;
  Range range;  // In the shadow's text when found; in the source once analysed.
};

// Finds concepts in shadows: the longest name at each place, from left to right, at word
// boundaries where the script has them. Names of the topic come before general ones of the same
// length. Immutable after construction but for Intern; not for use by several threads at once.
class ConceptTable {
 public:
  explicit ConceptTable(const topic::v1::Topic& topic);

  // Returns the names in text, in their order, without overlaps.
  std::vector<ConceptHit> Find(std::u32string_view shadow) const;

  // Returns the concept that a report's entity is: the topic's by its id or name, otherwise one
  // made for the name; -1 if the name is unknown and the kind none of the classes.
  int Intern(std::string_view entity_id, std::string_view name, std::string_view kind);

  const ConceptEntry& at(int index) const { return entries_[index]; }
  int size() const { return static_cast<int>(entries_.size()); }

  // Returns the index of a concept, or -1.
  int IndexOf(std::string_view id) const;

 private:
  int Add(std::string_view entity_id, std::string_view name, std::string_view kind);

  NameTrie names_;            // Of the topic; those of general concepts are shared.
  std::vector<int> general_;  // The entry of each general concept.
  std::vector<ConceptEntry> entries_;
  std::unordered_map<std::string, int> by_id_;      // All but the general ones.
  std::unordered_map<std::string, int> by_entity_;  // What Intern has answered.
};

}  // namespace sennight::summarization
