// The sample files are read as their README says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "tests/support/checkout.h"
#include "tests/unit/sennight/import/reading.h"

namespace sennight::importing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Reading ReadSample(const std::string& name, const std::string& topic) {
  std::ifstream file(SENNIGHT_SOURCE_DIR "/deploy/samples/" + name);
  EXPECT_TRUE(file.good()) << name;
  std::stringstream bytes;
  bytes << file.rdbuf();
  return Read(bytes.str(), {.topic = topic});
}

TEST(SamplesTest, OneWeekOfCellAndGeneTherapy) {
  const Reading reading = ReadSample("cell-gene-therapy-2025-W50.jsonl", "cell-gene-therapy");
  std::set<std::string> ids;
  std::set<int> repaired;
  for (const Record& record : reading.records) {
    EXPECT_THAT(record.errors, IsEmpty()) << record.number;
    ids.insert(record.event->event_id());
    if (!record.warnings.empty()) repaired.insert(record.number);
  }
  EXPECT_THAT(reading.records, SizeIs(37));
  EXPECT_THAT(ids, SizeIs(36)) << "line 37 is line 8 again";
  // Entities, a special hyphen, an unsafe address, bidi overrides.
  EXPECT_THAT(repaired, ElementsAre(2, 16, 18, 21));
}

TEST(SamplesTest, OneWeekOfOffshoreWind) {
  const Reading reading = ReadSample("offshore-wind-2025-W50.jsonl", "offshore-wind");
  EXPECT_THAT(reading.records, SizeIs(9));
  for (const Record& record : reading.records) {
    EXPECT_THAT(record.errors, IsEmpty()) << record.number;
    EXPECT_EQ(record.warnings.empty(), record.number != 2);
  }
}

TEST(SamplesTest, ThreeFeeds) {
  struct Sample {
    std::string name;
    Format format;
    size_t entries;
    int bad;  // the entry that cannot be an event; 0 if there is none
  };
  for (const Sample& sample :
       {Sample{"feeds/cell-letter.rss.xml", Format::kRss, 3, 3},
        Sample{"feeds/cell-observer.atom.xml", Format::kAtom, 2, 0},
        Sample{"feeds/asia-bio-dispatch.feed.json", Format::kJsonFeed, 3, 3}}) {
    const Reading reading = ReadSample(sample.name, "cell-gene-therapy");
    EXPECT_EQ(reading.summary.format, sample.format);
    EXPECT_THAT(reading.records, SizeIs(sample.entries)) << sample.name;
    for (const Record& record : reading.records) {
      EXPECT_EQ(record.event.has_value(), record.number != sample.bad) << sample.name;
    }
  }
}

}  // namespace
}  // namespace sennight::importing
