// What the importer makes of hostile lines and feeds, the store accepts.
#include <gtest/gtest.h>

#include <string>

#include "services/event_store/domain/event_validation.h"
#include "tests/unit/sennight/import/reading.h"

namespace sennight::importing {
namespace {

// Pieces of text that a report may hold and the contract refuses or is careful about.
constexpr const char* kPieces[] = {
    "药",       "CAR-T ",  "\\u202e", "\\u2066x",       "\\u0000", "\\u001b[31m", "\\u200b",
    "\\ufffd",  "\\r\\n",  "\\u2028", "\\u0085",        "&#8238;", "&#x0;",       "&amp;",
    "<script>", "\\u2011", "\\ufffe", "\\ud83d\\ude00", "\\u007f", "&#127;",      "&#xFFFF;",
    "\\u2029",  "\\u000b", "\\ufdd0", "&lt;",           "\\u0009", "&#13;",       "&#8233;"};

TEST(AcceptanceTest, TheStoreTakesEveryRepairedLine) {
  uint32_t state = 42;
  const auto text = [&state] {
    std::string made = "x";
    for (int i = 0; i < 6; ++i) {
      state = state * 1664525u + 1013904223u;
      made += kPieces[(state >> 16) % std::size(kPieces)];
    }
    return made;
  };
  for (int round = 0; round < 3000; ++round) {
    const std::string line =
        "{\"title\":\"" + text() + "\",\"body\":\"" + text() +
        "\",\"occurred\":{\"start\":\"2025\"}," + "\"sources\":[{\"publisher\":\"" + text() +
        "\",\"title\":\"" + text() + "\",\"url\":\"http://" + text() +
        "\"}],\"entities\":[{\"name\":\"" + text() + "\",\"kind\":\"" + text() +
        "\"}],\"metrics\":[{\"label\":\"" + text() + "\",\"value\":\"1\",\"unit\":\"" + text() +
        "\",\"comparator\":{\"label\":\"" + text() + "\"}}],\"labels\":{\"k\":\"" + text() +
        "\"},\"images\":[{\"url\":\"https://a.com/" + text() + "\",\"alt\":\"" + text() + "\"}]}";
    const Record record = ReadOne(line);
    ASSERT_TRUE(record.event.has_value()) << line;
    FieldViolations violations;
    event_store::ValidateEvent(*record.event, violations);
    ASSERT_TRUE(violations.empty()) << violations.ToStatus() << "\n" << line;
  }
}

TEST(AcceptanceTest, TheStoreTakesEveryRepairedEntry) {
  const std::string item =
      "<item><title>&amp;#8238;&lt;b&gt;a&#x85;b&#x2028;c&amp;#0;\u200b</title>"
      "<link>https://a.com/&#x202e;</link><guid>https://a.com/1</guid>"
      "<pubDate>2025-12-18</pubDate><category>Bad Category</category>"
      "<description>x&amp;#8238;&#x85;&lt;script&gt;</description></item>";
  const Reading reading =
      Read("<rss><channel><title>P\u202e&#x7f;</title>" + item + "</channel></rss>");
  ASSERT_EQ(reading.records.size(), 1u);
  const Record& record = reading.records.front();
  EXPECT_FALSE(record.event.has_value()) << "its only link is unsafe";

  std::string safe = item;
  safe.replace(safe.find("&#x202e;"), 8, "");
  const Reading again =
      Read("<rss><channel><title>P\u202e&#x7f;</title>" + safe + "</channel></rss>");
  ASSERT_TRUE(again.records.at(0).event.has_value());
  FieldViolations violations;
  event_store::ValidateEvent(*again.records[0].event, violations);
  EXPECT_TRUE(violations.empty()) << violations.ToStatus();
}

}  // namespace
}  // namespace sennight::importing
