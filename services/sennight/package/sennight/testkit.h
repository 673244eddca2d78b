// The whole suite inside a test: a private PostgreSQL and the four services, in this process.
//
// GoogleTest: sennight/testkit_gtest.h has a fixture. Without it:
//
//   auto suite = sennight::testkit::Suite::Start();
//   if (!suite.ok()) …
//   (*suite)->ImportFile("cell-gene-therapy", "reports.jsonl");
//   auto answer = (*suite)->client().Call(&DigestService::Stub::GetWeeklyDigest, request);
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "sennight/client.h"

// Where topics/ and samples/ are; the package's target says.
#ifndef SENNIGHT_SHARE
#define SENNIGHT_SHARE ""
#endif

namespace sennight::testkit {

// The folder of the sample weeks that come with Sennight.
inline constexpr char kSamples[] = SENNIGHT_SHARE "/samples";

struct Options {
  // The folder of the topics' configuration.
  std::string topics = SENNIGHT_SHARE "/topics";

  // Where the suite's clock stands at the beginning: it decides which week is the last complete
  // one, and when events are recorded. By default in the week after the samples'.
  absl::Time now = absl::FromUnixSeconds(1765872000);  // 2025-12-16T08:00:00Z

  // The folder of PostgreSQL's initdb and postgres; empty: the newest version installed.
  std::string postgres = {};

  // Whether the suite writes its log to standard error; warnings and errors it always does.
  bool logs = false;
};

// What became of the reports of a file.
struct Imported {
  int64_t stored = 0;
  int64_t revised = 0;  // Entries of feeds that had changed.
  int64_t duplicates = 0;
  int64_t conflicts = 0;
  int64_t rejected = 0;
  std::vector<std::string> remarks;  // What was wrong or repaired: file:line: error: field: why.
};

// A suite of one's own. Everything it needs is gone with it, or with the process, however that
// ends. Not safe for concurrent use, but its client and channels are.
class Suite {
 public:
  // Returns when everything is ready, after about a second.
  //
  // Errors: kInvalidArgument for topics that are wrong; kUnavailable or kFailedPrecondition if
  // PostgreSQL does not start, in words for the person who can mend it.
  static absl::StatusOr<std::unique_ptr<Suite>> Start(const Options& options = Options());

  ~Suite();
  Suite(const Suite&) = delete;
  Suite& operator=(const Suite&) = delete;

  // Begins anew with an empty store, empty caches and the first clock: positions are from 1 again,
  // so that equal tests give equal bytes. Takes about a tenth of a second. The server at address()
  // stays there, but the client and the channels of before are dead.
  absl::Status Reset();

  // Sets the clock; it stands there. Events that are recorded later get no earlier time than those
  // before them.
  void SetNow(absl::Time now);

  // A client of the gateway.
  const Client& client() const;

  // The ways to each service. The gateway's has all a client needs; the others are for tests of
  // one service.
  std::shared_ptr<grpc::Channel> gateway() const;
  std::shared_ptr<grpc::Channel> event_store() const;
  std::shared_ptr<grpc::Channel> summarization() const;
  std::shared_ptr<grpc::Channel> rendering() const;

  // Where the gateway listens, for code that takes an address: 127.0.0.1 and a free port.
  const std::string& address() const;

  // Stores the reports of a file (JSON Lines, RSS 2.0, Atom 1.0, JSON Feed), as `sennight import`
  // does. Reports that are refused are counted and do not end the import.
  //
  // Errors: kNotFound for a topic that is not configured or a file that is not there.
  absl::StatusOr<Imported> ImportFile(const std::string& topic, const std::string& file);

 private:
  struct Parts;

  explicit Suite(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace sennight::testkit
