// What a client sees of the parts of a window.
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "services/event_store/domain/event_log.h"

namespace sennight::event_store {

// Returns the events of all parts.
inline std::vector<event::v1::Event> EventsOf(const WindowParts& read) {
  std::vector<event::v1::Event> events;
  for (const std::string& part : read.parts) {
    eventstore::v1::StreamWindowResponse received;
    EXPECT_TRUE(received.ParseFromString(part));
    events.insert(events.end(), received.events().begin(), received.events().end());
    events.insert(events.end(), received.earlier().begin(), received.earlier().end());
  }
  return events;
}

}  // namespace sennight::event_store
