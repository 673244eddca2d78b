// What four processes log: the same ids everywhere, and nothing that a report says.
#include <gmock/gmock.h>
#include <signal.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "absl/strings/ascii.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "sennight/gateway/v1/digest_service.grpc.pb.h"
#include "tests/e2e/four_services.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"

namespace sennight::testing {
namespace {

using eventstore::v1::AppendEventsRequest;
using eventstore::v1::AppendEventsResponse;
using eventstore::v1::EventStoreService;
using gateway::v1::DigestService;
using gateway::v1::GetWeeklyDigestRequest;
using gateway::v1::GetWeeklyDigestResponse;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kRequestId[] = "0d6f1a1e-6a0f-4c3e-9f0b-6f1f2a3b4c5d";
constexpr char kTraceId[] = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr char kTraceparent[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
constexpr char kMarker[] = "zqxmarker";
constexpr const char* kAll[] = {kGateway, kEventStore, kSummarization, kRendering};

using Line = std::map<std::string, std::string>;

// Returns the lines of a log that tell of calls, field by field.
std::vector<Line> CallsIn(const std::string& log) {
  static const std::regex field(R"re(([a-z_]+)=("(?:[^"\\]|\\.)*"|\S+))re");
  std::vector<Line> calls;
  std::istringstream lines(log);
  for (std::string text; std::getline(lines, text);) {
    Line line;
    for (std::sregex_iterator it(text.begin(), text.end(), field), end; it != end; ++it) {
      line[(*it)[1]] = (*it)[2];
    }
    if (line["msg"] == "call") calls.push_back(line);
  }
  return calls;
}

// An event that says the marker wherever it may say anything.
event::v1::Event MarkedEvent() {
  return ParseText<event::v1::Event>(R"(
    event_id: "1d6f1a1e-6a0f-4c3e-9f0b-6f1f2a3b4c5e"
    topic: "cell-gene-therapy"
    title: "FDA approves zqxmarker gene therapy"
    body: "The FDA approved a zqxmarker gene therapy for 54 patients. Response was 63%."
    language: "en"
    occurred { start: "2025-12-10" }
    sources { url: "https://example.org/zqxmarker" publisher: "zqxmarker" title: "zqxmarker" }
    category: "zqxmarker"
    entities { entity_id: "zqxmarker" name: "zqxmarker" kind: "zqxmarker" }
    metrics { label: "zqxmarker" value: "63" unit: "zqxmarker" population: "zqxmarker" }
    read_more_url: "https://example.org/more/zqxmarker"
    images { url: "https://example.org/zqxmarker.png" alt: "zqxmarker" credit: "zqxmarker" }
    labels { key: "zqxmarker" value: "zqxmarker" })");
}

class LoggedServices : public ::testing::Test {
 protected:
  void Prepare(grpc::ClientContext& context) {
    rpc::PrepareContext(context, absl::Now() + absl::Seconds(20), std::string(kRequestId));
    context.AddMetadata("traceparent", kTraceparent);
    context.AddMetadata("tracestate", "rojo=1");
    context.AddMetadata("authorization", std::string("Bearer ") + kMarker);
  }

  absl::Status Append(const event::v1::Event& event, AppendEventsResponse* response) {
    grpc::ClientContext context;
    Prepare(context);
    AppendEventsRequest request;
    *request.add_events() = event;
    return rpc::FromGrpcStatus(events_->AppendEvents(&context, request, response));
  }

  // A position makes a digest that is in no cache.
  absl::Status Compose(int64_t position, rendering::v1::Format format = rendering::v1::FORMAT_WEB) {
    grpc::ClientContext context;
    Prepare(context);
    GetWeeklyDigestRequest request;
    request.set_topic("cell-gene-therapy");
    request.set_week("2025-W50");
    request.set_language("en");
    request.set_as_of_position(position);
    request.set_format(format);
    GetWeeklyDigestResponse response;
    return rpc::FromGrpcStatus(digests_->GetWeeklyDigest(&context, request, &response));
  }

  // Returns the calls in a service's log that carry the ids of the test.
  std::vector<Line> OursIn(const char* name) {
    std::vector<Line> calls = CallsIn(services_.LogOf(name));
    std::erase_if(calls, [](Line& line) {
      return line["request_id"] != kRequestId || line["trace_id"] != kTraceId;
    });
    return calls;
  }

  // Looks at the logs of the processes that run now.
  void ExpectNoMarker() {
    for (const char* name : kAll) {
      EXPECT_THAT(absl::AsciiStrToLower(services_.LogOf(name)), Not(HasSubstr(kMarker))) << name;
    }
  }

  FourServices services_{{.every = {"--log-level=debug"}}};
  std::shared_ptr<grpc::Channel> channel_ = rpc::Connect(services_.AddressOf(kGateway));
  std::unique_ptr<EventStoreService::Stub> events_ = EventStoreService::NewStub(channel_);
  std::unique_ptr<DigestService::Stub> digests_ = DigestService::NewStub(channel_);
};

TEST_F(LoggedServices, TellOfOneComposeUnderOneIdInOneTrace) {
  AppendEventsResponse stored;
  ASSERT_THAT(Append(MarkedEvent(), &stored), IsOk());
  ASSERT_THAT(Compose(1), IsOk());

  const std::map<std::string, std::string> methods = {
      {kGateway, "sennight.gateway.v1.DigestService/GetWeeklyDigest"},
      {kEventStore, "sennight.eventstore.v1.EventStoreService/StreamWindow"},
      {kSummarization, "sennight.summarization.v1.SummarizationService/SummarizeWindow"},
      {kRendering, "sennight.rendering.v1.RenderingService/RenderDigest"}};
  std::set<std::string> spans;
  for (const char* name : kAll) {
    // The line is written before the answer is sent, but a stream's last message comes before both.
    EXPECT_TRUE(Eventually([&] {
      const std::vector<Line> ours = OursIn(name);
      return std::any_of(ours.begin(), ours.end(),
                         [&](const Line& line) { return line.at("method") == methods.at(name); });
    })) << services_.LogOf(name);
    for (const Line& line : OursIn(name)) {
      EXPECT_EQ(line.at("code"), "OK");
      if (line.at("method") != methods.at(name)) continue;
      EXPECT_TRUE(spans.insert(line.at("span_id")).second) << "a span has an id of its own";
      if (name == kRendering) continue;  // A digest to be rendered has no topic beside it.
      EXPECT_EQ(line.at("topic"), "cell-gene-therapy") << name;
    }
  }
  EXPECT_THAT(spans, SizeIs(4));
}

TEST_F(LoggedServices, TellOfACallThatIsPassedThroughAtBothEnds) {
  AppendEventsResponse stored;
  ASSERT_THAT(Append(MarkedEvent(), &stored), IsOk());

  for (const char* name : {kGateway, kEventStore}) {
    ASSERT_TRUE(Eventually([&] { return !OursIn(name).empty(); })) << services_.LogOf(name);
    const Line line = OursIn(name).front();
    EXPECT_EQ(line.at("method"), "sennight.eventstore.v1.EventStoreService/AppendEvents") << name;
    EXPECT_EQ(line.at("actor"), "anonymous") << name;
  }
}

TEST_F(LoggedServices, SayNothingOfWhatReportsSayWhateverGoesWrong) {
  AppendEventsResponse response;
  ASSERT_THAT(Append(MarkedEvent(), &response), IsOk());
  event::v1::Event conflict = MarkedEvent();
  conflict.set_body("Another zqxmarker body");
  ASSERT_THAT(Append(conflict, &response), IsOk());
  event::v1::Event malformed = MarkedEvent();
  malformed.set_event_id(kMarker);
  malformed.mutable_occurred()->set_start(kMarker);
  malformed.set_language("zqxmarker-zqxmarker");
  malformed.mutable_sources(0)->set_url("zqxmarker://zqxmarker");
  malformed.mutable_metrics(0)->set_value(kMarker);
  malformed.set_title("zqx\x01marker zqxmarker");
  EXPECT_THAT(Append(malformed, &response), StatusIs(absl::StatusCode::kInvalidArgument, ""));
  ASSERT_THAT(Compose(1), IsOk());
  ASSERT_THAT(Compose(1, rendering::v1::FORMAT_JSON), IsOk());
  EXPECT_THAT(Compose(1000), StatusIs(absl::StatusCode::kOutOfRange, ""));
  ExpectNoMarker();
  services_.End(kRendering, SIGKILL);
  ASSERT_THAT(Compose(1), IsOk());  // Without its rendition.
  services_.Start(kRendering);
  services_.KillDatabase();
  Append(MarkedEvent(), &response).IgnoreError();
  services_.StopDatabase();
  EXPECT_THAT(Append(MarkedEvent(), &response), StatusIs(absl::StatusCode::kUnavailable, ""));
  ASSERT_TRUE(Eventually([&] { return services_.IsReady(kRendering); }));

  for (const char* name : {kGateway, kEventStore, kSummarization}) {
    EXPECT_THAT(CallsIn(services_.LogOf(name)), Not(IsEmpty())) << name;
  }
  ExpectNoMarker();
}

}  // namespace
}  // namespace sennight::testing
