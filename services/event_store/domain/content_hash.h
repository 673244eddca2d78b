// What tells whether two events say the same.
#pragma once

#include <string>

#include "sennight/event/v1/event.pb.h"

namespace sennight::event_store {

// Returns the SHA-256, in lower-case hexadecimal, of what the event says: the deterministic bytes
// of an Event with its title, body, language, occurred date, category, entities, metrics,
// read-more link, images and labels, and nothing else. Identity and provenance are left out, so
// that one text from two sources has one hash.
std::string ContentHash(const event::v1::Event& event);

// The same of an event that has nothing that is output only, without a copy of it, unless it has
// fields that this program does not know. Leaves it as it was.
std::string ContentHashInPlace(event::v1::Event& event);

// Drops what is output only.
void DropOutputOnly(event::v1::Event& event);

}  // namespace sennight::event_store
