#include <gmock/gmock.h>
#include <google/rpc/error_details.pb.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "common/status/status.h"
#include "services/summarization/domain/summarize.h"
#include "services/summarization/domain/window_intake.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/summarization/reports.h"
#include "tests/unit/summarization/sample_week.h"

namespace sennight::summarization {
namespace {

using sennight::testing::IsOk;
using sennight::testing::StatusIs;

v1::SummarizeWindowRequest StartMessage() {
  v1::SummarizeWindowRequest request;
  *request.mutable_start() =
      testing::MakeStart(testing::ReadTopic("cell-gene-therapy"), "en", "2025-12-09", "2025-12-16");
  return request;
}

v1::SummarizeWindowRequest EventsMessage() {
  v1::SummarizeWindowRequest request;
  *request.add_events() =
      testing::AnEvent("a", "FDA approves Casgevy gene therapy for sickle cell disease",
                       "The FDA approved the gene therapy Casgevy.", "2025-12-10");
  return request;
}

std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  const google::rpc::BadRequest request = BadRequestOf(status);
  for (const auto& violation : request.field_violations()) {
    fields.push_back(violation.field());
  }
  return fields;
}

TEST(WindowIntakeTest, TakesAStartThenEvents) {
  WindowIntake intake;
  ASSERT_THAT(intake.Take(StartMessage()), IsOk());
  ASSERT_THAT(intake.Take(EventsMessage()), IsOk());
  EXPECT_THAT(intake.Compose(), IsOk());
}

TEST(WindowIntakeTest, RefusesMessagesOutOfOrder) {
  WindowIntake no_start;
  EXPECT_THAT(no_start.Take(EventsMessage()),
              StatusIs(absl::StatusCode::kInvalidArgument, "first message"));
  EXPECT_THAT(WindowIntake().Compose(), StatusIs(absl::StatusCode::kInvalidArgument, "start"));

  WindowIntake twice;
  ASSERT_THAT(twice.Take(StartMessage()), IsOk());
  EXPECT_THAT(twice.Take(StartMessage()),
              StatusIs(absl::StatusCode::kInvalidArgument, "first message only"));

  WindowIntake both;
  v1::SummarizeWindowRequest request = StartMessage();
  *request.add_events() = EventsMessage().events(0);
  EXPECT_THAT(both.Take(request), StatusIs(absl::StatusCode::kInvalidArgument, "events"));
}

TEST(WindowIntakeTest, NamesWhatIsWrongWithAStart) {
  struct Case {
    std::function<void(v1::SummarizeWindowStart*)> spoil;
    std::string field;
  };
  const std::vector<Case> cases = {
      {[](auto* s) { s->clear_topic(); }, "start.topic"},
      {[](auto* s) { s->clear_window(); }, "start.window.start"},
      {[](auto* s) { s->mutable_window()->set_time_zone("Mars/Base"); }, "start.window.time_zone"},
      {[](auto* s) { s->mutable_window()->set_end("2025-12-09"); }, "start.window.end"},
      {[](auto* s) { s->mutable_window()->set_end("2026-12-09"); }, "start.window.end"},
      {[](auto* s) { s->set_week("2025-W60"); }, "start.week"},
      {[](auto* s) { s->set_language("fr"); }, "start.language"},
      {[](auto* s) { s->clear_language(); }, "start.language"},
      {[](auto* s) { s->mutable_topic()->set_topic_id("Bad Id"); }, "start.topic.topic_id"},
      {[](auto* s) { s->mutable_topic()->clear_name(); }, "start.topic.name[en]"},
      {[](auto* s) { s->mutable_topic()->clear_categories(); }, "start.topic.categories"},
      {[](auto* s) { s->mutable_topic()->mutable_categories(1)->clear_label(); },
       "start.topic.categories[1].label[en]"},
      {[](auto* s) { *s->mutable_topic()->add_categories() = s->topic().categories(0); },
       "start.topic.categories[9].category_id"},
      {[](auto* s) { s->mutable_topic()->mutable_key_points(2)->clear_label_id(); },
       "start.topic.key_points[2].label_id"},
      {[](auto* s) { s->mutable_topic()->mutable_concepts(3)->set_concept_id("A b"); },
       "start.topic.concepts[3].concept_id"},
      {[](auto* s) { s->mutable_topic()->clear_relevance(); }, "start.topic.relevance.terms"},
      {[](auto* s) { s->mutable_topic()->clear_branding(); },
       "start.topic.branding.publication[en]"},
      {[](auto* s) { s->mutable_topic()->set_late_days(32); }, "start.topic.late_days"},
      {[](auto* s) { s->mutable_topic()->mutable_shape()->set_max_sections(61); },
       "start.topic.shape.max_sections"},
  };
  for (const Case& test : cases) {
    v1::SummarizeWindowRequest request = StartMessage();
    test.spoil(request.mutable_start());
    const absl::Status status = WindowIntake().Take(request);
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, "")) << test.field;
    EXPECT_THAT(FieldsOf(status), ::testing::Contains(test.field));
  }
}

