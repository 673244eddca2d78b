#include "services/sennight/cluster/private_cluster.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/log/log.h"
#include "services/sennight/cluster/binaries.h"

namespace sennight::cluster {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr const char* kSuperuser = "sennight";
constexpr const char* kSocketName = ".s.PGSQL.5432";
constexpr milliseconds kPollInterval{10};
constexpr milliseconds kCheckInterval{50};
constexpr milliseconds kInitializeTimeout{120000};
constexpr milliseconds kFastShutdown{15000};
constexpr milliseconds kImmediateShutdown{5000};
constexpr milliseconds kFirstRestartDelay{50};
constexpr milliseconds kLastRestartDelay{2000};

// The lines of postmaster.pid that matter here, from 0.
constexpr size_t kPidLine = 0;
constexpr size_t kSocketLine = 4;
constexpr size_t kStatusLine = 7;

std::vector<std::string> PidFileLines(const fs::path& pgdata) {
  std::ifstream file(pgdata / "postmaster.pid");
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

std::string ConnectionThrough(const std::string& socket_directory) {
  std::string host;
  for (const char c : socket_directory) {
    if (c == '\'' || c == '\\') host += '\\';
    host += c;
  }
  return absl::StrCat("host='", host, "' port=5432 user=", kSuperuser, " dbname=postgres");
}

pid_t PidOf(const std::vector<std::string>& lines) {
  int pid = 0;
  if (lines.size() <= kPidLine || !absl::SimpleAtoi(lines[kPidLine], &pid)) return 0;
  return pid;
}

bool SaysReady(const std::vector<std::string>& lines, pid_t pid) {
  return lines.size() > kStatusLine && PidOf(lines) == pid &&
         absl::StartsWith(lines[kStatusLine], "ready");
}

// Whether `pid` is a process whose working directory is `pgdata`, as all of PostgreSQL's are.
bool WorksIn(pid_t pid, const fs::path& pgdata) {
  std::error_code error;
  const fs::path folder = fs::read_symlink(absl::StrCat("/proc/", pid, "/cwd"), error);
  return !error && fs::equivalent(folder, pgdata, error);
}

std::optional<std::string> VersionOf(const fs::path& pgdata) {
  std::ifstream file(pgdata / "PG_VERSION");
  std::string version;
  if (!(file >> version)) return std::nullopt;
  return version;
}

// A comma separates hosts in libpq's connection strings.
bool FitsASocket(const fs::path& directory) {
  return !absl::StrContains(directory.string(), ',') &&
         (directory / kSocketName).string().size() < sizeof(sockaddr_un::sun_path);
}

// Once for the whole file system, which is much quicker than initdb's way, file by file.
bool SyncFileSystemOf(const fs::path& directory) {
  const int opened = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0) return false;
  const bool is_done = syncfs(opened) == 0;
  close(opened);
  return is_done;
}

// Quotes an element of a list in PostgreSQL's settings.
std::string ListElement(const std::string& text) {
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

// Whether the server did not start only because processes of its predecessor are about to end.
bool IsPassing(const absl::Status& status) {
  return absl::StrContains(status.message(), "is still in use");
}

void End(ChildProcess& server) {
  const std::pair<int, milliseconds> steps[] = {
      {SIGINT, kFastShutdown}, {SIGQUIT, kImmediateShutdown}, {SIGKILL, kImmediateShutdown}};
  for (const auto& [signal, patience] : steps) {
    if (!server.IsRunning()) return;
    server.Signal(signal);
    server.WaitFor(patience);
  }
}

absl::Status FileError(const std::string& what, const std::error_code& error) {
  return absl::FailedPreconditionError(absl::StrCat(what, ": ", error.message()));
}

}  // namespace

absl::StatusOr<std::unique_ptr<PrivateCluster>> PrivateCluster::Start(
    const ClusterOptions& options) {
  std::unique_ptr<PrivateCluster> cluster(new PrivateCluster(options));
  if (absl::Status prepared = cluster->Prepare(); !prepared.ok()) return prepared;
  // The server is the child of a thread that lives as long as the cluster, since the end of the
  // thread that starts a process counts as the end of its parent.
  cluster->supervisor_ = std::thread([&c = *cluster] { c.Supervise(); });
  std::unique_lock lock(cluster->mutex_);
  cluster->changed_.wait(lock, [&c = *cluster] { return c.first_start_.has_value(); });
  if (!cluster->first_start_->ok()) return *cluster->first_start_;
  return cluster;
}

absl::StatusOr<std::unique_ptr<PrivateCluster>> PrivateCluster::StartTemporary(
    const fs::path& parent, const std::string& binaries) {
  absl::StatusOr<TemporaryFolder> folder = TemporaryFolder::Make(parent);
  if (!folder.ok()) return folder.status();
  absl::StatusOr<std::unique_ptr<PrivateCluster>> cluster =
      Start({.directory = folder->path(), .binaries = binaries, .durable = false});
  if (cluster.ok()) (*cluster)->temporary_.emplace(*std::move(folder));
  return cluster;
}

PrivateCluster::~PrivateCluster() { Stop(); }

absl::StatusOr<std::string> PrivateCluster::RunningIn(const fs::path& directory) {
  const std::vector<std::string> lines = PidFileLines(directory / "pgdata");
  if (lines.size() <= kSocketLine || lines[kSocketLine].empty()) {
    return absl::UnavailableError(
        absl::StrCat("no PostgreSQL server is running yet in ", directory.string()));
  }
  return ConnectionThrough(lines[kSocketLine]);
}

std::string PrivateCluster::ConnectionString() const {
  return ConnectionThrough(socket_directory_.string());
}

void PrivateCluster::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (supervisor_.joinable()) supervisor_.join();
  std::error_code ignored;
  if (!socket_directory_.empty()) fs::remove(socket_directory_, ignored);
  temporary_.reset();
}

