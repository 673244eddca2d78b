#include "services/sennight/cluster/private_cluster.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <pqxx/pqxx>
#include <system_error>

#include "services/sennight/cluster/binaries.h"
#include "tests/support/eventually.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_folder.h"

namespace sennight::cluster {
namespace {

namespace fs = std::filesystem;
using ::sennight::testing::Eventually;
using ::sennight::testing::IsOk;
using ::sennight::testing::StatusIs;

bool IsGone(pid_t pid) {
  // A process that has ended but whose parent has not asked yet is gone too.
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string number;
  std::string name;
  std::string state;
  return !(stat >> number >> name >> state) || state == "Z" || state == "X";
}

int CountRows(const PrivateCluster& cluster) {
  pqxx::connection connection(cluster.ConnectionString());
  pqxx::work work(connection);
  return work.exec1("SELECT count(*) FROM kept")[0].as<int>();
}

void Execute(const PrivateCluster& cluster, const std::string& sql) {
  pqxx::connection connection(cluster.ConnectionString());
  pqxx::work work(connection);
  work.exec(sql);
  work.commit();
}

class PrivateClusterTest : public ::testing::Test {
 protected:
  PrivateClusterTest() { fs::create_directory(directory_); }

  ClusterOptions Options() const { return {.directory = directory_ / "data", .durable = false}; }

