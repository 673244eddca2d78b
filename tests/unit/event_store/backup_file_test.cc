// A backup that was written is read as it was, and one that was changed in any place is not read to
// its end.
#include "services/event_store/domain/backup_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/status_matchers.h"

namespace sennight::event_store {
namespace {

using ::testing::ElementsAre;
using testing::IsOk;
using ::testing::Pair;
using testing::StatusIs;

std::string ABackup() {
  std::ostringstream out;
  BackupWriter writer(out);
  writer.WriteFields(kHeaderFrame, {{"head", "7"}, {"made", "on Monday, late"}});
  writer.Write(kTableFrame, "event\nposition, title");
  writer.Write(kRowsFrame, std::string("\0\n\xff", 3));
  writer.Write(kRowsFrame, "");
  EXPECT_THAT(writer.Finish({{"revisions", "2"}}), IsOk());
  return out.str();
}

// Returns the frames up to the end, or why there is none.
absl::StatusOr<std::vector<BackupReader::Frame>> Read(const std::string& backup) {
  std::istringstream in(backup);
  BackupReader reader(in);
  std::vector<BackupReader::Frame> frames;
  do {
    absl::StatusOr<BackupReader::Frame> frame = reader.Next();
    if (!frame.ok()) return frame.status();
    frames.push_back(*std::move(frame));
  } while (frames.back().kind != kEndFrame);
  return frames;
}

TEST(BackupFileTest, IsReadAsItWasWritten) {
  const auto frames = Read(ABackup());

  ASSERT_THAT(frames, IsOk());
  ASSERT_EQ(frames->size(), 5);
  EXPECT_EQ(frames->at(0).kind, kHeaderFrame);
  EXPECT_THAT(FieldsOf(frames->at(0).bytes),
              ElementsAre(Pair("head", "7"), Pair("made", "on Monday, late")));
  EXPECT_EQ(frames->at(1).bytes, "event\nposition, title");
  EXPECT_EQ(frames->at(2).bytes, std::string("\0\n\xff", 3));
  EXPECT_EQ(frames->at(3).bytes, "");
  EXPECT_EQ(NumberIn(FieldsOf(frames->at(4).bytes), "revisions"), 2);
}

TEST(BackupFileTest, IsReadToItsEndOnlyIfNoByteWasChanged) {
  const std::string backup = ABackup();
  for (size_t at = 0; at < backup.size(); ++at) {
    for (const char flip : {'\x01', '\x80'}) {
      std::string changed = backup;
      changed[at] = static_cast<char>(changed[at] ^ flip);
      EXPECT_THAT(Read(changed).status(), StatusIs(absl::StatusCode::kDataLoss, "the backup"))
          << at;
    }
  }
}

TEST(BackupFileTest, IsReadToItsEndOnlyIfItHasOne) {
  const std::string backup = ABackup();
  for (size_t size = 0; size < backup.size(); ++size) {
    EXPECT_THAT(Read(backup.substr(0, size)).status(), StatusIs(absl::StatusCode::kDataLoss, ""))
        << size;
  }
}

TEST(BackupFileTest, IsReadToItsEndOnlyIfNothingComesAfterIt) {
  const std::string backup = ABackup();
  for (const std::string& more : {backup, std::string("\n"), std::string(1, '\0')}) {
    EXPECT_THAT(Read(backup + more).status(),
                StatusIs(absl::StatusCode::kDataLoss, "goes on behind its end"));
  }
}

TEST(BackupFileTest, KnowsItsFramesByTheirOrder) {
  std::ostringstream out;
  BackupWriter writer(out);
  writer.Write(kRowsFrame, "X");
  writer.Write(kRowsFrame, "Y");
  ASSERT_THAT(writer.Finish({}), IsOk());
  std::string backup = out.str();
  std::swap(backup[backup.find('X')], backup[backup.find('Y')]);

  EXPECT_THAT(Read(backup).status(), StatusIs(absl::StatusCode::kDataLoss, "its hash"));
}

TEST(BackupFileTest, AsksForNoMoreMemoryThanAFrameMayTake) {
  const std::string backup = ABackup();
  const std::string line = backup.substr(0, backup.find('\n') + 1);

  EXPECT_THAT(Read(absl::StrCat(line, "R\xff\xff\xff\xff", "rows")).status(),
              StatusIs(absl::StatusCode::kDataLoss, "too long"));
}

TEST(BackupFileTest, SaysThatAnotherFileIsNone) {
  for (const char* other : {"", "sennight-backup 2\n", "PGDMP", "sennight-backup 1"}) {
    EXPECT_THAT(Read(other).status(), StatusIs(absl::StatusCode::kDataLoss, "is none")) << other;
  }
}

TEST(BackupFileTest, SaysThatItCouldNotBeWritten) {
  std::ostringstream out;
  BackupWriter writer(out);
  out.setstate(std::ios::badbit);

  EXPECT_THAT(writer.Finish({}), StatusIs(absl::StatusCode::kUnavailable, "written to its end"));
}

TEST(BackupFileTest, TakesAFieldThatIsNoNumberForNone) {
  const BackupFields fields = FieldsOf("head 12\nword twelve\nempty\nspaced a b c\n");

  EXPECT_EQ(NumberIn(fields, "head"), 12);
  EXPECT_EQ(NumberIn(fields, "word"), 0);
  EXPECT_EQ(NumberIn(fields, "empty"), 0);
  EXPECT_EQ(NumberIn(fields, "missing"), 0);
  EXPECT_EQ(fields.at("spaced"), "a b c");
}

}  // namespace
}  // namespace sennight::event_store
