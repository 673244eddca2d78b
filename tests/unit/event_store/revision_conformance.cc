// What every event log must do with revisions and retractions.
#include <gmock/gmock.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "google/rpc/error_details.pb.h"
#include "services/event_store/domain/content_hash.h"
#include "tests/support/event_log_calls.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"
#include "tests/unit/event_store/revision_conformance.h"

namespace sennight::event_store {
namespace {

using event::v1::Event;
using eventstore::v1::AppendOutcome;
using ::testing::ElementsAre;
using testing::EqualsProto;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::IsOkAndHolds;
using testing::StatusIs;

constexpr auto kStored = eventstore::v1::APPEND_STATUS_STORED;
constexpr auto kDuplicate = eventstore::v1::APPEND_STATUS_DUPLICATE;
constexpr auto kConflict = eventstore::v1::APPEND_STATUS_CONFLICT;

AppendOutcome Outcome(eventstore::v1::AppendStatus status, int n, int stored, int64_t position,
                      int32_t revision) {
  AppendOutcome outcome;
  outcome.set_status(status);
  outcome.set_event_id(IdOf(n));
  outcome.set_stored_event_id(IdOf(stored));
  outcome.set_position(position);
  outcome.set_revision(revision);
  return outcome;
}

AppendOutcome Outcome(eventstore::v1::AppendStatus status, int n, int64_t position,
                      int32_t revision) {
  return Outcome(status, n, n, position, revision);
}

// The n-th event with another title.
Event Titled(int n, const std::string& title) {
  Event event = AnEvent(n);
  event.set_title(title);
  return event;
}

// The n-th event on another day.
Event On(int n, const std::string& day) {
  Event event = AnEvent(n);
  event.mutable_occurred()->set_start(day);
  return event;
}

std::string CurrentRevisionIn(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  const auto payload = status.GetPayload(kErrorInfoType.data());
  if (!payload.has_value() || !info.ParseFromString(std::string(*payload))) return "";
  return info.metadata().at("current_revision");
}

TEST_P(RevisionConformance, StoresARevisionAndKeepsTheOneBefore) {
  Append({AnEvent(1), AnEvent(2)});

  EXPECT_THAT(Revise(Titled(1, "Report 1, corrected"), 1, "the title was wrong"),
              IsOkAndHolds(EqualsProto(Outcome(kStored, 1, 3, 2))));

  Event corrected = Titled(1, "Report 1, corrected");
  corrected.set_content_hash(ContentHash(corrected));
  corrected.mutable_sources(0)->set_canonical_url("https://example.org/reports/1");
  corrected.set_revision(2);
  corrected.set_state(event::v1::EVENT_STATE_ACTIVE);
  corrected.set_position(3);
  *corrected.mutable_recorded_time() = window::ToTimestamp(kNow + absl::Minutes(5));
  corrected.set_recorded_by("token:ali");
  corrected.set_revision_reason("the title was wrong");
  EXPECT_THAT(Got(1), EqualsProto(corrected));
  EXPECT_EQ(Got(1, 2).title(), "Report 1");
  EXPECT_EQ(Got(1, 2).revision(), 1);
  EXPECT_EQ(Got(1, 2).revision_reason(), "");
  EXPECT_EQ(HeadPosition(), 3);
  EXPECT_EQ(log_.GetHead(deadline_)->recorded_at, kNow + absl::Minutes(5));
}

TEST_P(RevisionConformance, ShowsTheRevisionThatStoodInEveryRead) {
  Append({AnEvent(1), AnEvent(2)});
  ASSERT_THAT(Revise(Titled(1, "Corrected"), 1), IsOk());

  EXPECT_THAT(Listed(2), ElementsAre(1, 2));
  EXPECT_THAT(Listed(3), ElementsAre(2, 3));
  EXPECT_THAT(WeekAsOf(2), ElementsAre(2, 1, 2));
  EXPECT_THAT(WeekAsOf(3), ElementsAre(3, 2, 3));
  const auto before = log_.BatchGet({IdOf(2), IdOf(1)}, 2, deadline_);
  const auto after = log_.BatchGet({IdOf(2), IdOf(1)}, 3, deadline_);
  ASSERT_THAT(before, IsOk());
  ASSERT_THAT(after, IsOk());
  EXPECT_EQ(before->at(1).title(), "Report 1");
  EXPECT_EQ(after->at(0).position(), 2);
  EXPECT_EQ(after->at(1).title(), "Corrected");
}

TEST_P(RevisionConformance, MovesAnEventOutOfAWindowAndInAgain) {
  Append({AnEvent(1), AnEvent(2)});
  ASSERT_THAT(Revise(On(1, "2025-11-01"), 1), IsOk());
  ASSERT_THAT(Revise(On(1, "2025-11-02"), 2), IsOk());
  ASSERT_THAT(Revise(On(1, "2025-12-11"), 3), IsOk());

  EXPECT_THAT(WeekAsOf(2), ElementsAre(2, 1, 2));
  EXPECT_THAT(WeekAsOf(3), ElementsAre(3, 2));
  EXPECT_THAT(WeekAsOf(4), ElementsAre(3, 2));  // Another week's revision changes nothing.
  EXPECT_THAT(WeekAsOf(5), ElementsAre(5, 2, 5));
  EXPECT_THAT(WeekAsOf(0), ElementsAre(5, 2, 5));
}

TEST_P(RevisionConformance, RetractsAnEvent) {
  Append({AnEvent(1), AnEvent(2)});

  EXPECT_THAT(Retract(1, 1, "the source withdrew it"),
              IsOkAndHolds(EqualsProto(Outcome(kStored, 1, 3, 2))));

  const Event retracted = Got(1);
  EXPECT_EQ(retracted.state(), event::v1::EVENT_STATE_RETRACTED);
  EXPECT_EQ(retracted.revision(), 2);
  EXPECT_EQ(retracted.title(), "Report 1");
  EXPECT_EQ(retracted.revision_reason(), "the source withdrew it");
  EXPECT_EQ(retracted.recorded_by(), "token:bo");
  EXPECT_EQ(Got(1, 2).state(), event::v1::EVENT_STATE_ACTIVE);
  EXPECT_THAT(Listed(2), ElementsAre(1, 2));
  EXPECT_THAT(Listed(), ElementsAre(2));
  EXPECT_THAT(WeekAsOf(2), ElementsAre(2, 1, 2));
  EXPECT_THAT(WeekAsOf(0), ElementsAre(3, 2));
}

TEST_P(RevisionConformance, HasNothingLeftInAWindowWhenAllIsRetracted) {
  Append({AnEvent(1)});
  ASSERT_THAT(Retract(1, 1), IsOk());

  EXPECT_THAT(WeekAsOf(1), ElementsAre(1, 1));
  EXPECT_THAT(WeekAsOf(0), ElementsAre(0));
  EXPECT_THAT(Listed(), IsEmpty());
}

TEST_P(RevisionConformance, LetsARetractedEventStandAgainWhenItIsRevised) {
  Append({AnEvent(1), AnEvent(2)});
  ASSERT_THAT(Retract(1, 1), IsOk());

  // With the words that were withdrawn, too.
  EXPECT_THAT(Revise(AnEvent(1), 2, "it was right"),
              IsOkAndHolds(EqualsProto(Outcome(kStored, 1, 4, 3))));

  EXPECT_EQ(Got(1).state(), event::v1::EVENT_STATE_ACTIVE);
  EXPECT_THAT(Listed(3), ElementsAre(2));
  EXPECT_THAT(Listed(), ElementsAre(2, 4));
  EXPECT_THAT(WeekAsOf(3), ElementsAre(3, 2));
  EXPECT_THAT(WeekAsOf(4), ElementsAre(4, 2, 4));
}

TEST_P(RevisionConformance, DoesNotCountTheEndOfARetractionAsAChangeOfAWindow) {
  Append({AnEvent(1), AnEvent(2)});
  ASSERT_THAT(Retract(1, 1), IsOk());
  ASSERT_THAT(Revise(On(1, "2025-11-01"), 2), IsOk());

  EXPECT_THAT(WeekAsOf(0), ElementsAre(3, 2));
}

TEST_P(RevisionConformance, StoresNothingIfTheCurrentRevisionSaysItAlready) {
  Append({AnEvent(1)});
  ASSERT_THAT(Revise(Titled(1, "Corrected"), 1, "why"), IsOk());

  // A repeated call expects the revision that was.
  for (const int32_t expected : {1, 2, 7}) {
    EXPECT_THAT(Revise(Titled(1, "Corrected"), expected, "another reason"),
                IsOkAndHolds(EqualsProto(Outcome(kDuplicate, 1, 2, 2))));
  }
  EXPECT_EQ(HeadPosition(), 2);
  EXPECT_EQ(Got(1).revision_reason(), "why");
}

TEST_P(RevisionConformance, StoresNothingIfTheEventIsRetractedAlready) {
  Append({AnEvent(1)});
  ASSERT_THAT(Retract(1, 1, "why"), IsOk());

  for (const int32_t expected : {1, 2, 7}) {
    EXPECT_THAT(Retract(1, expected, "another reason"),
                IsOkAndHolds(EqualsProto(Outcome(kDuplicate, 1, 2, 2))));
  }
  EXPECT_EQ(HeadPosition(), 2);
  EXPECT_EQ(Got(1).revision_reason(), "why");
}

TEST_P(RevisionConformance, TakesEveryChangeForARevisionAlsoOneOfSourcesAlone) {
  Append({AnEvent(1)});
  Event event = AnEvent(1);
  const auto expect_stored = [&](int32_t revision) {
    EXPECT_THAT(Revise(event, revision - 1),
                IsOkAndHolds(EqualsProto(Outcome(kStored, 1, revision, revision))));
    EXPECT_THAT(Revise(event, revision),
                IsOkAndHolds(EqualsProto(Outcome(kDuplicate, 1, revision, revision))));
  };
  event.add_sources()->set_publisher("Another Paper");
  expect_stored(2);
  *event.mutable_reported_time() = Seconds(absl::CivilSecond(2025, 12, 9, 8, 0, 0));
  expect_stored(3);
  event.mutable_reported_time()->set_nanos(1);
  expect_stored(4);
  (*event.mutable_labels())["desk"] = "2";
  expect_stored(5);
  event.mutable_sources(0)->set_url("https://example.org/reports/1?utm_source=week");
  expect_stored(6);
  event = AnEvent(1);  // What it said once is a revision again.
  expect_stored(7);
}

TEST_P(RevisionConformance, IgnoresWhatIsOutputOnlyInARevision) {
  Append({AnEvent(1)});
  Event read = Got(1);
  EXPECT_THAT(Revise(read, 1), IsOkAndHolds(EqualsProto(Outcome(kDuplicate, 1, 1, 1))));

  read.set_title("Corrected");
  read.set_revision(17);
  read.set_state(event::v1::EVENT_STATE_RETRACTED);
  EXPECT_THAT(Revise(read, 1), IsOkAndHolds(EqualsProto(Outcome(kStored, 1, 2, 2))));
  EXPECT_EQ(Got(1).state(), event::v1::EVENT_STATE_ACTIVE);
}

TEST_P(RevisionConformance, RefusesARevisionOfAnotherThanTheCurrentOne) {
  Append({AnEvent(1)});
  ASSERT_THAT(Revise(Titled(1, "Corrected"), 1), IsOk());

  const absl::Status refused[] = {
      Revise(Titled(1, "Corrected otherwise"), 1).status(),
      Revise(Titled(1, "Corrected otherwise"), 3).status(), Retract(1, 1).status(),
      Revise(AnEvent(1), 1).status(),  // What it said before.
  };
  for (const absl::Status& status : refused) {
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kAborted, "is at revision 2, expected"));
    EXPECT_EQ(ReasonOf(status), "REVISION_MISMATCH");
    EXPECT_EQ(CurrentRevisionIn(status), "2");
  }
  EXPECT_EQ(HeadPosition(), 2);
}

