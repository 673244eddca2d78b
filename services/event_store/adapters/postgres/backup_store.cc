#include "services/event_store/adapters/postgres/backup_store.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/hash/hash.h"
#include "services/event_store/adapters/postgres/connection_pool.h"
#include "services/event_store/adapters/postgres/copy_session.h"
#include "services/event_store/adapters/postgres/migrator.h"
#include "services/event_store/adapters/postgres/postgres_status.h"
#include "services/event_store/adapters/postgres/transaction.h"
#include "services/event_store/adapters/postgres/value_of.h"
#include "services/event_store/domain/backup_file.h"

namespace sennight::event_store {
namespace {

// Rows are gathered to frames of this size.
constexpr size_t kFrameBytes = 256 * 1024;

constexpr absl::Duration kSchemaPatience = absl::Seconds(30);

// From here epochs of restored stores are counted, in seconds.
constexpr absl::CivilSecond kFirstEpoch(2025, 1, 1);

constexpr char kLog[] =
    "SELECT epoch, head, (extract(epoch FROM recorded_at) * 1000000)::bigint, "
    "encode(token_key, 'hex') FROM event_store.log WHERE log_id = 1";

// All tables but those that a migration fills: what is new is backed up without being named here.
constexpr char kTables[] = R"sql(
  SELECT c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT attisdropped
  WHERE c.relnamespace = 'event_store'::regnamespace AND c.relkind = 'r'
    AND c.relname NOT IN ('log', 'migration')
  GROUP BY c.relname ORDER BY c.relname
)sql";

constexpr char kHoldsAStore[] =
    "SELECT head > 0 OR EXISTS (SELECT FROM event_store.event) FROM event_store.log "
    "WHERE log_id = 1 FOR UPDATE";

constexpr char kSetSequence[] =
    "SELECT setval(pg_get_serial_sequence('event_store.topic', 'topic_id'), "
    "greatest(max(topic_id), 1), count(*) > 0) FROM event_store.topic";

// Two programs of the same steps have the same.
std::string SchemaHash(absl::Span<const Migration> migrations) {
  std::string sql;
  for (const Migration& migration : migrations) sql.append(migration.sql).push_back('\n');
  return hash::Sha256Hex(sql);
}

BackupReport ReportOf(const BackupFields& header, const BackupFields& end) {
  const auto log_hash = end.find("log-hash");
  return {.schema = static_cast<int>(NumberIn(header, "schema")),
          .epoch = static_cast<int32_t>(NumberIn(header, "epoch")),
          .head = NumberIn(header, "head"),
          .revisions = NumberIn(end, "revisions"),
          .log_hash = log_hash == end.end() ? "" : log_hash->second,
          .finding_count = NumberIn(end, "findings")};
}

void WriteTable(CopySession& session, const std::string& table, const std::string& columns,
                BackupWriter& writer) {
  writer.Write(kTableFrame, absl::StrCat(table, "\n", columns));
  std::string frame;
  session.CopyOut(
      absl::StrCat("COPY event_store.", table, " (", columns, ") TO STDOUT (FORMAT binary)"),
      [&](std::string_view row) {
        frame.append(row);
        if (frame.size() < kFrameBytes) return;
        writer.Write(kRowsFrame, frame);
        frame.clear();
      });
  writer.Write(kRowsFrame, frame);
}

// Checks the snapshot that is being written.
absl::StatusOr<StoreReport> CheckSnapshot(const std::string& database, const std::string& snapshot,
                                          absl::Time cut_at) {
  ConnectionPool pool(
      {.connection_string = database, .size = 1, .max_lease = cut_at - absl::Now()});
  return ValueOf<StoreReport>(
      [&](const auto& work) { return InTransaction(pool, cut_at, work); },
      [&](Transaction& transaction) {
        transaction.RunOnce("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
        transaction.RunOnce(absl::StrCat("SET TRANSACTION SNAPSHOT '", snapshot, "'").c_str());
        return CheckStore(transaction, std::numeric_limits<int64_t>::max());
      });
}

absl::Status Refused(std::string_view what) {
  return absl::FailedPreconditionError(std::string(what));
}

absl::Status HoldsAStore() {
  return Refused("the database holds a store already: want an empty one");
}

// Before anything is changed: a store of an older schema would be migrated, and then refused.
absl::Status CheckHoldsNoStore(const std::string& database) {
  return TranslatedStatus([&] {
    CopySession session(database, absl::Now() + kSchemaPatience);
    const bool has_schema =
        session.Run("SELECT to_regclass('event_store.log') IS NOT NULL").at(0).at(0) == "t";
    if (!has_schema || session.Run(kHoldsAStore).at(0).at(0) != "t") return absl::OkStatus();
    return HoldsAStore();
  });
}

// Reads the header and brings the database to its schema.
absl::StatusOr<BackupFields> PrepareDatabase(BackupReader& reader, const std::string& database) {
  const absl::StatusOr<BackupReader::Frame> frame = reader.Next();
  if (!frame.ok()) return frame.status();
  if (frame->kind != kHeaderFrame) return absl::DataLossError("the backup has no header");
  BackupFields header = FieldsOf(frame->bytes);
  const int64_t schema = NumberIn(header, "schema");
  const absl::Span<const Migration> all = EmbeddedMigrations();
  if (schema < 1 || schema > static_cast<int64_t>(all.size()) ||
      header["schema-hash"] != SchemaHash(all.first(static_cast<size_t>(schema)))) {
    return Refused("the backup is of a schema that this program does not know: want a newer one");
  }
  if (absl::Status empty = CheckHoldsNoStore(database); !empty.ok()) return empty;
  Cutter cutter;
  const absl::StatusOr<MigrationReport> migrated = Migrate(
      database, all.first(static_cast<size_t>(schema)), cutter, absl::Now() + kSchemaPatience);
  if (absl::IsFailedPrecondition(migrated.status())) {
    return Refused(
        absl::StrCat("want an empty database: ", std::string(migrated.status().message())));
  }
  if (!migrated.ok()) return migrated.status();
  return header;
}

// Reads tables until the end, whose lines it returns.
absl::StatusOr<BackupFields> ReadTables(BackupReader& reader, CopySession& session) {
  const CopySession::Rows tables = session.Run(kTables);
  bool is_copying = false;
  for (;;) {
    absl::StatusOr<BackupReader::Frame> frame = reader.Next();
    if (!frame.ok()) return frame.status();
    if (frame->kind == kRowsFrame) {
      if (!is_copying) return absl::DataLossError("the backup has rows of no table");
      if (!frame->bytes.empty()) session.SendRows(frame->bytes);
      continue;
    }
    if (std::exchange(is_copying, false)) session.EndCopyIn();
    if (frame->kind == kEndFrame) return FieldsOf(frame->bytes);
    if (frame->kind != kTableFrame) return absl::DataLossError("the backup has an unknown part");
    const std::vector<std::string> table = absl::StrSplit(frame->bytes, '\n');
    if (std::find(tables.begin(), tables.end(), table) == tables.end()) {
      return absl::DataLossError("the backup has a table that is not of its schema");
    }
    // A migration fills it.
    if (table[0] == "search_backfill") session.Run("DELETE FROM event_store.search_backfill");
    session.BeginCopyIn(absl::StrCat("COPY event_store.", table[0], " (", table[1],
                                     ") FROM STDIN (FORMAT binary)"));
    is_copying = true;
  }
}

std::string MoveLog(const BackupFields& header, absl::Time restored_at) {
  // Tokens of what came after the backup, and was lost, are of epochs that a restore has begun
  // before: none of them is taken a second time.
  const int64_t seconds =
      absl::ToInt64Seconds(restored_at - absl::FromCivil(kFirstEpoch, absl::UTCTimeZone()));
  const int64_t epoch = std::max(NumberIn(header, "epoch") + 1, seconds);
  const int64_t head = NumberIn(header, "head");
  // With the same key a token of before is told that the store was restored, not that it is none.
  const auto found = header.find("token-key");
  std::string key = found == header.end() ? "" : found->second;
  std::erase_if(key, [](char c) { return !absl::ascii_isxdigit(static_cast<unsigned char>(c)); });
  return absl::StrCat(
      "UPDATE event_store.log SET epoch = ", epoch, ", head = ", head,
      head == 0 ? ""
                : absl::StrCat(", recorded_at = 'epoch'::timestamptz + ",
                               NumberIn(header, "recorded-us"), " * interval '1 microsecond'"),
      key.empty() ? "" : absl::StrCat(", token_key = decode('", key, "', 'hex')"),
      " WHERE log_id = 1 RETURNING epoch");
}

// Writes what one snapshot holds, and checks it.
absl::StatusOr<BackupReport> WriteSnapshot(CopySession& session, const std::string& database,
                                           std::ostream& out, absl::Time made_at,
                                           absl::Time cut_at) {
  session.Run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  const std::string snapshot = session.Run("SELECT pg_export_snapshot()").at(0).at(0);
  const std::vector<std::string> log = session.Run(kLog).at(0);
  const BackupFields header = {{"schema", absl::StrCat(EmbeddedMigrations().size())},
                               {"schema-hash", SchemaHash(EmbeddedMigrations())},
                               {"made", absl::FormatTime(made_at, absl::UTCTimeZone())},
                               {"epoch", log.at(0)},
                               {"head", log.at(1)},
                               {"recorded-us", log.at(2)},
                               {"token-key", log.at(3)}};
  BackupWriter writer(out);
  writer.WriteFields(kHeaderFrame, header);
  for (const std::vector<std::string>& table : session.Run(kTables)) {
    WriteTable(session, table.at(0), table.at(1), writer);
  }
  const absl::StatusOr<StoreReport> checked = CheckSnapshot(database, snapshot, cut_at);
  if (!checked.ok()) return checked.status();
  const BackupFields end = {{"revisions", absl::StrCat(checked->revisions)},
                            {"log-hash", checked->log_hash},
                            {"findings", absl::StrCat(checked->finding_count)}};
  if (absl::Status written = writer.Finish(end); !written.ok()) return written;
  return ReportOf(header, end);
}

absl::StatusOr<BackupReport> ReadInto(CopySession& session, BackupReader& reader,
                                      const BackupFields& header, absl::Time restored_at) {
  session.Run("BEGIN");
  if (session.Run(kHoldsAStore).at(0).at(0) == "t") return HoldsAStore();
  const absl::StatusOr<BackupFields> end = ReadTables(reader, session);
  if (!end.ok()) return end.status();
  session.Run(kSetSequence);
  const std::string epoch = session.Run(MoveLog(header, restored_at)).at(0).at(0);
  session.Run("COMMIT");
  BackupReport report = ReportOf(header, *end);
  report.restored_epoch = std::stoi(epoch);
  return report;
}

// Why a backup could not be read in. Damaged rows make a statement fail, in words that help nobody:
// what tells that they are damaged is the hash, at the end.
absl::Status CauseOf(const DatabaseResult& failed, BackupReader& reader) {
  if (failed.connection_lost || absl::IsDataLoss(failed.status) ||
      absl::IsFailedPrecondition(failed.status)) {
    return failed.status;
  }
  while (!reader.has_ended()) {
    if (const absl::Status read = reader.Next().status(); !read.ok()) return read;
  }
  return failed.status;
}

}  // namespace

absl::StatusOr<BackupReport> WriteBackup(const std::string& database, std::ostream& out,
                                         absl::Time made_at, absl::Time cut_at) {
  Cutter cutter;
  if (absl::Status schema =
          CheckSchema(database, EmbeddedMigrations(), cutter, absl::Now() + kSchemaPatience);
      !schema.ok()) {
    return schema;
  }
  return ValueOf<BackupReport>(TranslatedStatus, [&] {
    CopySession session(database, cut_at);
    return WriteSnapshot(session, database, out, made_at, cut_at);
  });
}

absl::StatusOr<BackupReport> ReadBackup(std::istream& in, const std::string& database,
                                        absl::Time restored_at, absl::Time cut_at) {
  BackupReader reader(in);
  const absl::StatusOr<BackupFields> header = PrepareDatabase(reader, database);
  if (!header.ok()) return header.status();
  absl::StatusOr<BackupReport> report = BackupReport();
  const DatabaseResult result = Translated([&] {
    CopySession session(database, cut_at);
    report = ReadInto(session, reader, *header, restored_at);
    return report.status();
  });
  if (!result.status.ok()) return CauseOf(result, reader);
  return report;
}

}  // namespace sennight::event_store
