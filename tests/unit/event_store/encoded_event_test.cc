// Events as the bytes of the message that carries them.
#include "services/event_store/domain/encoded_event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/event_log_calls.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::event_store {
namespace {

using testing::EqualsProto;
using testing::IsOkAndHolds;
using testing::StatusIs;

TEST(EncodedEventTest, IsDecodedAsItWas) {
  for (const event::v1::Event& event : {AnEvent(1), event::v1::Event()}) {
    EXPECT_THAT(Decode(Encode(event)), IsOkAndHolds(EqualsProto(event)));
  }
}

TEST(EncodedEventTest, WhatHoldsNoEventIsNone) {
  const std::string whole = Encode(AnEvent(1));
  for (const std::string& bytes : {std::string(), std::string("\xff\xff"),
                                   whole.substr(0, whole.size() - 1), Encode(AnEvent(1), 99)}) {
    EXPECT_THAT(Decode(bytes), StatusIs(absl::StatusCode::kDataLoss, ""));
  }
}

}  // namespace
}  // namespace sennight::event_store