TEST_P(RevisionConformance, RefusesToReviseWhatDoesNotExist) {
  for (const absl::Status& status : {Revise(AnEvent(1), 1).status(), Retract(1, 1).status()}) {
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound, IdOf(1)));
    EXPECT_EQ(ReasonOf(status), "EVENT_NOT_FOUND");
  }
  EXPECT_EQ(HeadPosition(), 0);
}

TEST_P(RevisionConformance, RefusesToMoveAnEventToAnotherTopic) {
  Append({AnEvent(1)});
  Event moved = AnEvent(1);
  moved.set_topic("quiet-topic");

  EXPECT_THAT(Revise(moved, 1),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "event.topic: want the topic of the stored event, cell-gene-therapy"));
  EXPECT_EQ(HeadPosition(), 1);
}

TEST_P(RevisionConformance, TakesAnAppendOfAnyRevisionForADuplicateAndNamesTheCurrentOne) {
  Append({AnEvent(1), AnEvent(2)});
  ASSERT_THAT(Revise(Titled(1, "Corrected"), 1), IsOk());
  Event elsewhere = Titled(7, "Corrected");
  elsewhere.set_body(AnEvent(1).body());
  *elsewhere.mutable_sources() = AnEvent(1).sources();
  Event first_elsewhere = AnEvent(1);
  first_elsewhere.set_event_id(IdOf(8));

  EXPECT_THAT(
      AppendTo(log_,
               {AnEvent(1), Titled(1, "Corrected"), Titled(1, "Yet another"), AnEvent(2), elsewhere,
                first_elsewhere},
               {kNow}, deadline_),
      IsOkAndHolds(ElementsAre(
          EqualsProto(Outcome(kDuplicate, 1, 3, 2)), EqualsProto(Outcome(kDuplicate, 1, 3, 2)),
          EqualsProto(Outcome(kConflict, 1, 3, 2)), EqualsProto(Outcome(kDuplicate, 2, 2, 1)),
          EqualsProto(Outcome(kDuplicate, 7, 1, 3, 2)),
          EqualsProto(Outcome(kDuplicate, 8, 1, 3, 2)))));
  EXPECT_EQ(HeadPosition(), 3);
}

