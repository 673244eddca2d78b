// The bytes are what PostgreSQL's own COPY (FORMAT binary) writes for the same arrays.
#include "services/event_store/adapters/postgres/binary_array.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/escaping.h"

namespace sennight::event_store {
namespace {

std::string Hex(BinaryArray array) {
  const pqxx::binarystring bytes = array.Parameter();
  return absl::BytesToHexString(absl::string_view(bytes.get(), bytes.size()));
}

TEST(BinaryArrayTest, HasNoDimensionsWithoutElements) {
  EXPECT_EQ(Hex(BinaryArray(ElementType::kText)), "000000000000000000000019");
}

TEST(BinaryArrayTest, WritesTextsAsTheyAre) {
  BinaryArray array(ElementType::kText);
  array.Add("a\"\\");
  array.Add("");
  EXPECT_EQ(Hex(array),
            "00000001"
            "00000000"
            "00000019"
            "00000002"
            "00000001"
            "00000003"
            "61225c"
            "00000000");
}

TEST(BinaryArrayTest, WritesNumbersAsWideAsTheirType) {
  BinaryArray small(ElementType::kSmallint);
  small.AddNumber(-2);
  EXPECT_EQ(Hex(small), "000000010000000000000015000000010000000100000002fffe");
  BinaryArray normal(ElementType::kInt);
  normal.AddNumber(258);
  EXPECT_EQ(Hex(normal), "00000001000000000000001700000001000000010000000400000102");
  BinaryArray big(ElementType::kBigint);
  big.AddNumber(1);
  EXPECT_EQ(Hex(big),
            "000000010000000000000014000000010000000100000008"
            "0000000000000001");
}

TEST(BinaryArrayTest, CountsDaysAndMomentsFromTheYear2000) {
  BinaryArray days(ElementType::kDate);
  days.AddDay(absl::CivilDay(2000, 1, 2));
  days.AddDay(absl::CivilDay(1999, 12, 31));
  EXPECT_EQ(Hex(days),
            "00000001"
            "00000000"
            "0000043a"
            "00000002"
            "00000001"
            "00000004"
            "00000001"
            "00000004"
            "ffffffff");
  BinaryArray times(ElementType::kTimestamptz);
  times.AddTime(absl::FromUnixSeconds(946684801) + absl::Nanoseconds(1999));
  EXPECT_EQ(Hex(times),
            "00000001"
            "00000000"
            "000004a0"
            "00000001"
            "00000001"
            "00000008"
            "00000000000f4241");
}

TEST(BinaryArrayTest, SaysThatItHasNulls) {
  BinaryArray array(ElementType::kUuid);
  array.AddNull();
  array.AddUuid("00112233-4455-6677-8899-aabbccddeeff");
  EXPECT_EQ(Hex(array),
            "00000001"
            "00000001"
            "00000b86"
            "00000002"
            "00000001"
            "ffffffff"
            "00000010"
            "00112233445566778899aabbccddeeff");
}

}  // namespace
}  // namespace sennight::event_store
