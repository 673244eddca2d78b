// The tables that number terms and ids, and vectors laid out by id.
#include <gtest/gtest.h>

#include <string>

#include "services/summarization/domain/id_table.h"
#include "services/summarization/domain/sparse_vector.h"
#include "services/summarization/domain/term_table.h"

namespace sennight::summarization {
namespace {

std::u32string TermOf(int number) {
  std::u32string term(1, static_cast<char32_t>(U'a' + number % 26));
  for (; number > 0; number /= 26) term.push_back(static_cast<char32_t>(0x4E00 + number % 26));
  return term;
}

TEST(TablesTest, TermsAreNumberedAsTheyCome) {
  TermTable table;
  EXPECT_EQ(table.Find(U"药"), TermTable::kNone);
  EXPECT_EQ(table.Add(U"药"), 0);
  EXPECT_EQ(table.Add(U""), 1);
  EXPECT_EQ(table.Add(U"药"), 0);
  EXPECT_EQ(table.Find(U""), 1);
  EXPECT_EQ(table.Find(U"药品"), TermTable::kNone);
  EXPECT_EQ(table.size(), 2);
}

TEST(TablesTest, TermsKeepTheirNumbersAsTheTableGrows) {
  constexpr int kTerms = 5'000;
  TermTable table;
  for (int i = 0; i < kTerms; ++i) ASSERT_EQ(table.Add(TermOf(i)), i);
  for (int i = 0; i < kTerms; ++i) ASSERT_EQ(table.Find(TermOf(i)), i);
  table.Clear();
  EXPECT_EQ(table.size(), 0);
  EXPECT_EQ(table.Find(TermOf(7)), TermTable::kNone);
  EXPECT_EQ(table.Add(TermOf(7)), 0);
}

TEST(TablesTest, IdsKeepTheirNumbersAsTheTableGrows) {
  constexpr int kIds = 5'000;
  IdTable table;
  EXPECT_EQ(table.Find(0), IdTable::kNone);
  for (int i = 0; i < kIds; ++i) ASSERT_EQ(table.Add(uint64_t{1} << 32 | i << 8), i);
  table.Reserve(4 * kIds);
  for (int i = 0; i < kIds; ++i) ASSERT_EQ(table.Find(uint64_t{1} << 32 | i << 8), i);
  EXPECT_EQ(table.Find(1), IdTable::kNone);
  EXPECT_EQ(table.size(), kIds);
}

TEST(TablesTest, AWideVectorIsAsAlikeAsTheOneItHolds) {
  const SparseVector a = SparseVector::Of({{7, 1.5}, {2, 1}, {7, 0.5}, {90, 3}});
  const SparseVector b = SparseVector::Of({{2, 4}, {90, 0.25}, {91, 1}});
  const SparseVector none;
  WideVector wide;
  EXPECT_EQ(wide.CosineWith(a), 0);
  wide.Set(a);
  EXPECT_EQ(wide.CosineWith(b), Cosine(a, b));
  EXPECT_EQ(wide.CosineWith(none), 0);
  wide.Set(b);  // What a has and b has not is forgotten.
  EXPECT_EQ(wide.CosineWith(a), Cosine(b, a));
}

}  // namespace
}  // namespace sennight::summarization
