// A GoogleTest fixture with the whole suite.
//
//   class DigestTest : public sennight::testkit::SuiteTest {};
//
//   TEST_F(DigestTest, TellsTheWeek) {
//     Import("offshore-wind", sennight::testkit::kSamples + std::string("/…jsonl"));
//     auto answer = suite().client().Call(&DigestService::Stub::GetWeeklyDigest, request);
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "sennight/testkit.h"

namespace sennight::testkit {

// Starts one suite for the tests of a class, and each test begins with an empty store. What fails
// here fails the test. A derived class that wants other options sets them before its first test:
//
//   static void SetUpTestSuite() { StartSuite({.topics = "my/topics"}); }
class SuiteTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { StartSuite(Options()); }
  static void TearDownTestSuite() { suite_ = nullptr; }

  static void StartSuite(const Options& options) {
    absl::StatusOr<std::unique_ptr<Suite>> started = Suite::Start(options);
    ASSERT_TRUE(started.ok()) << started.status();
    suite_ = *std::move(started);
    is_new_ = true;
  }

  void SetUp() override {
    ASSERT_NE(suite_, nullptr) << "the suite did not start";
    if (std::exchange(is_new_, false)) return;
    const absl::Status reset = suite_->Reset();
    ASSERT_TRUE(reset.ok()) << reset;
  }

  static Suite& suite() { return *suite_; }

  // Stores a file's reports; one that is refused fails the test.
  static Imported Import(const std::string& topic, const std::string& file) {
    absl::StatusOr<Imported> imported = suite_->ImportFile(topic, file);
    EXPECT_TRUE(imported.ok()) << imported.status();
    if (!imported.ok()) return {};
    if (imported->rejected + imported->conflicts > 0) {
      for (const std::string& remark : imported->remarks) ADD_FAILURE() << remark;
    }
    return *std::move(imported);
  }

 private:
  inline static std::unique_ptr<Suite> suite_;
  inline static bool is_new_ = false;
};

}  // namespace sennight::testkit
