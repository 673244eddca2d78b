#include "services/rendering/domain/validate.h"

#include <gtest/gtest.h>

#include "services/rendering/domain/limits.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/rendering/sample_digest.h"

namespace sennight::rendering {
namespace {

using absl::StatusCode;
using testing::IsOk;
using testing::StatusIs;

TEST(ValidateTest, TakesTheSamplesAndADigestOfNothing) {
  EXPECT_THAT(Validate(SampleDigest("zh-CN")), IsOk());
  EXPECT_THAT(Validate(SampleDigest("en")), IsOk());
  EXPECT_THAT(Validate(EmptyDigest()), IsOk());
}

TEST(ValidateTest, NamesEveryCitationWithoutAReference) {
  digest::v1::Digest digest = SampleDigest("en");
  digest.mutable_intro()->add_runs()->mutable_cite()->add_ref_ids("nowhere");
  auto* conflict = digest.mutable_sections(1)->mutable_stories(0)->mutable_conflicts(0);
  conflict->mutable_statements(1)->mutable_runs(1)->mutable_cite()->add_ref_ids("");

  const absl::Status status = Validate(digest);

  EXPECT_THAT(status, StatusIs(StatusCode::kInvalidArgument,
                               "digest.intro.runs[6].cite.ref_ids[0]: want the id of one"));
  EXPECT_THAT(status, StatusIs(StatusCode::kInvalidArgument,
                               "digest.sections[1].stories[0].conflicts[0].statements[1].runs[1]"
                               ".cite.ref_ids[1]"));
}

TEST(ValidateTest, WantsReferencesWithIdsOfTheirOwn) {
  digest::v1::Digest digest = EmptyDigest();
  digest.add_references()->set_ref_id("a");
  digest.add_references()->set_ref_id("a");
  digest.add_references();

  EXPECT_THAT(Validate(digest), StatusIs(StatusCode::kInvalidArgument,
                                         "digest.references[1].ref_id: want an id of its own"));
  EXPECT_THAT(Validate(digest), StatusIs(StatusCode::kInvalidArgument,
                                         "digest.references[2].ref_id: want an id, got none"));
}

TEST(ValidateTest, WantsAWindow) {
  digest::v1::Digest digest = EmptyDigest();
  digest.mutable_window()->set_end("2025-12-09");
  EXPECT_THAT(Validate(digest), StatusIs(StatusCode::kInvalidArgument, "digest.window."));
  digest.clear_window();
  EXPECT_THAT(Validate(digest), StatusIs(StatusCode::kInvalidArgument, "digest.window."));
}

TEST(ValidateTest, KeepsTheLimitsToTheEdge) {
  EXPECT_THAT(Validate(DigestOf(kMaxSections, "x")), IsOk());
  EXPECT_THAT(Validate(DigestOf(kMaxSections + 1, "x")),
              StatusIs(StatusCode::kInvalidArgument, "digest.sections: want at most 60, got 61"));

  digest::v1::Digest digest = EmptyDigest();
  for (int i = 0; i < kMaxReferences; ++i) {
    digest.add_references()->set_ref_id("r" + std::to_string(i));
  }
  EXPECT_THAT(Validate(digest), IsOk());
  digest.add_references()->set_ref_id("one more");
  EXPECT_THAT(Validate(digest), StatusIs(StatusCode::kInvalidArgument,
                                         "digest.references: want at most 1000, got 1001"));

  digest = EmptyDigest();
  SetText(std::string(kMaxDigestBytes, 'x'), digest.mutable_closing());
  EXPECT_THAT(Validate(digest), StatusIs(StatusCode::kInvalidArgument, "digest: want at most"));
}

}  // namespace
}  // namespace sennight::rendering