TEST_P(RevisionConformance, LeavesAnEventRetractedThatIsAppendedAgain) {
  Append({AnEvent(1)});
  ASSERT_THAT(Retract(1, 1), IsOk());

  EXPECT_THAT(AppendTo(log_, {AnEvent(1)}, {kNow}, deadline_),
              IsOkAndHolds(ElementsAre(EqualsProto(Outcome(kDuplicate, 1, 2, 2)))));
  EXPECT_THAT(AppendTo(log_, {Titled(1, "Other")}, {kNow}, deadline_),
              IsOkAndHolds(ElementsAre(EqualsProto(Outcome(kConflict, 1, 2, 2)))));
  EXPECT_EQ(Got(1).state(), event::v1::EVENT_STATE_RETRACTED);
}

TEST_P(RevisionConformance, LetsTwoEventsSayTheSameByRevision) {
  Event second = Titled(2, "Report 1, updated");
  second.set_body(AnEvent(1).body());
  *second.mutable_sources() = AnEvent(1).sources();
  Append({AnEvent(1), second});
  Event same = AnEvent(1);
  same.set_event_id(IdOf(2));

  EXPECT_THAT(Revise(same, 1), IsOkAndHolds(EqualsProto(Outcome(kStored, 2, 3, 2))));

  Event third = AnEvent(1);
  third.set_event_id(IdOf(3));
  EXPECT_THAT(AppendTo(log_, {third}, {kNow}, deadline_),
              IsOkAndHolds(ElementsAre(EqualsProto(Outcome(kDuplicate, 3, 1, 1, 1)))));
}

