#include "services/sennight/client/event_upload.h"

#include <gmock/gmock.h>

#include <atomic>
#include <map>

#include "common/rpc/status.h"
#include "common/status/status.h"
#include "services/sennight/client/changed_event.h"
#include "tests/support/status_matchers.h"

namespace sennight::client {
namespace {

using eventstore::v1::BatchGetEventsRequest;
using eventstore::v1::BatchGetEventsResponse;
using eventstore::v1::EventStoreService;
using eventstore::v1::GetEventRequest;
using eventstore::v1::GetEventResponse;
using eventstore::v1::ImportEventsRequest;
using eventstore::v1::ImportEventsResponse;
using eventstore::v1::ListRevisionsRequest;
using eventstore::v1::ListRevisionsResponse;
using eventstore::v1::ReviseEventRequest;
using eventstore::v1::ReviseEventResponse;
using ::sennight::testing::IsOk;
using ::sennight::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// As many rejections, and conflicts, as a store lists of a call.
constexpr int kMostListed = 1'000;

// Stores all events except those with an empty title, and those called "Changed", which differ from
// what is stored at revision 3, and "Known", whose text is stored. Answers UNAVAILABLE after
// `failing_after` messages.
class FakeStore final : public EventStoreService::Service {
 public:
  grpc::Status ImportEvents(grpc::ServerContext* /*context*/,
                            grpc::ServerReader<ImportEventsRequest>* reader,
                            ImportEventsResponse* response) override {
    ++calls;
    ImportEventsRequest request;
    int64_t index = 0;
    while (reader->Read(&request)) {
      if (++messages > failing_after) return {grpc::StatusCode::UNAVAILABLE, "no database"};
      most_events = std::max<int>(most_events, request.events_size());
      for (const auto& event : request.events()) Take(event, index++, *response);
    }
    response->set_received(index);
    return grpc::Status::OK;
  }

  void Take(const event::v1::Event& event, int64_t index, ImportEventsResponse& response) {
    if (event.title() == "Changed") {
      response.set_conflicts(response.conflicts() + 1);
      if (response.conflicting_size() == kMostListed) return;
      auto* conflict = response.add_conflicting();
      conflict->set_index(index);
      conflict->mutable_outcome()->set_stored_event_id(event.event_id());
      conflict->mutable_outcome()->set_revision(CurrentOf(event.event_id()));
      return;
    }
    if (event.title() == "Known") {
      response.set_duplicates(response.duplicates() + 1);
      return;
    }
    if (!event.title().empty()) {
      response.set_stored(response.stored() + 1);
      return;
    }
    response.set_rejected(response.rejected() + 1);
    if (response.rejections_size() == kMostListed) return;
    auto* rejection = response.add_rejections();
    rejection->set_index(index);
    auto* violation = rejection->mutable_bad_request()->add_field_violations();
    violation->set_field("title");
    violation->set_description("want 1 to 1,024 bytes");
  }

  grpc::Status GetEvent(grpc::ServerContext* /*context*/, const GetEventRequest* request,
                        GetEventResponse* response) override {
    response->mutable_event()->set_event_id(request->event_id());
    response->mutable_event()->set_state(stored_state);
    return grpc::Status::OK;
  }

  grpc::Status ReviseEvent(grpc::ServerContext* /*context*/, const ReviseEventRequest* request,
                           ReviseEventResponse* response) override {
    revisions.push_back(*request);
    if (!revise_status.ok()) return revise_status;
    int32_t& current = CurrentOf(request->event().event_id());
    if (request->expected_revision() != current) {
      return {grpc::StatusCode::ABORTED, "it is at revision " + std::to_string(current)};
    }
    if (revise_outcome == eventstore::v1::APPEND_STATUS_STORED) ++current;
    if (somebody_revises_too) ++current;
    event::v1::Event& stored = known[request->event().event_id()].emplace_back(request->event());
    stored.set_revision(current);
    stored.set_revision_reason(request->reason());
    stored.set_state(event::v1::EVENT_STATE_ACTIVE);
    response->mutable_outcome()->set_status(revise_outcome);
    response->mutable_outcome()->set_revision(request->expected_revision() + 1);
    return grpc::Status::OK;
  }

