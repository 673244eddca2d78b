#include "tests/postgres/bad_disk.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/event_store/adapters/postgres/migrator.h"
#include "services/sennight/cluster/binaries.h"
#include "tests/postgres/postgres_cluster.h"

namespace sennight::event_store {
namespace {

namespace fs = std::filesystem;

void Require(bool holds, const std::string& what) {
  if (holds) return;
  std::cerr << "no server on a bad disk: " << what << "\n";
  std::exit(EXIT_FAILURE);
}

BadDiskState* MapState(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  Require(file >= 0 && fchmod(file, 0666) == 0 && ftruncate(file, sizeof(BadDiskState)) == 0, path);
  void* memory = mmap(nullptr, sizeof(BadDiskState), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  Require(memory != MAP_FAILED, path);
  return static_cast<BadDiskState*>(memory);
}

// Makes a folder of server programs in which `postgres` is started with the library before it. All
// that the server's user needs stands below `folder`.
fs::path MakeBinaries(const fs::path& folder, const std::string& state) {
  const auto real = cluster::FindBinaries("", "", std::nullopt);
  Require(real.ok(), real.status().ToString());
  const fs::path library = folder / "bad_disk.so";
  fs::copy_file(SENNIGHT_BAD_DISK_LIBRARY, library);
  const fs::path binaries = folder / "bin";
  fs::create_directory(binaries);
  fs::create_symlink(*real / "initdb", binaries / "initdb");
  const fs::path program = binaries / "postgres";
  std::ofstream(program) << "#!/bin/sh\nBAD_DISK='" << state << "' LD_PRELOAD='" << library.string()
                         << "' exec '" << (*real / "postgres").string() << "' \"$@\"\n";
  fs::permissions(program, fs::perms(0755));
  fs::permissions(binaries, fs::perms(0755));
  return binaries;
}

}  // namespace

ServerOnBadDisk::ServerOnBadDisk() {
  const std::string state = folder_.File("disk");
  state_ = MapState(state);
  const fs::path binaries = MakeBinaries(folder_.path(), state);
  auto started = cluster::PrivateCluster::Start(
      {.directory = folder_.path() / "cluster", .binaries = binaries});
  Require(started.ok(), started.status().ToString());
  server_ = *std::move(started);
  Sql(server_->ConnectionString(), "CREATE DATABASE events");
  database_ = absl::StrCat(server_->ConnectionString(), " dbname=events");
  Cutter cutter;
  const auto migrated =
      Migrate(database_, EmbeddedMigrations(), cutter, absl::Now() + absl::Minutes(1));
  Require(migrated.ok(), migrated.status().ToString());
}

ServerOnBadDisk::~ServerOnBadDisk() {
  state_->tables_are_full = false;
  state_->log_is_full = false;
  state_->is_slow = false;
  server_.reset();
  munmap(state_, sizeof(BadDiskState));
}

}  // namespace sennight::event_store