TEST_P(RevisionConformance, NeverRecordsARevisionBeforeThePositionBefore) {
  Append({AnEvent(1)});
  const auto revise_at = [&](absl::Time time, const std::string& title, int32_t expected) {
    return log_.Revise({.event_id = IdOf(1),
                        .expected_revision = expected,
                        .reason = "",
                        .event = Prepare(Titled(1, title), "")},
                       {time}, deadline_);
  };
  ASSERT_THAT(revise_at(kNow - absl::Hours(1), "A", 1), IsOk());
  ASSERT_THAT(revise_at(kNow + absl::Nanoseconds(2500), "B", 2), IsOk());

  EXPECT_EQ(window::ToTime(Got(1, 2).recorded_time()), kNow);
  EXPECT_EQ(window::ToTime(Got(1).recorded_time()), kNow + absl::Microseconds(2));
}

TEST_P(RevisionConformance, ListsTheRevisionsOfAnEventPageByPage) {
  Append({AnEvent(1), AnEvent(2)});
  ASSERT_THAT(Revise(Titled(1, "Corrected"), 1), IsOk());
  ASSERT_THAT(Retract(1, 2, "wrong"), IsOk());
  ASSERT_THAT(Revise(AnEvent(1), 3, "right after all"), IsOk());

  const absl::StatusOr<RevisionPage> all = Revisions(1);
  ASSERT_THAT(all, IsOk());
  EXPECT_FALSE(all->has_more);
  EXPECT_EQ(all->epoch, 1);
  std::vector<std::string> lines;
  for (const Event& event : all->revisions) {
    lines.push_back(absl::StrCat(event.revision(), " at ", event.position(), " ",
                                 event::v1::EventState_Name(event.state()), " ", event.title(), " ",
                                 event.revision_reason()));
  }
  EXPECT_THAT(lines, ElementsAre("1 at 1 EVENT_STATE_ACTIVE Report 1 ",
                                 "2 at 3 EVENT_STATE_ACTIVE Corrected ",
                                 "3 at 4 EVENT_STATE_RETRACTED Corrected wrong",
                                 "4 at 5 EVENT_STATE_ACTIVE Report 1 right after all"));

  const absl::StatusOr<RevisionPage> middle = Revisions(1, 1, 2);
  ASSERT_THAT(middle, IsOk());
  ASSERT_EQ(middle->revisions.size(), 2u);
  EXPECT_EQ(middle->revisions[0].revision(), 2);
  EXPECT_TRUE(middle->has_more);
  const absl::StatusOr<RevisionPage> last = Revisions(1, 3, 1);
  ASSERT_THAT(last, IsOk());
  ASSERT_EQ(last->revisions.size(), 1u);
  EXPECT_FALSE(last->has_more);
  EXPECT_THAT(Revisions(1, 4)->revisions, IsEmpty());
  EXPECT_EQ(Revisions(2)->revisions.size(), 1u);
}

