#include "services/sennight/package/sennight/testkit.h"

#include <atomic>
#include <filesystem>
#include <future>
#include <ostream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "common/log/log.h"
#include "common/rpc/channel.h"
#include "services/event_store/wiring.h"
#include "services/sennight/client/event_upload.h"
#include "services/sennight/client/import_file.h"
#include "services/sennight/client/topic.h"
#include "services/sennight/cluster/private_cluster.h"
#include "services/sennight/suite/suite.h"

namespace sennight::testkit {
namespace {

constexpr const char* kAnyPort = "127.0.0.1:0";
constexpr absl::Duration kImportTimeout = absl::Seconds(60);

std::string DatabaseOf(int number) {
  return number <= 0 ? std::string() : absl::StrCat("test_", number);
}

}  // namespace

// In the order in which they are made; destroyed in the reverse.
struct Suite::Parts {
  Options options;
  std::atomic<int64_t> now_nanoseconds;
  std::unique_ptr<cluster::PrivateCluster> cluster;
  int databases = 0;
  std::future<absl::StatusOr<std::string>> next;  // The database of the next beginning.
  std::string address = kAnyPort;
  std::unique_ptr<suite::Suite> suite;
  Client client{nullptr};

  void SetNow(absl::Time now) { now_nanoseconds = absl::ToUnixNanos(now); }
  absl::Status Begin();

  // Makes one, and removes the one before the last, which nobody uses any more.
  absl::StatusOr<std::string> MakeDatabase();
};

absl::StatusOr<std::string> Suite::Parts::MakeDatabase() {
  const int number = ++databases;
  return event_store::ReplaceDatabase(cluster->ConnectionString(), DatabaseOf(number - 2),
                                      DatabaseOf(number));
}

// Making a database takes longer than all the rest: the next one is made while the test runs that
// uses this one.
absl::Status Suite::Parts::Begin() {
  suite = nullptr;
  const absl::StatusOr<std::string> database = next.valid() ? next.get() : MakeDatabase();
  if (!database.ok()) return database.status();
  SetNow(options.now);
  absl::StatusOr<std::unique_ptr<suite::Suite>> started =
      suite::Suite::Start({.gateway = {.address = address},
                           .topics = options.topics,
                           .database = *database,
                           .now = [this] { return absl::FromUnixNanos(now_nanoseconds); }});
  if (!started.ok()) return started.status();
  suite = *std::move(started);
  address = suite->Address();
  client = Client(suite->Gateway());
  next = std::async(std::launch::async, [this] { return MakeDatabase(); });
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Suite>> Suite::Start(const Options& options) {
  if (!options.logs) log::SetLevel(log::Level::kWarning);
  auto cluster = cluster::PrivateCluster::StartTemporary("/tmp", options.postgres);
  if (!cluster.ok()) return cluster.status();
  auto parts = std::make_unique<Parts>();
  parts->options = options;
  parts->cluster = *std::move(cluster);
  if (absl::Status begun = parts->Begin(); !begun.ok()) return begun;
  // Private constructor: make_unique cannot call it.
  return std::unique_ptr<Suite>(new Suite(std::move(parts)));
}

Suite::Suite(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Suite::~Suite() = default;

absl::Status Suite::Reset() { return parts_->Begin(); }

void Suite::SetNow(absl::Time now) { parts_->SetNow(now); }

const Client& Suite::client() const { return parts_->client; }

std::shared_ptr<grpc::Channel> Suite::gateway() const { return parts_->suite->Parts()[0].channel; }

std::shared_ptr<grpc::Channel> Suite::event_store() const {
  return parts_->suite->Parts()[1].channel;
}

std::shared_ptr<grpc::Channel> Suite::summarization() const {
  return parts_->suite->Parts()[2].channel;
}

std::shared_ptr<grpc::Channel> Suite::rendering() const {
  return parts_->suite->Parts()[3].channel;
}

const std::string& Suite::address() const { return parts_->address; }

absl::StatusOr<Imported> Suite::ImportFile(const std::string& topic, const std::string& file) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return absl::NotFoundError("there is no " + file);
  const auto prepare = [](grpc::ClientContext& context) {
    rpc::PrepareContext(context, absl::Now() + kImportTimeout, "");
  };
  const auto configured = client::FetchTopic(gateway(), topic, absl::Now() + kImportTimeout);
  if (!configured.ok()) return configured.status();
  std::ostream nowhere(nullptr);
  cli::Console console{.out = nowhere, .err = nowhere};
  client::EventUpload upload(gateway(), prepare);
  client::ReadCounts read;
  absl::Status sent = client::ImportFile(file, client::ImportOptionsOf(*configured),
                                         /*on_change=*/std::nullopt, upload, read, console);
  if (sent.ok()) sent = upload.Finish();
  if (!sent.ok()) return sent;
  const client::UploadCounts& counts = upload.counts();
  Imported imported{.stored = counts.stored,
                    .revised = counts.revised,
                    .duplicates = counts.duplicates,
                    .conflicts = counts.conflicts,
                    .rejected = counts.rejected + read.rejected};
  for (const client::UploadRemark& remark : upload.remarks()) {
    read.remarks.push_back({remark.origin, true, remark.field, remark.description});
  }
  for (const client::FileRemark& remark : read.remarks) {
    imported.remarks.emplace_back(absl::StripSuffix(client::RemarkLine(remark), "\n"));
  }
  return imported;
}

}  // namespace sennight::testkit