absl::Status PrivateCluster::Prepare() {
  const absl::StatusOr<ServerUser> user = FindServerUser();
  if (!user.ok()) return user.status();
  user_ = *user;
  std::error_code error;
  options_.directory = fs::absolute(options_.directory, error).lexically_normal();
  if (!fs::exists(options_.directory)) {
    fs::create_directories(options_.directory, error);
    if (error) return FileError("cannot make " + options_.directory.string(), error);
    chmod(options_.directory.c_str(), user_.differs ? 0711 : 0700);
  }
  if (absl::Status reachable = CheckReachable(options_.directory, user_); !reachable.ok()) {
    return reachable;
  }
  const fs::path pgdata = options_.directory / "pgdata";
  absl::StatusOr<fs::path> binaries =
      FindBinaries(options_.binaries, std::getenv("PATH") == nullptr ? "" : std::getenv("PATH"),
                   VersionOf(pgdata));
  if (!binaries.ok()) return binaries.status();
  binaries_ = *std::move(binaries);
  if (!fs::exists(pgdata / "PG_VERSION")) {
    if (absl::Status made = Initialize(binaries_); !made.ok()) return made;
  }
  return ChooseSocketDirectory();
}

// Into another folder first, so that a cluster that exists is complete.
absl::Status PrivateCluster::Initialize(const fs::path& binaries) {
  const fs::path making = options_.directory / "pgdata.making";
  const fs::path log = options_.directory / "initdb.log";
  std::error_code error;
  fs::remove_all(making, error);
  fs::remove(log, error);
  if (absl::Status made = MakePrivateDirectory(making, user_); !made.ok()) return made;
  const std::vector<std::string> arguments = {
      binaries / "initdb", "--pgdata=" + making.string(),
      "--encoding=UTF8",   "--locale=C.UTF-8",
      "--auth=trust",      absl::StrCat("--username=", kSuperuser),
      "--no-instructions", "--no-sync"};
  absl::StatusOr<ChildProcess> initdb = ChildProcess::Start(arguments, user_, log);
  if (!initdb.ok()) return initdb.status();
  if (!initdb->WaitFor(kInitializeTimeout)) {
    initdb->Signal(SIGKILL);
    initdb->WaitFor(kImmediateShutdown);
  }
  if (!initdb->Succeeded()) {
    return absl::FailedPreconditionError(absl::StrCat("initdb could not make a cluster in ",
                                                      options_.directory.string(), " (",
                                                      initdb->Ending(), "):\n", TailOf(log)));
  }
  if (options_.durable && !SyncFileSystemOf(making)) {
    return absl::FailedPreconditionError("cannot flush " + making.string());
  }
  fs::remove(log, error);
  fs::rename(making, options_.directory / "pgdata", error);
  if (error) return FileError("cannot rename " + making.string(), error);
  return absl::OkStatus();
}

// A socket's path holds 107 bytes. One that does not fit goes to /tmp, named by the directory's
// inode so that each start finds the same.
absl::Status PrivateCluster::ChooseSocketDirectory() {
  socket_directory_ = options_.directory / "socket";
  if (!FitsASocket(socket_directory_)) {
    struct stat status {};
    if (stat(options_.directory.c_str(), &status) != 0) {
      return absl::FailedPreconditionError("cannot read " + options_.directory.string());
    }
    socket_directory_ = absl::StrCat("/tmp/sennight-", status.st_dev, "-", status.st_ino);
  }
  return MakePrivateDirectory(socket_directory_, user_);
}

