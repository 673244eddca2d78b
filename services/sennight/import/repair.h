// From an event as a file tells it to one that the store accepts.
#pragma once

#include "services/sennight/import/record.h"

namespace sennight::importing {

// Whether the event stands as its author wrote it (a line), or was made from a feed's entry.
enum class Origin { kLine, kFeed };

// Repairs `event` where that can be named, fills what is absent (topic, language, id), checks what
// is required, and puts the result, the errors and the warnings into `record`.
//
//   text        control, bidi and zero-width characters removed, character references decoded,
//               U+2010 to U+2012 replaced by '-'; a title is one line
//   addresses   an unsafe or broken one is dropped; a source without publisher goes with it, an
//               image too; an error if no source is left, or if a feed's entry has no address
//   output only fields that only the store fills are dropped
void RepairAndCheck(event::v1::Event event, Origin origin, const Options& options, Record& record);

}  // namespace sennight::importing