TEST(WindowIntakeTest, NamesEveryMistakeAtOnce) {
  v1::SummarizeWindowRequest request = StartMessage();
  request.mutable_start()->mutable_window()->set_start("soon");
  request.mutable_start()->mutable_window()->clear_time_zone();
  request.mutable_start()->set_week("soon");
  request.mutable_start()->mutable_topic()->clear_categories();
  EXPECT_THAT(FieldsOf(WindowIntake().Take(request)),
              ::testing::UnorderedElementsAre("start.window.start", "start.window.time_zone",
                                              "start.week", "start.topic.categories"));
}

TEST(WindowIntakeTest, RefusesALanguageItHasNoTemplatesFor) {
  v1::SummarizeWindowRequest request = StartMessage();
  request.mutable_start()->mutable_topic()->add_languages("de");
  request.mutable_start()->set_language("de");
  EXPECT_THAT(WindowIntake().Take(request),
              StatusIs(absl::StatusCode::kInvalidArgument, "Chinese or English"));
}

TEST(WindowIntakeTest, NamesWhatIsWrongWithAnEvent) {
  struct Case {
    std::function<void(event::v1::Event*)> spoil;
    std::string field;
  };
  const std::vector<Case> cases = {
      {[](auto* e) { e->clear_event_id(); }, "events[0].event_id"},
      {[](auto* e) { e->clear_title(); }, "events[0].title"},
      {[](auto* e) { e->clear_sources(); }, "events[0].sources"},
      {[](auto* e) { e->set_body(std::string(kMaxTextBytes, 'x')); }, "events[0].body"},
  };
  for (const Case& test : cases) {
    WindowIntake intake;
    ASSERT_THAT(intake.Take(StartMessage()), IsOk());
    v1::SummarizeWindowRequest request = EventsMessage();
    test.spoil(request.mutable_events(0));
    EXPECT_THAT(FieldsOf(intake.Take(request)), ::testing::Contains(test.field));
  }
}

TEST(WindowIntakeTest, RefusesMoreEventsThanTheLimit) {
  WindowIntake intake;
  ASSERT_THAT(intake.Take(StartMessage()), IsOk());
  v1::SummarizeWindowRequest request;
  for (int i = 0; i < kMaxEvents; ++i) *request.add_events() = EventsMessage().events(0);
  ASSERT_THAT(intake.Take(request), IsOk());
  EXPECT_THAT(intake.Take(EventsMessage()),
              StatusIs(absl::StatusCode::kInvalidArgument, "at most 100000"));
}

TEST(WindowIntakeTest, RefusesMoreBytesThanTheLimit) {
  WindowIntake intake;
  ASSERT_THAT(intake.Take(StartMessage()), IsOk());
  v1::SummarizeWindowRequest request = EventsMessage();
  request.mutable_events(0)->set_body(std::string(200'000, 'x'));
  const size_t fitting = kMaxWindowBytes / request.events(0).ByteSizeLong();
  for (size_t i = 0; i < fitting; ++i) ASSERT_THAT(intake.Take(request), IsOk());

  const absl::Status status = intake.Take(request);

  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted, "a shorter one"));
  EXPECT_EQ(ReasonOf(status), "WINDOW_TOO_LARGE");
}

}  // namespace
}  // namespace sennight::summarization
