// Events for people.
#pragma once

#include <string>

#include "sennight/event/v1/event.pb.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"

namespace sennight::cli {

// Returns an event on one line: position, date, language, id, title; and its state, if it is
// retracted or erased. What has no date has `-` there.
std::string EventLine(const event::v1::Event& event);

// Returns the event's line with each match in the title between [ and ], and below it the first
// place in the body with some of the text around.
std::string HitText(const eventstore::v1::SearchHit& hit);

// Returns the revision of an event on one line: as EventLine, and whether it changes what was
// said.
std::string ChangeLine(const event::v1::Event& event);

// Returns an event whole, one line a field and the body below.
std::string EventText(const event::v1::Event& event);

// Returns a revision on one line: its number, position, time, what it did, title and who stored it;
// and why on another, if that was said.
std::string RevisionLines(const event::v1::Event& revision);

// Returns on one line what became of a revision; `verb` says what it did, such as `revised`.
std::string RevisedLine(const std::string& verb, const eventstore::v1::AppendOutcome& outcome);

}  // namespace sennight::cli