  grpc::Status BatchGetEvents(grpc::ServerContext* /*context*/,
                              const BatchGetEventsRequest* request,
                              BatchGetEventsResponse* response) override {
    ++batch_reads;
    if (request->event_ids_size() > most_per_read) {
      return rpc::ToGrpcStatus(
          WithReason(absl::ResourceExhaustedError("too large"), "ANSWER_TOO_LARGE"));
    }
    for (const std::string& id : request->event_ids()) {
      if (known.contains(id)) {
        *response->add_events() = known[id].back();
      } else {
        response->add_missing_event_ids(id);
      }
    }
    return grpc::Status::OK;
  }

  // A revision a page.
  grpc::Status ListRevisions(grpc::ServerContext* /*context*/, const ListRevisionsRequest* request,
                             ListRevisionsResponse* response) override {
    const std::vector<event::v1::Event>& all = known[request->event_id()];
    const size_t at = request->page_token().empty() ? 0 : std::stoul(request->page_token());
    *response->add_revisions() = all[at];
    if (at + 1 < all.size()) response->set_next_page_token(std::to_string(at + 1));
    return grpc::Status::OK;
  }

  // The number of the current revision.
  int32_t& CurrentOf(const std::string& id) {
    const bool is_known = known.contains(id);
    return current_revisions.try_emplace(id, is_known ? known[id].back().revision() : 3)
        .first->second;
  }

  std::map<std::string, std::vector<event::v1::Event>> known;  // All revisions, by event.
  std::atomic<int> batch_reads = 0;
  int most_per_read = 1'000;
  event::v1::EventState stored_state = event::v1::EVENT_STATE_ACTIVE;
  grpc::Status revise_status;
  bool somebody_revises_too = false;
  std::map<std::string, int32_t> current_revisions;  // By event, of those that were revised.
  eventstore::v1::AppendStatus revise_outcome = eventstore::v1::APPEND_STATUS_STORED;
  std::vector<ReviseEventRequest> revisions;
  std::atomic<int> calls = 0;
  std::atomic<int> messages = 0;
  std::atomic<int> most_events = 0;
  int failing_after = 1'000'000;
};

class EventUploadTest : public ::testing::Test {
 protected:
  EventUploadTest() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&store_);
    server_ = builder.BuildAndStart();
    upload_.emplace(server_->InProcessChannel({}), [](grpc::ClientContext&) {});
  }
  ~EventUploadTest() override {
    upload_.reset();
    server_->Shutdown();
  }

  // What is reported at second `reported` on line 8.
  static event::v1::Event EventAt(const std::string& title, int64_t reported) {
    event::v1::Event event;
    event.set_event_id("e-8");
    event.set_title(title);
    event.mutable_reported_time()->set_seconds(reported);
    return event;
  }

  // Has the store know a further revision of the event of line 8.
  void Know(event::v1::Event event, const std::string& reason) {
    std::vector<event::v1::Event>& revisions = store_.known["e-8"];
    event.set_revision(static_cast<int32_t>(revisions.size()) + 1);
    event.set_revision_reason(reason);
    event.set_state(event::v1::EVENT_STATE_ACTIVE);
    event.set_content_hash("h");
    event.set_position(7);
    revisions.push_back(event);
  }

  absl::Status AddAt(const std::string& title, int64_t reported,
                     OnChange on_change = OnChange::kRevise) {
    return upload_->Add(EventAt(title, reported), {.file = "week.jsonl", .line = 8}, on_change);
  }

  absl::Status Add(const std::string& title, int line, OnChange on_change = OnChange::kReport) {
    event::v1::Event event;
    event.set_event_id("e-" + std::to_string(line));
    event.set_title(title);
    return upload_->Add(event, {.file = "week.jsonl", .line = line}, on_change);
  }

