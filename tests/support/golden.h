// Golden files: expected documents that a person has read.
#pragma once

#include <gmock/gmock.h>

#include <string>

namespace sennight::testing {

// Returns the content of the file at `path`, relative to the checkout; fails the test if there is
// none.
std::string ReadSourceFile(const std::string& path);

// Returns whether `actual` is the content of `tests/golden/<name>`; says where the two part. With
// the environment variable UPDATE_GOLDEN=1 the file is rewritten first.
::testing::AssertionResult MatchesGolden(const std::string& actual, const std::string& name);

}  // namespace sennight::testing