// A server that outlived its parent is about to end; one whose number another process has now is
// long gone. PostgreSQL itself recovers in all other cases.
absl::Status PrivateCluster::EndOrphan() const {
  const fs::path pgdata = options_.directory / "pgdata";
  const pid_t pid = PidOf(PidFileLines(pgdata));
  if (pid <= 0 || kill(pid, 0) != 0) return absl::OkStatus();
  if (!WorksIn(pid, pgdata)) {
    std::error_code ignored;
    fs::remove(pgdata / "postmaster.pid", ignored);
    return absl::OkStatus();
  }
  kill(pid, SIGQUIT);
  const auto deadline = std::chrono::steady_clock::now() + kImmediateShutdown;
  while (kill(pid, 0) == 0 && WorksIn(pid, pgdata)) {
    if (std::chrono::steady_clock::now() >= deadline) {
      return absl::FailedPreconditionError(
          absl::StrCat("another PostgreSQL server (process ", pid, ") uses ", pgdata.string()));
    }
    std::this_thread::sleep_for(kPollInterval);
  }
  return absl::OkStatus();
}

absl::StatusOr<ChildProcess> PrivateCluster::StartServer() const {
  if (absl::Status ended = EndOrphan(); !ended.ok()) return ended;
  const char* sync = options_.durable ? "on" : "off";
  const std::vector<std::string> settings = {
      "listen_addresses=",
      absl::StrCat("unix_socket_directories=", ListElement(socket_directory_.string())),
      "port=5432",
      "unix_socket_permissions=0700",
      absl::StrCat("max_connections=", options_.max_connections),
      absl::StrCat("fsync=", sync),
      "synchronous_commit=on",
      absl::StrCat("full_page_writes=", sync),
      options_.durable ? "cluster_name=sennight" : "cluster_name=sennight-temporary",
      "log_min_messages=warning",
      "log_checkpoints=off",
      "jit=off",
      "timezone=UTC",
      "lc_messages=C"};
  std::vector<std::string> arguments = {binaries_ / "postgres", "-D",
                                        options_.directory / "pgdata"};
  for (const std::string& setting : settings) {
    arguments.push_back("-c");
    arguments.push_back(setting);
  }
  return ChildProcess::Start(arguments, user_, options_.directory / "postgres.log");
}

// The server itself writes into postmaster.pid when it is ready, which pg_ctl relies on too.
absl::Status PrivateCluster::AwaitReady(ChildProcess& server) const {
  const fs::path log = options_.directory / "postgres.log";
  const auto deadline = std::chrono::steady_clock::now() + options_.start_timeout;
  while (!SaysReady(PidFileLines(options_.directory / "pgdata"), server.pid())) {
    if (!server.IsRunning()) {
      return absl::FailedPreconditionError(absl::StrCat("PostgreSQL did not start (",
                                                        server.Ending(), "); ", log.string(),
                                                        " says:\n", TailOf(log)));
    }
    if (std::chrono::steady_clock::now() >= deadline) {
      return absl::FailedPreconditionError(
          absl::StrCat("PostgreSQL was not ready in time; see ", log.string()));
    }
    std::this_thread::sleep_for(kPollInterval);
  }
  return absl::OkStatus();
}

void PrivateCluster::Supervise() {
  const auto give_up = std::chrono::steady_clock::now() + options_.start_timeout;
  milliseconds delay = kFirstRestartDelay;
  do {
    absl::StatusOr<ChildProcess> server = StartServer();
    const absl::Status ready = server.ok() ? AwaitReady(*server) : server.status();
    if (ready.ok()) {
      delay = kFirstRestartDelay;
      server_pid_ = server->pid();
    }
    if (!IsPassing(ready) || std::chrono::steady_clock::now() >= give_up) ReportStart(ready);
    while (ready.ok() && server->IsRunning() && !WaitForStop(kCheckInterval)) {
    }
    server_pid_ = 0;
    if (server.ok()) End(*server);
    if (ready.ok() && !WaitForStop(milliseconds(0))) {
      log::Warning("the database ended and is started again", {{"ending", server->Ending()}});
    }
    delay = std::min(delay * 2, kLastRestartDelay);
  } while (!WaitForStop(delay));
}

// Tells Start how the first start ended; if it failed there is no second one.
void PrivateCluster::ReportStart(const absl::Status& status) {
  const std::lock_guard lock(mutex_);
  if (first_start_.has_value()) return;
  first_start_ = status;
  stopping_ = stopping_ || !status.ok();
  changed_.notify_all();
}

bool PrivateCluster::WaitForStop(milliseconds timeout) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, timeout, [this] { return stopping_; });
}

}  // namespace sennight::cluster
