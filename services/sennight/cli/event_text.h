// Events for people.
#pragma once

#include <string>

#include "sennight/event/v1/event.pb.h"

namespace sennight::cli {

// Returns an event on one line: position, date, language, id, title.
std::string EventLine(const event::v1::Event& event);

// Returns an event whole, one line a field and the body below.
std::string EventText(const event::v1::Event& event);

}  // namespace sennight::cli
