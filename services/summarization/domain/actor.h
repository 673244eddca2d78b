// Who acts in a report, as its title says, and whether it tells an opinion only.
#pragma once

#include <string>

#include "services/summarization/domain/report.h"

namespace sennight::summarization {

// Returns what the title names first: a product or an organisation, a name in Latin letters without
// its version ("GPT-5.4" is "gpt"), or how a Chinese name begins. Empty if it names nothing. Equal
// names have equal keys, known ones in all languages.
std::u32string ActorOf(const Report& report, const ConceptTable& table);

// Returns the key of a name as ActorOf gives it, where a title would begin with the name.
std::u32string ActorKey(std::string_view name, const ConceptTable& table);

// Whether the title says that somebody said something, rather than that something happened.
bool TellsOpinion(const Report& report);

}  // namespace sennight::summarization
