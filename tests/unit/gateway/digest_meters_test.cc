#include "services/gateway/adapters/digest_meters.h"

#include <gmock/gmock.h>

#include <string>

#include "tests/unit/gateway/a_digest.h"

namespace sennight::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class DigestMetersTest : public ::testing::Test {
 protected:
  v1::ComposeDigestResponse Composed(const std::string& language = "en") {
    v1::ComposeDigestResponse composed;
    *composed.mutable_digest() = ADigest(language);
    composed.mutable_digest()->set_topic("cell-gene-therapy");
    for (const auto severity : {digest::v1::SEVERITY_ERROR, digest::v1::SEVERITY_WARNING,
                                digest::v1::SEVERITY_WARNING, digest::v1::SEVERITY_INFO}) {
      composed.add_findings()->set_severity(severity);
    }
    v1::StepTime& step = *composed.add_steps();
    step.set_step("summarizing");
    step.mutable_elapsed()->set_nanos(4'000'000);
    return composed;
  }

  telemetry::Metrics metrics_{"gateway"};
  TopicCatalog catalog_ = *TopicCatalog::Parse({{"a.textproto", ATopicFile()}});
  DigestCache cache_{{}};
  DigestMeters meters_{metrics_, catalog_};
};

TEST_F(DigestMetersTest, CountADigestThatWasComposed) {
  const v1::ComposeDigestResponse composed = Composed();
  cache_.Insert("a", composed.SerializeAsString());

  meters_.CountComposed(composed, cache_);

  const std::string text = metrics_.Text();
  EXPECT_THAT(text, HasSubstr("sennight_gateway_digests_total{language=\"en\","
                              "topic=\"cell-gene-therapy\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("sennight_gateway_findings_total{severity=\"error\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("sennight_gateway_findings_total{severity=\"warning\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("sennight_gateway_findings_total{severity=\"info\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("sennight_gateway_cache_misses_total 1\n"));
  EXPECT_THAT(text, HasSubstr("sennight_gateway_cache_hits_total 0\n"));
  EXPECT_THAT(text, HasSubstr("sennight_gateway_cache_entries 1\n"));
  EXPECT_THAT(text, HasSubstr("sennight_gateway_step_seconds_sum{step=\"summarizing\"} 0.004\n"));
  EXPECT_THAT(text, HasSubstr("sennight_gateway_step_seconds_count{step=\"rendering\"} 0\n"));
}

TEST_F(DigestMetersTest, CountNoFindingsOfADigestFromTheCache) {
  v1::ComposeDigestResponse composed = Composed();
  composed.set_from_cache(true);

  meters_.CountComposed(composed, cache_);

  const std::string text = metrics_.Text();
  EXPECT_THAT(text, HasSubstr("sennight_gateway_cache_hits_total 1\n"));
  EXPECT_THAT(text, HasSubstr("sennight_gateway_cache_misses_total 0\n"));
  EXPECT_THAT(text, HasSubstr("sennight_gateway_findings_total{severity=\"error\"} 0\n"));
}

TEST_F(DigestMetersTest, MakeNoSeriesOfWhatIsNotConfigured) {
  v1::ComposeDigestResponse composed = Composed("xx-invented");
  composed.mutable_digest()->set_topic("invented");
  composed.mutable_steps(0)->set_step("inventing");

  meters_.CountComposed(composed, cache_);

  EXPECT_THAT(metrics_.Text(), Not(HasSubstr("invent")));
}

TEST_F(DigestMetersTest, CountRenditionsThatFailed) {
  meters_.CountRenditionFailure();

  EXPECT_THAT(metrics_.Text(), HasSubstr("sennight_gateway_rendition_failures_total 1\n"));
}

TEST_F(DigestMetersTest, CountNothingWithoutMetrics) {
  const DigestMeters none;
  none.CountComposed(Composed(), cache_);
  none.CountRenditionFailure();
}

}  // namespace
}  // namespace sennight::gateway
