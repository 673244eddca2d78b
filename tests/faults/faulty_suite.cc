#include "tests/faults/faulty_suite.h"

#include <gtest/gtest.h>

#include "common/rpc/channel.h"
#include "common/rpc/status.h"
#include "tests/support/checkout.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::testing {
namespace {

constexpr char kTopic[] = "cell-gene-therapy";
constexpr char kWeek[] = "2025-W50";
constexpr int kBatchEvents = 3;
constexpr int kPageSize = 1000;

// Between two attempts while the suite recovers.
constexpr absl::Duration kAttempt = absl::Seconds(2);
constexpr std::chrono::minutes kRecovery{1};

std::unique_ptr<FaultySuite>& Instance() {
  static std::unique_ptr<FaultySuite> instance;
  return instance;
}

absl::Status OfRendition(const gateway::v1::GetWeeklyDigestResponse& response) {
  if (!response.has_rendition_error()) return absl::OkStatus();
  return absl::Status(static_cast<absl::StatusCode>(response.rendition_error().code()),
                      response.rendition_error().message());
}

}  // namespace

std::string NameOf(Probe probe) {
  switch (probe) {
    case Probe::kCompose:
      return "ComposeDigest";
    case Probe::kRender:
      return "GetWeeklyDigest";
    case Probe::kAppend:
      return "AppendEvents";
    case Probe::kHead:
      return "GetHead";
  }
  return "";
}

FaultySuite& FaultySuite::OfThisProgram() {
  if (Instance() == nullptr) Instance() = std::make_unique<FaultySuite>();
  return *Instance();
}

void FaultySuite::End() { Instance() = nullptr; }

FaultySuite::FaultySuite() {
  const auto through_a_proxy = [this](const std::string& name, const std::string& address) {
    std::unique_ptr<ChaosProxy>& link = links_[name];
    if (link == nullptr) link = std::make_unique<ChaosProxy>(address);
    return link->address();
  };
  services_ = std::make_unique<FourServices>(
      SuiteOptions{.route = through_a_proxy, .flags = {{kGateway, {"--cache-entries=0"}}}});
  const Ended imported = services_->Run(
      {"import", std::string("--topic=") + kTopic,
       std::string(SENNIGHT_SOURCE_DIR) + "/deploy/samples/cell-gene-therapy-2025-W50.jsonl"});
  EXPECT_EQ(imported.status, 0) << imported.err;
  channel_ = rpc::Connect(through_a_proxy(kGateway, services_->AddressOf(kGateway)));
  digests_ = gateway::v1::DigestService::NewStub(channel_);
  events_ = eventstore::v1::EventStoreService::NewStub(channel_);
}

absl::Status FaultySuite::Call(Probe probe, absl::Time deadline, bool waits) {
  grpc::ClientContext context;
  context.set_wait_for_ready(waits);
  rpc::PrepareContext(context, deadline, "");
  switch (probe) {
    case Probe::kCompose: {
      gateway::v1::ComposeDigestRequest request;
      request.set_topic(kTopic);
      request.set_week(kWeek);
      gateway::v1::ComposeDigestResponse response;
      return rpc::FromGrpcStatus(digests_->ComposeDigest(&context, request, &response));
    }
    case Probe::kRender: {
      gateway::v1::GetWeeklyDigestRequest request;
      request.set_topic(kTopic);
      request.set_week(kWeek);
      request.set_format(rendering::v1::FORMAT_MARKDOWN);
      gateway::v1::GetWeeklyDigestResponse response;
      const grpc::Status status = digests_->GetWeeklyDigest(&context, request, &response);
      return status.ok() ? OfRendition(response) : rpc::FromGrpcStatus(status);
    }
    case Probe::kAppend:
      return Append(++batches_, deadline, waits);
    case Probe::kHead: {
      eventstore::v1::GetHeadResponse response;
      return rpc::FromGrpcStatus(events_->GetHead(&context, {}, &response));
    }
  }
  return absl::OkStatus();
}

absl::Status FaultySuite::Append(int batch, absl::Time deadline, bool waits) {
  grpc::ClientContext context;
  context.set_wait_for_ready(waits);
  rpc::PrepareContext(context, deadline, "");
  eventstore::v1::AppendEventsRequest request;
  for (int i = 0; i < kBatchEvents; ++i) {
    *request.add_events() = event_store::AnEvent(batch * kBatchEvents + i);
    // Another week than the one that is composed.
    request.mutable_events(i)->mutable_occurred()->set_start("2025-11-10");
  }
  eventstore::v1::AppendEventsResponse response;
  return rpc::FromGrpcStatus(events_->AppendEvents(&context, request, &response));
}

std::vector<event::v1::Event> FaultySuite::Events() {
  std::vector<event::v1::Event> events;
  eventstore::v1::ListEventsRequest request;
  request.set_topic(kTopic);
  request.set_page_size(kPageSize);
  eventstore::v1::ListEventsResponse page;
  do {
    grpc::ClientContext context;
    rpc::PrepareContext(context, absl::Now() + absl::Minutes(1), "");
    EXPECT_THAT(rpc::FromGrpcStatus(events_->ListEvents(&context, request, &page)), IsOk());
    events.insert(events.end(), page.events().begin(), page.events().end());
    request.set_page_token(page.next_page_token());
  } while (!page.next_page_token().empty());
  return events;
}

absl::Duration FaultySuite::AwaitRecovery(Probe probe) {
  const absl::Time begin = absl::Now();
  absl::Status last;
  const bool is_well = Eventually(
      [&] {
        last = Call(probe, absl::Now() + kAttempt, true);
        return last.ok();
      },
      kRecovery);
  EXPECT_TRUE(is_well) << NameOf(probe) << ": " << last;
  return absl::Now() - begin;
}

}  // namespace sennight::testing