  // Expects one conflict at line 8, which the remark tells so.
  void ExpectConflict(const std::string& why) {
    EXPECT_EQ(upload_->counts().conflicts, 1);
    EXPECT_EQ(upload_->counts().revised, 0);
    ASSERT_EQ(upload_->remarks().size(), 1U);
    EXPECT_EQ(upload_->remarks()[0].origin.line, 8);
    EXPECT_EQ(upload_->remarks()[0].description,
              "differs from what is stored as event e-8; the stored one was kept" + why);
  }

  FakeStore store_;
  std::unique_ptr<grpc::Server> server_;
  std::optional<EventUpload> upload_;
};

TEST_F(EventUploadTest, SendsChunksInCallsOfBoundedSize) {
  constexpr int kEvents = 10'500;
  for (int line = 1; line <= kEvents; ++line) ASSERT_THAT(Add("T", line), IsOk());
  ASSERT_THAT(upload_->Finish(), IsOk());

  EXPECT_EQ(upload_->counts().stored, kEvents);
  EXPECT_EQ(store_.calls, 2);
  EXPECT_LE(store_.most_events, 500);
}

TEST_F(EventUploadTest, SendsLargeEventsInSmallChunks) {
  const std::string title(400'000, 'x');
  for (int line = 1; line <= 10; ++line) ASSERT_THAT(Add(title, line), IsOk());
  ASSERT_THAT(upload_->Finish(), IsOk());

  EXPECT_EQ(upload_->counts().stored, 10);
  EXPECT_EQ(store_.most_events, 2);
}

TEST_F(EventUploadTest, TellsWhichLineTheStoreRefused) {
  ASSERT_THAT(Add("A", 3), IsOk());
  ASSERT_THAT(Add("", 8), IsOk());
  ASSERT_THAT(upload_->Finish(), IsOk());

  EXPECT_EQ(upload_->counts().rejected, 1);
  ASSERT_EQ(upload_->remarks().size(), 1U);
  EXPECT_EQ(upload_->remarks()[0].origin.file, "week.jsonl");
  EXPECT_EQ(upload_->remarks()[0].origin.line, 8);
  EXPECT_EQ(upload_->remarks()[0].field, "title");
}

TEST_F(EventUploadTest, ReportsAChangedEvent) {
  ASSERT_THAT(Add("A", 3), IsOk());
  ASSERT_THAT(Add("Changed", 8), IsOk());
  ASSERT_THAT(upload_->Finish(), IsOk());

  ExpectConflict("");
  EXPECT_THAT(store_.revisions, IsEmpty());
}

TEST_F(EventUploadTest, CountsWhatTheStoreDoesNotName) {
  for (int line = 1; line <= 1'200; ++line) ASSERT_THAT(Add("Changed", line), IsOk());
  for (int line = 1; line <= 1'030; ++line) ASSERT_THAT(Add("", line), IsOk());
  ASSERT_THAT(upload_->Finish(), IsOk());

  EXPECT_EQ(upload_->counts().conflicts, 1'200);
  EXPECT_EQ(upload_->counts().rejected, 1'030);
  EXPECT_THAT(upload_->remarks(), SizeIs(2'000));
  EXPECT_EQ(upload_->counts().unnamed, 230);
}

TEST_F(EventUploadTest, SkipsAChangedEventWithoutAWord) {
  ASSERT_THAT(Add("Changed", 8, OnChange::kSkip), IsOk());
  ASSERT_THAT(upload_->Finish(), IsOk());

  EXPECT_EQ(upload_->counts().skipped, 1);
  EXPECT_EQ(upload_->counts().conflicts, 0);
  EXPECT_THAT(upload_->remarks(), IsEmpty());
  EXPECT_THAT(store_.revisions, IsEmpty());
}

TEST_F(EventUploadTest, StoresAChangedEventAsTheNextRevision) {
  ASSERT_THAT(Add("A", 3, OnChange::kRevise), IsOk());
  ASSERT_THAT(Add("Changed", 8, OnChange::kRevise), IsOk());
  ASSERT_THAT(upload_->Finish(), IsOk());

  EXPECT_EQ(upload_->counts().stored, 1);
  EXPECT_EQ(upload_->counts().revised, 1);
  EXPECT_EQ(upload_->counts().conflicts, 0);
  EXPECT_THAT(upload_->remarks(), IsEmpty());
  ASSERT_THAT(store_.revisions, SizeIs(1));
  EXPECT_EQ(store_.revisions[0].event().event_id(), "e-8");
  EXPECT_EQ(store_.revisions[0].event().title(), "Changed");
  EXPECT_EQ(store_.revisions[0].expected_revision(), 3);
  EXPECT_EQ(store_.revisions[0].reason(), "changed where it was imported from");
}

TEST_F(EventUploadTest, StoresEachChangeOfAnEventThatChangesSeveralTimesInACall) {
  for (int change = 0; change < 3; ++change) {
    ASSERT_THAT(Add("Changed", 8, OnChange::kRevise), IsOk());
    ASSERT_THAT(Add("Changed", 9, OnChange::kRevise), IsOk());
  }
  ASSERT_THAT(upload_->Finish(), IsOk());

  EXPECT_EQ(store_.calls, 1);
  EXPECT_EQ(upload_->counts().revised, 6);
  EXPECT_THAT(upload_->remarks(), IsEmpty());
  std::vector<int32_t> expected;
  for (const ReviseEventRequest& revision : store_.revisions) {
    expected.push_back(revision.expected_revision());
  }
  EXPECT_THAT(expected, ElementsAre(3, 3, 4, 4, 5, 5));
}

TEST_F(EventUploadTest, StoresNoSecondChangeOverARevisionThatSomebodyElseMadeInBetween) {
  store_.somebody_revises_too = true;
  ASSERT_THAT(Add("Changed", 8, OnChange::kRevise), IsOk());
  ASSERT_THAT(Add("Changed", 8, OnChange::kRevise), IsOk());
  ASSERT_THAT(upload_->Finish(), IsOk());

  EXPECT_EQ(upload_->counts().revised, 1);
  EXPECT_EQ(upload_->counts().conflicts, 1);
  ASSERT_THAT(upload_->remarks(), SizeIs(1));
  EXPECT_THAT(upload_->remarks()[0].description, HasSubstr("it is at revision 5"));
}

TEST_F(EventUploadTest, CountsWhatSomebodyElseHasRevisedSoAsADuplicate) {
  store_.revise_outcome = eventstore::v1::APPEND_STATUS_DUPLICATE;
  ASSERT_THAT(Add("Changed", 8, OnChange::kRevise), IsOk());
  ASSERT_THAT(upload_->Finish(), IsOk());

  EXPECT_EQ(upload_->counts().duplicates, 1);
  EXPECT_EQ(upload_->counts().revised, 0);
}

TEST_F(EventUploadTest, ReportsThatAnEventWasRevisedInTheMeantimeAndGoesOn) {
  store_.revise_status = {grpc::StatusCode::ABORTED, "it is at revision 4"};
  ASSERT_THAT(Add("Changed", 8, OnChange::kRevise), IsOk());
  ASSERT_THAT(Add("A", 9, OnChange::kRevise), IsOk());
  ASSERT_THAT(upload_->Finish(), IsOk());

  ExpectConflict(": it is at revision 4");
  EXPECT_EQ(upload_->counts().stored, 1);
  EXPECT_THAT(store_.revisions, SizeIs(1));  // It is not tried again.
}

TEST_F(EventUploadTest, LeavesARetractedEventRetracted) {
  store_.stored_state = event::v1::EVENT_STATE_RETRACTED;
  ASSERT_THAT(Add("Changed", 8, OnChange::kRevise), IsOk());
  ASSERT_THAT(upload_->Finish(), IsOk());

  ExpectConflict(": it was retracted; `sennight revise` lets it stand again");
  EXPECT_THAT(store_.revisions, IsEmpty());
}

TEST_F(EventUploadTest, RevisesAnEventOfWhichOnlyTheReportedTimeDiffers) {
  Know(EventAt("Known", 1), "");
  ASSERT_THAT(AddAt("Known", 2), IsOk());
  ASSERT_THAT(Add("Known", 9, OnChange::kRevise), IsOk());  // Stored by another id.
  ASSERT_THAT(upload_->Finish(), IsOk());

  EXPECT_EQ(upload_->counts().revised, 1);
  EXPECT_EQ(upload_->counts().duplicates, 1);
  ASSERT_THAT(store_.revisions, SizeIs(1));
  EXPECT_EQ(store_.revisions[0].expected_revision(), 1);
  EXPECT_EQ(store_.revisions[0].event().reported_time().seconds(), 2);
}

TEST_F(EventUploadTest, RevisesNothingIfWhatStandsSaysTheSame) {
  event::v1::Event stored = EventAt("Known", 1);
  stored.add_sources()->set_url("https://a.example/1?utm_source=x");
  event::v1::Event sent = stored;
  stored.mutable_sources(0)->set_canonical_url("https://a.example/1");
  stored.set_recorded_by("local");
  Know(stored, "");
  ASSERT_THAT(upload_->Add(sent, {}, OnChange::kRevise), IsOk());
  ASSERT_THAT(upload_->Finish(), IsOk());

  EXPECT_EQ(upload_->counts().duplicates, 1);
  EXPECT_THAT(store_.revisions, IsEmpty());

  sent.mutable_sources(0)->set_publisher("A");
  ASSERT_THAT(upload_->Add(sent, {}, OnChange::kRevise), IsOk());
  ASSERT_THAT(upload_->Finish(), IsOk());
  EXPECT_EQ(upload_->counts().revised, 1);
}

TEST_F(EventUploadTest, LeavesWhatStandsIfAFileSaysAgainWhatAnEarlierRevisionSaid) {
  Know(EventAt("Known", 1), "");
  Know(EventAt("Other", 1), kImportReason);
  Know(EventAt("Other", 2), kImportReason);
  ASSERT_THAT(AddAt("Known", 1), IsOk());
  ASSERT_THAT(upload_->Finish(), IsOk());

  EXPECT_EQ(upload_->counts().duplicates, 1);
  EXPECT_THAT(store_.revisions, IsEmpty());
}

TEST_F(EventUploadTest, GoesBackToAnEarlierTextThatIsReportedAnew) {
  Know(EventAt("Known", 1), "");
  Know(EventAt("Other", 2), kImportReason);
  ASSERT_THAT(AddAt("Known", 3), IsOk());
  ASSERT_THAT(upload_->Finish(), IsOk());

  EXPECT_EQ(upload_->counts().revised, 1);
  EXPECT_EQ(upload_->counts().duplicates, 0);
  ASSERT_THAT(store_.revisions, SizeIs(1));
  EXPECT_EQ(store_.revisions[0].expected_revision(), 2);
}

TEST_F(EventUploadTest, GoesBackToAnEarlierTextOfTheSameFile) {
  Know(EventAt("Known", 1), "");
  for (int time = 0; time < 2; ++time) {
    ASSERT_THAT(AddAt("Known", 1), IsOk());
    ASSERT_THAT(AddAt(time == 0 ? "Changed" : "Known", 1), IsOk());
    ASSERT_THAT(AddAt("Known", 1), IsOk());
    ASSERT_THAT(upload_->Finish(), IsOk());
  }

  EXPECT_EQ(upload_->counts().revised, 2);
  EXPECT_EQ(upload_->counts().duplicates, 4);
  ASSERT_THAT(store_.revisions, SizeIs(2));
  EXPECT_EQ(store_.revisions[0].event().title(), "Changed");
  EXPECT_EQ(store_.revisions[1].event().title(), "Known");
}

TEST_F(EventUploadTest, LeavesWhatAnEditorHasDecided) {
  Know(EventAt("Known", 1), "");
  Know(EventAt("Known", 2), "the date was wrong");
  ASSERT_THAT(AddAt("Known", 3), IsOk());
  ASSERT_THAT(upload_->Finish(), IsOk());
  store_.known["e-8"].back().set_revision_reason(kImportReason);
  store_.known["e-8"].back().set_state(event::v1::EVENT_STATE_RETRACTED);
  ASSERT_THAT(AddAt("Known", 3), IsOk());
  ASSERT_THAT(upload_->Finish(), IsOk());

  EXPECT_EQ(upload_->counts().duplicates, 2);
  EXPECT_THAT(upload_->remarks(), IsEmpty());
  EXPECT_THAT(store_.revisions, IsEmpty());
}

TEST_F(EventUploadTest, ReadsWhatStandsOnlyIfItMayBeRevised) {
  Know(EventAt("Known", 1), "");
  ASSERT_THAT(AddAt("Known", 2, OnChange::kReport), IsOk());
  ASSERT_THAT(AddAt("Known", 2, OnChange::kSkip), IsOk());
  ASSERT_THAT(upload_->Finish(), IsOk());
  ASSERT_THAT(AddAt("New", 2), IsOk());
  ASSERT_THAT(upload_->Finish(), IsOk());
  EXPECT_EQ(store_.batch_reads, 0);
  EXPECT_THAT(store_.revisions, IsEmpty());
}

TEST_F(EventUploadTest, ReadsFewerEventsAtOnceIfTheyAreTooLargeTogether) {
  store_.most_per_read = 3;
  for (int line = 1; line <= 10; ++line) {
    event::v1::Event event = EventAt("Known", 1);
    event.set_event_id("e-" + std::to_string(line));
    event.set_revision(1);
    event.set_state(event::v1::EVENT_STATE_ACTIVE);
    store_.known[event.event_id()].push_back(event);
    event.mutable_reported_time()->set_seconds(2);
    ASSERT_THAT(upload_->Add(event, {}, OnChange::kRevise), IsOk());
  }
  ASSERT_THAT(upload_->Finish(), IsOk());

  EXPECT_EQ(upload_->counts().revised, 10);
  EXPECT_EQ(store_.revisions.front().event().event_id(), "e-1");
  EXPECT_EQ(store_.revisions.back().event().event_id(), "e-10");
}

TEST_F(EventUploadTest, EndsIfRevisingFailsForEveryEvent) {
  store_.revise_status = {grpc::StatusCode::UNAVAILABLE, "no database"};
  ASSERT_THAT(Add("Changed", 8, OnChange::kRevise), IsOk());

  EXPECT_THAT(upload_->Finish(), StatusIs(absl::StatusCode::kUnavailable, "no database"));
}

TEST_F(EventUploadTest, SendsNoMoreEventsInACallThanTheStoreListsConflicts) {
  constexpr int kEvents = 2'500;
  for (int line = 1; line <= kEvents; ++line) {
    ASSERT_THAT(Add("Changed", line, OnChange::kSkip), IsOk());
  }
  ASSERT_THAT(upload_->Finish(), IsOk());

  EXPECT_EQ(upload_->counts().skipped, kEvents);
  EXPECT_EQ(store_.calls, 3);
}

TEST_F(EventUploadTest, SendsWhatIsRevisedAndWhatIsReportedInCallsOfTheirOwn) {
  ASSERT_THAT(Add("Changed", 1), IsOk());
  ASSERT_THAT(Add("Changed", 2), IsOk());
  ASSERT_THAT(Add("Changed", 3, OnChange::kRevise), IsOk());
  ASSERT_THAT(Add("Changed", 4, OnChange::kSkip), IsOk());
  ASSERT_THAT(Add("Changed", 5), IsOk());
  ASSERT_THAT(upload_->Finish(), IsOk());

  EXPECT_EQ(store_.calls, 3);
  EXPECT_EQ(upload_->counts().conflicts, 3);
  EXPECT_EQ(upload_->counts().revised, 1);
  EXPECT_EQ(upload_->counts().skipped, 1);
}

TEST_F(EventUploadTest, EndsWithTheErrorOfTheStore) {
  store_.failing_after = 1;
  absl::Status sent;
  for (int line = 1; line <= 100'000 && sent.ok(); ++line) sent = Add("T", line);

  EXPECT_THAT(sent, StatusIs(absl::StatusCode::kUnavailable, "no database"));
}

TEST_F(EventUploadTest, NeedsNoCallForNothing) {
  EXPECT_THAT(upload_->Finish(), IsOk());

  EXPECT_EQ(store_.calls, 0);
}

}  // namespace
}  // namespace sennight::client
