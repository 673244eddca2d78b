#include "services/event_store/config.h"

#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/server_settings.h"

namespace sennight::event_store {
namespace {

constexpr int kMostConnections = 64;
constexpr int kMostQueued = 100000;

// A connection string may hold a password: a file keeps it out of process lists.
void ReadDatabase(config::Reader& read, std::string& database) {
  database =
      read.String("database", "", "The database: a connection string or a URI, as libpq takes it.");
  const std::string file = read.File(
      "database-file", "", "A file that holds the connection string instead, password and all.");
  if (database.empty() == file.empty()) {
    read.Reject("database", "one of --database and --database-file");
    return;
  }
  if (file.empty()) {
    read.Reject("database", CheckDatabase(database, /*may_hold_password=*/false));
    return;
  }
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream content;
  content << stream.rdbuf();
  database = std::string(absl::StripAsciiWhitespace(content.str()));
  if (database.empty()) {
    read.Reject("database-file", "a readable file with a connection string");
  } else {
    read.Reject("database-file", CheckDatabase(database, /*may_hold_password=*/true));
  }
}

void ReadRoles(config::Reader& read, Config& config) {
  config.store.roles.writer = read.String(
      "writer-role", "",
      "The role that serves: after migrating it is given what it needs, and nothing else.");
  config.store.roles.reader = read.String(
      "reader-role", "", "The role of backups and checks: after migrating it may read everything.");
  if (config.store.roles.writer.empty() && config.store.roles.reader.empty()) return;
  if (!config.store.migrate && !config.migrate_only) {
    read.Reject("writer-role", "no role without --migrate or --migrate-only, which give it rights");
  }
  if (config.store.roles.writer == config.store.roles.reader) {
    read.Reject("reader-role", "another role than --writer-role");
  }
}

}  // namespace

absl::Status ReadConfig(config::Reader& read, Config& config) {
  config.server = rpc::ReadServerOptions(read, "127.0.0.1:7101");
  ReadDatabase(read, config.store.database);
  config.store.connections = read.Int("connections", 16, 1, kMostConnections,
                                      "Connections to the database, and threads that use them.");
  config.store.queue =
      read.Int("queue", 1024, 1, kMostQueued, "Most calls that wait for a thread.");
  config.store.migrate = read.Bool("migrate", true, "Bring the schema up to date at the start.");
  config.migrate_only = read.Bool("migrate-only", false, "Bring the schema up to date, then end.");
  ReadRoles(read, config);
  return read.WantsHelp() ? absl::OkStatus() : read.Finish();
}

}  // namespace sennight::event_store
