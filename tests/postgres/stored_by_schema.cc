#include "tests/postgres/stored_by_schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/event_store/adapters/postgres/copy_session.h"
#include "services/event_store/adapters/postgres/migrator.h"
#include "tests/postgres/postgres_cluster.h"
#include "tests/postgres/sample_store.h"
#include "tests/support/status_matchers.h"

namespace sennight::event_store {
namespace {

// Puts what a query of one database finds into a table of another.
void Copy(CopySession& from, const std::string& query, CopySession& to, const std::string& table) {
  to.BeginCopyIn(absl::StrCat("COPY event_store.", table, " FROM STDIN (FORMAT binary)"));
  from.CopyOut(absl::StrCat("COPY (", query, ") TO STDOUT (FORMAT binary)"),
               [&to](std::string_view rows) { to.SendRows(rows); });
  to.EndCopyIn();
}

// The columns of a table, which `from` has as well.
std::string ColumnsOf(CopySession& session, const std::string& table) {
  return session
      .Run(absl::StrCat("SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute "
                        "WHERE attrelid = 'event_store.",
                        table, "'::regclass AND attnum > 0 AND NOT attisdropped"))
      .at(0)
      .at(0);
}

}  // namespace

absl::Status MigrateTo(const std::string& database, size_t version) {
  Cutter cutter;
  return Migrate(database, EmbeddedMigrations().first(version), cutter, Soon()).status();
}

std::string StoredBySchema(size_t version, const std::string& source) {
  std::string database = PostgresCluster::Shared().NewEmptyDatabase();
  EXPECT_THAT(MigrateTo(database, version), testing::IsOk());
  CopySession from(source, Soon());
  CopySession to(database, Soon());
  std::vector<std::string> tables = {"topic", "event", "supersession"};
  if (version >= 3) tables.emplace_back("event_revision");
  if (version >= 4) tables.insert(tables.end(), {"title_terms", "folded_text"});
  for (const std::string& table : tables) {
    Copy(from, absl::StrCat("SELECT ", ColumnsOf(to, table), " FROM event_store.", table), to,
         table);
  }
  if (version < 3) {
    Copy(from,
         "SELECT DISTINCT ON (event_id) event_id, topic_id, revision, position, op = 3, "
         "content_hash FROM event_store.event ORDER BY event_id, revision DESC",
         to, "event_state");
    Copy(from,
         "SELECT decode(replace(content_key::text, '-', '') || repeat('00', 16), 'hex'), event_id "
         "FROM event_store.event_revision WHERE revision = 1",
         to, "dedup_key");
  }
  to.Run("SELECT setval(pg_get_serial_sequence('event_store.topic', 'topic_id'), 1)");
  to.Run(
      "UPDATE event_store.log SET head = 7, recorded_at = "
      "(SELECT recorded_at FROM event_store.event WHERE position = 7)");
  if (version >= 5) to.Run("UPDATE event_store.search_backfill SET done_to = 7");
  return database;
}

}  // namespace sennight::event_store
