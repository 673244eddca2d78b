// What a story is about, in a few words of a source.
#pragma once

#include <optional>

#include "services/summarization/domain/voice.h"

namespace sennight::summarization {

// A range of a report.
struct Place {
  int report = 0;
  Field field = Field::kTitle;
  Range range;
};

// Returns the product or organisation that the story is about, as a report of the voice writes it:
// a known name, else the name that a title begins with. Of an approval it is the product.
std::optional<Place> SubjectOf(const Draft& draft, const Voice& voice, const Material& material);

// Whether what stands there is the name of a known organisation and no more.
bool IsOrganization(const Place& place, const Material& material);

// Returns where a report of the voice names the concept, in a title if one does.
std::optional<Place> PlaceOfConcept(int concept_index, const Voice& voice,
                                    const Material& material);

}  // namespace sennight::summarization