TEST_P(RevisionConformance, EndsAPageOfRevisionsBeforeItIsTooLarge) {
  Event event = AnEvent(1);
  event.set_body(std::string(262144, 'a'));
  Append({event});
  for (int32_t revision = 1; revision < 9; ++revision) {
    event.set_title(absl::StrCat("Title ", revision));
    ASSERT_THAT(Revise(event, revision), IsOk());
  }

  const absl::StatusOr<RevisionPage> page = Revisions(1);
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->revisions.size(), 7u);
  EXPECT_TRUE(page->has_more);
}

TEST_P(RevisionConformance, RefusesAListOfRevisionsOfNoEventOrAnotherEpoch) {
  const absl::Status none = Revisions(1).status();
  EXPECT_THAT(none, StatusIs(absl::StatusCode::kNotFound, IdOf(1)));
  EXPECT_EQ(ReasonOf(none), "EVENT_NOT_FOUND");
  EXPECT_THAT(Revisions(1, 5), StatusIs(absl::StatusCode::kNotFound, IdOf(1)));

  Append({AnEvent(1)});
  const absl::Status other =
      log_.ListRevisions({.event_id = IdOf(1), .limit = 1, .epoch = 2}, deadline_).status();
  EXPECT_THAT(other, StatusIs(absl::StatusCode::kOutOfRange, "begin the list again"));
  EXPECT_EQ(ReasonOf(other), "EPOCH_MISMATCH");
}

TEST_P(RevisionConformance, KeepsTheHintOfANearDuplicateWhileTheTextIsTheSame) {
  Event copy = AnEvent(1);
  copy.set_event_id(IdOf(2));
  copy.mutable_sources(0)->set_url("https://copy.example/1");
  Append({AnEvent(1), copy});
  ASSERT_EQ(Got(2).near_duplicate_of(), IdOf(1));

  copy.set_category("policy");
  ASSERT_THAT(Revise(copy, 1), IsOk());
  EXPECT_EQ(Got(2).near_duplicate_of(), IdOf(1));
  ASSERT_THAT(Retract(2, 2), IsOk());
  EXPECT_EQ(Got(2).near_duplicate_of(), IdOf(1));
  copy.set_body("Other words.");
  ASSERT_THAT(Revise(copy, 3), IsOk());
  EXPECT_EQ(Got(2).near_duplicate_of(), "");
}

}  // namespace
}  // namespace sennight::event_store
