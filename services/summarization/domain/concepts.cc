#include "services/summarization/domain/concepts.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace sennight::summarization {
namespace {

using topic::v1::ConceptClass;

constexpr std::array<std::pair<std::string_view, ConceptClass>, 13> kKinds = {{
    {"organization", topic::v1::CONCEPT_CLASS_ORGANIZATION},
    {"organisation", topic::v1::CONCEPT_CLASS_ORGANIZATION},
    {"company", topic::v1::CONCEPT_CLASS_ORGANIZATION},
    {"institution", topic::v1::CONCEPT_CLASS_ORGANIZATION},
    {"product", topic::v1::CONCEPT_CLASS_PRODUCT},
    {"drug", topic::v1::CONCEPT_CLASS_PRODUCT},
    {"target", topic::v1::CONCEPT_CLASS_TARGET},
    {"indication", topic::v1::CONCEPT_CLASS_INDICATION},
    {"regulator", topic::v1::CONCEPT_CLASS_REGULATOR},
    {"place", topic::v1::CONCEPT_CLASS_PLACE},
    {"person", topic::v1::CONCEPT_CLASS_PERSON},
    {"occasion", topic::v1::CONCEPT_CLASS_OCCASION},
    {"meeting", topic::v1::CONCEPT_CLASS_OCCASION},
}};

ConceptClass ClassOfKind(std::string_view kind) {
  for (const auto& [name, concept_class] : kKinds) {
    if (name == kind) return concept_class;
  }
  return topic::v1::CONCEPT_CLASS_UNSPECIFIED;
}

// The names of all general concepts. Their ids are negative, -1 for the first, so that they are no
// entries of a topic's.
const NameTrie& GeneralNames() {
  static const NameTrie& names = *[] {
    auto* all = new NameTrie;
    int id = 0;
    for (const GeneralConcept& general : GeneralConcepts()) {
      --id;
      const absl::string_view words(general.names.data(), general.names.size());
      for (const absl::string_view name : absl::StrSplit(words, '|')) {
        all->Add({name.data(), name.size()}, id, true);
      }
    }
    return all;
  }();
  return names;
}

// The places of the general concepts in their table.
const std::unordered_map<std::string_view, size_t>& GeneralPlaces() {
  static const auto& places = *[] {
    auto* all = new std::unordered_map<std::string_view, size_t>;
    for (const GeneralConcept& general : GeneralConcepts()) all->emplace(general.id, all->size());
    return all;
  }();
  return places;
}

}  // namespace

ConceptTable::ConceptTable(const topic::v1::Topic& topic) : names_(&GeneralNames()) {
  entries_.reserve(topic.concepts_size() + GeneralConcepts().size());
  general_.reserve(GeneralConcepts().size());
  for (const topic::v1::Concept& entry : topic.concepts()) {
    entries_.push_back({entry.concept_id(), entry.concept_class(), 0});
    by_id_.emplace(entry.concept_id(), size() - 1);
    for (const std::string& alias : entry.aliases()) names_.Add(alias, size() - 1);
  }
  for (const GeneralConcept& general : GeneralConcepts()) {
    // A topic's concept with the id of a general one adds names to it.
    const int known = IndexOf(general.id);
    if (known >= 0) {
      entries_[known].tier = general.tier;
    } else {
      entries_.push_back({std::string(general.id), general.concept_class, general.tier});
    }
    general_.push_back(known >= 0 ? known : size() - 1);
  }
}

std::vector<ConceptHit> ConceptTable::Find(std::u32string_view shadow) const {
  std::vector<ConceptHit> hits;
  for (const NameTrie::Match& match : names_.Longest(shadow)) {
    const int index = match.id < 0 ? general_[-match.id - 1] : match.id;
    hits.push_back({index, match.range});
  }
  return hits;
}

int ConceptTable::Intern(std::string_view entity_id, std::string_view name, std::string_view kind) {
  std::string key(kind);
  key.append("\n").append(entity_id).append("\n").append(name);
  const auto [asked, is_new] = by_entity_.emplace(std::move(key), -1);
  if (is_new) asked->second = Add(entity_id, name, kind);
  return asked->second;
}

int ConceptTable::Add(std::string_view entity_id, std::string_view name, std::string_view kind) {
  if (const int known = IndexOf(entity_id); known >= 0) return known;
  const std::u32string shadow = ShadowText(name);
  for (const ConceptHit& hit : Find(shadow)) {
    if (hit.range.size() == static_cast<int>(shadow.size())) return hit.concept_index;
  }
  const ConceptClass concept_class = ClassOfKind(kind);
  if (concept_class == topic::v1::CONCEPT_CLASS_UNSPECIFIED) return -1;
  const std::string id = absl::StrCat("name:", ToUtf8(shadow));
  const auto [known, added] = by_id_.emplace(id, size());
  if (added) entries_.push_back({id, concept_class, 0});
  return known->second;
}

int ConceptTable::IndexOf(std::string_view id) const {
  if (const auto found = by_id_.find(std::string(id)); found != by_id_.end()) return found->second;
  const auto general = GeneralPlaces().find(id);
  const bool is_known = general != GeneralPlaces().end() && general->second < general_.size();
  return is_known ? general_[general->second] : -1;
}

}  // namespace sennight::summarization
