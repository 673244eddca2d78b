#include <gmock/gmock.h>

#include <optional>
#include <ostream>
#include <set>
#include <string>

#include "common/trace/id_source.h"
#include "common/trace/trace_context.h"

namespace sennight::trace {
namespace {

using ::testing::Eq;
using ::testing::MatchesRegex;
using ::testing::Ne;
using ::testing::Optional;
using ::testing::Property;

constexpr char kTraceparent[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

struct Reading {
  const char* name;
  const char* given;
  const char* sent_on;  // Null if it is none.
};

void PrintTo(const Reading& reading, std::ostream* out) { *out << reading.name; }

class Traceparent : public ::testing::TestWithParam<Reading> {};

TEST_P(Traceparent, IsReadAsTheStandardSays) {
  const std::optional<TraceContext> context = TraceContext::Parse(GetParam().given);

  if (GetParam().sent_on == nullptr) {
    EXPECT_FALSE(context.has_value());
  } else {
    EXPECT_THAT(context, Optional(Property(&TraceContext::traceparent, Eq(GetParam().sent_on))));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Readings, Traceparent,
    ::testing::Values(
        Reading{"Sampled", kTraceparent, kTraceparent},
        Reading{"NotSampled", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"},
        Reading{"UnknownFlagsAreDropped", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff",
                kTraceparent},
        Reading{"UnknownFlagsAloneAreNotSampled",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-a8",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"},
        Reading{"ALaterVersion", "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                kTraceparent},
        Reading{"ALaterVersionWithMoreFields",
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-comes", kTraceparent},
        Reading{"ALaterVersionWithoutADashBehind",
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.what", nullptr},
        Reading{"Version00WithMoreFields",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what", nullptr},
        Reading{"VersionFf", "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", nullptr},
        Reading{"AVersionThatIsNoNumber", "0g-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                nullptr},
        Reading{"Nothing", "", nullptr},
        Reading{"ATraceIdOfZeros", "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                nullptr},
        Reading{"ASpanIdOfZeros", "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                nullptr},
        Reading{"UpperCase", "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", nullptr},
        Reading{"FlagsThatAreNoNumber", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
                nullptr},
        Reading{"AShortTraceId", "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-001",
                nullptr},
        Reading{"OtherDashes", "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01", nullptr},
        Reading{"ASpaceBefore", " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                nullptr},
        Reading{"ASpaceBehind", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 ",
                nullptr},
        Reading{"CutShort", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0", nullptr}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(TraceContextTest, NamesItsParts) {
  const std::optional<TraceContext> context = TraceContext::Parse(kTraceparent);

  ASSERT_TRUE(context.has_value());
  EXPECT_EQ(context->trace_id(), "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(context->span_id(), "00f067aa0ba902b7");
}

TEST(TraceContextTest, PassesTracestateOnUnchangedUpToItsLimit) {
  const std::string state = "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7";
  EXPECT_EQ(TraceContext::Parse(kTraceparent, state)->tracestate(), state);

  const std::string longest = "a=" + std::string(kMaxTracestateBytes - 2, 'x');
  EXPECT_EQ(TraceContext::Parse(kTraceparent, longest)->tracestate(), longest);
  EXPECT_EQ(TraceContext::Parse(kTraceparent, longest + "x")->tracestate(), "");
}

// gRPC ends the process that sends such metadata.
TEST(TraceContextTest, DropsATracestateThatNoHeaderMayHold) {
  for (const char* state : {"k=\xc3\xa9", "k=a\nb", "k=\x7f", "k=\x01"}) {
    EXPECT_EQ(TraceContext::Parse(kTraceparent, state)->tracestate(), "");
  }
}

TEST(TraceContextTest, GivesEachSpanAnIdAndKeepsTheRest) {
  IdSource ids(1);
  const TraceContext context =
      *TraceContext::Parse(kTraceparent, "rojo=1");  // NOLINT: parsed above.

  const TraceContext next = context.Next(ids);

  EXPECT_EQ(next.trace_id(), context.trace_id());
  EXPECT_NE(next.span_id(), context.span_id());
  EXPECT_EQ(next.tracestate(), "rojo=1");
  EXPECT_EQ(next.traceparent().substr(53), "01");
  EXPECT_TRUE(TraceContext::Parse(next.traceparent()).has_value());
}

TEST(TraceContextTest, BeginsATraceThatNobodyRecords) {
  IdSource ids(1);

  const TraceContext context = TraceContext::Begin(ids);

  EXPECT_THAT(std::string(context.traceparent()), MatchesRegex("00-[0-9a-f]{32}-[0-9a-f]{16}-00"));
  EXPECT_TRUE(TraceContext::Parse(context.traceparent()).has_value());
  EXPECT_NE(TraceContext::Begin(ids).trace_id(), context.trace_id());
}

TEST(IdSourceTest, GivesTheSameNumbersForTheSameSeed) {
  IdSource one(42);
  IdSource same(42);
  IdSource other(43);
  for (int i = 0; i < 100; ++i) {
    const uint64_t number = one.Next();
    EXPECT_EQ(same.Next(), number);
    EXPECT_NE(other.Next(), number);
  }
}

TEST(IdSourceTest, DoesNotRepeatItselfAndIsNeverZero) {
  IdSource ids(0);
  std::set<uint64_t> seen = {0};
  for (int i = 0; i < 10'000; ++i) EXPECT_TRUE(seen.insert(ids.Next()).second);
}

TEST(IdSourceTest, HasASeedThatNobodyForesees) { EXPECT_NE(RandomSeed(), RandomSeed()); }

}  // namespace
}  // namespace sennight::trace