  const sennight::testing::TestFolder folder_;
  const fs::path directory_ = folder_.path() / "cluster test";
};

TEST_F(PrivateClusterTest, KeepsItsRowsWhenItIsStoppedAndStartedAgain) {
  {
    auto cluster = PrivateCluster::Start(Options());
    ASSERT_THAT(cluster, IsOk());
    Execute(**cluster, "CREATE TABLE kept AS SELECT generate_series(1, 7)");
  }

  auto cluster = PrivateCluster::Start(Options());

  ASSERT_THAT(cluster, IsOk());
  EXPECT_EQ(CountRows(**cluster), 7);
}

TEST_F(PrivateClusterTest, IsUtf8AndListensOnNoNetwork) {
  auto cluster =
      PrivateCluster::Start({.directory = directory_ / "it's \"50 %\"", .durable = true});
  ASSERT_THAT(cluster, IsOk());
  pqxx::connection connection((*cluster)->ConnectionString());
  pqxx::work work(connection);

  EXPECT_EQ(work.exec1("SHOW server_encoding")[0].as<std::string>(), "UTF8");
  EXPECT_EQ(work.exec1("SHOW listen_addresses")[0].as<std::string>(), "");
  EXPECT_EQ(work.exec1("SHOW fsync")[0].as<std::string>(), "on");
  EXPECT_EQ(work.exec1("SHOW synchronous_commit")[0].as<std::string>(), "on");
  struct stat status {};
  ASSERT_EQ(stat(((*cluster)->directory() / "socket").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
}

TEST_F(PrivateClusterTest, StartsTheServerAgainWhenItIsKilled) {
  auto cluster = PrivateCluster::Start(Options());
  ASSERT_THAT(cluster, IsOk());
  Execute(**cluster, "CREATE TABLE kept AS SELECT generate_series(1, 3)");
  const pid_t killed = (*cluster)->ServerPid();

  kill(killed, SIGKILL);

  ASSERT_TRUE(Eventually([&] {
    const pid_t pid = (*cluster)->ServerPid();
    return pid != 0 && pid != killed;
  }));
  EXPECT_EQ(CountRows(**cluster), 3);
}

TEST_F(PrivateClusterTest, LeavesNoProcessWhenItsParentIsKilled) {
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t parent = fork();
  if (parent == 0) {
    auto cluster = PrivateCluster::Start(Options());
    const pid_t server = cluster.ok() ? (*cluster)->ServerPid() : 0;
    (void)!write(pipe_ends[1], &server, sizeof(server));
    while (true) pause();
  }
  pid_t server = 0;
  ASSERT_EQ(read(pipe_ends[0], &server, sizeof(server)), static_cast<ssize_t>(sizeof(server)));
  ASSERT_GT(server, 0);

  kill(parent, SIGKILL);

  waitpid(parent, nullptr, 0);
  EXPECT_TRUE(Eventually([&] { return IsGone(server); }));
  EXPECT_THAT(PrivateCluster::Start(Options()), IsOk());
}

TEST_F(PrivateClusterTest, FindsAPlaceForItsSocketWhenThePathCannotHoldOne) {
  for (const std::string& name : {std::string(120, 'd'), std::string("a, b")}) {
    auto cluster = PrivateCluster::Start({.directory = directory_ / name, .durable = false});

    ASSERT_THAT(cluster, IsOk()) << name;
    Execute(**cluster, "CREATE TABLE kept AS SELECT 1");
    EXPECT_EQ(CountRows(**cluster), 1);
  }
}

TEST_F(PrivateClusterTest, RecoversAPidFileThatNamesAStranger) {
  ASSERT_THAT(PrivateCluster::Start(Options()), IsOk());
  std::ofstream(directory_ / "data/pgdata/postmaster.pid") << getpid() << "\n/elsewhere\n";

  EXPECT_THAT(PrivateCluster::Start(Options()), IsOk());
}

TEST_F(PrivateClusterTest, BeginsAnewWhenItsMakingWasInterrupted) {
  fs::create_directories(directory_ / "data/pgdata.making/base");
  chmod((directory_ / "data").c_str(), 0711);

  EXPECT_THAT(PrivateCluster::Start(Options()), IsOk());
}

TEST_F(PrivateClusterTest, SaysWhyTheServerDoesNotStart) {
  ASSERT_THAT(PrivateCluster::Start(Options()), IsOk());
  std::ofstream(directory_ / "data/pgdata/postgresql.conf", std::ios::app) << "no_setting = 1\n";

  const auto cluster = PrivateCluster::Start(Options());

  EXPECT_THAT(cluster, StatusIs(absl::StatusCode::kFailedPrecondition,
                                "unrecognized configuration parameter \"no_setting\""));
}

TEST_F(PrivateClusterTest, RemovesATemporaryOne) {
  fs::path folder;
  {
    auto cluster = PrivateCluster::StartTemporary(directory_);
    ASSERT_THAT(cluster, IsOk());
    folder = (*cluster)->directory();
    EXPECT_TRUE(fs::exists(folder));
  }

  EXPECT_FALSE(fs::exists(folder));
}

TEST_F(PrivateClusterTest, NamesADirectoryThatTheServersUserMayNotEnter) {
  const fs::path closed = directory_ / "closed";
  fs::create_directories(closed / "data");
  chmod(closed.c_str(), 0700);
  const ServerUser stranger{.uid = 54321, .gid = 54321, .differs = true};

  const absl::Status status = CheckReachable(closed / "data", stranger);

  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition,
                               "may not enter " + closed.string() + ";"));
}

TEST_F(PrivateClusterTest, SaysThatAFileIsNoDataDirectory) {
  std::ofstream(directory_ / "file") << "text";

  const auto cluster = PrivateCluster::Start({.directory = directory_ / "file" / "data"});

  EXPECT_THAT(cluster, StatusIs(absl::StatusCode::kFailedPrecondition, "Not a directory"));
}

TEST(FindBinaries, NamesThePackageOfAVersionThatIsNotInstalled) {
  EXPECT_THAT(FindBinaries("", "/nowhere", "9"),
              StatusIs(absl::StatusCode::kFailedPrecondition, "apt-get install postgresql-9"));
}

TEST(FindBinaries, RefusesASettingWithoutPrograms) {
  EXPECT_THAT(FindBinaries("/nowhere", "/usr/bin", std::nullopt),
              StatusIs(absl::StatusCode::kFailedPrecondition, "in /nowhere"));
}

}  // namespace
}  // namespace sennight::cluster
