#include "services/event_store/domain/window_memory.h"

#include <gmock/gmock.h>

namespace sennight::event_store {
namespace {

WindowQuery AWindow(int day = 9, int days = 7, const std::string& zone = "Asia/Shanghai") {
  absl::TimeZone time_zone;
  EXPECT_TRUE(absl::LoadTimeZone(zone, &time_zone));
  return {.topic = "cell-gene-therapy",
          .window = window::Window::Of(absl::CivilDay(2025, 12, day), days, time_zone),
          .late_days = 3};
}

eventstore::v1::WindowHead AHead(int64_t position) {
  eventstore::v1::WindowHead head;
  head.set_as_of_position(position);
  return head;
}

int64_t Position(const std::optional<eventstore::v1::WindowHead>& head) {
  return head.has_value() ? head->as_of_position() : -1;
}

TEST(WindowMemoryTest, KnowsAWindowForTheSameStateOnly) {
  WindowMemory memory;
  const TopicState state{.epoch = 1, .last_position = 7};
  EXPECT_EQ(Position(memory.Find(AWindow(), state)), -1);

  memory.Remember(AWindow(), state, AHead(5));

  EXPECT_EQ(Position(memory.Find(AWindow(), state)), 5);
  EXPECT_EQ(Position(memory.Find(AWindow(), {.epoch = 1, .last_position = 8})), -1);
  EXPECT_EQ(Position(memory.Find(AWindow(), {.epoch = 2, .last_position = 7})), -1);

  memory.Remember(AWindow(), {.epoch = 1, .last_position = 8}, AHead(8));
  EXPECT_EQ(Position(memory.Find(AWindow(), state)), -1);
  EXPECT_EQ(memory.size(), 1u);
}

TEST(WindowMemoryTest, TellsWindowsApart) {
  WindowMemory memory;
  const TopicState state{.epoch = 1, .last_position = 7};
  WindowQuery other_topic = AWindow();
  other_topic.topic = "solar-power";
  WindowQuery other_days = AWindow();
  other_days.late_days = 0;
  memory.Remember(AWindow(), state, AHead(5));

  for (const WindowQuery& other :
       {other_topic, other_days, AWindow(10), AWindow(9, 8), AWindow(9, 7, "UTC")}) {
    EXPECT_EQ(Position(memory.Find(other, state)), -1);
  }
}

TEST(WindowMemoryTest, IsBounded) {
  WindowMemory memory;
  for (int days = 0; days < 2500; ++days) {
    WindowQuery query = AWindow();
    query.topic = "topic-" + std::to_string(days);
    memory.Remember(query, {.epoch = 1, .last_position = 7}, AHead(5));
    EXPECT_LE(memory.size(), WindowMemory::kMaxWindows);
  }
}

}  // namespace
}  // namespace sennight::event_store
