#include "tests/postgres/postgres_cluster.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <pqxx/pqxx>

#include "absl/strings/str_cat.h"
#include "services/event_store/adapters/postgres/migrator.h"

namespace sennight::event_store {
namespace {

constexpr char kTemplate[] = "migrated";

std::string Of(const std::string& connection_string, const std::string& database) {
  return absl::StrCat(connection_string, " dbname=", database);
}

}  // namespace

PostgresCluster& PostgresCluster::Shared() {
  static PostgresCluster cluster;
  return cluster;
}

PostgresCluster::PostgresCluster() {
  absl::StatusOr<std::unique_ptr<cluster::PrivateCluster>> started =
      cluster::PrivateCluster::StartTemporary();
  if (!started.ok()) {
    // Without a server there is nothing to test, and that is a failure.
    std::cerr << "no PostgreSQL: " << started.status() << "\n";
    std::exit(EXIT_FAILURE);
  }
  cluster_ = *std::move(started);
}

std::string PostgresCluster::Make(const std::string& options) {
  const std::string name = absl::StrCat("test_", ++databases_);
  Sql(cluster_->ConnectionString(), absl::StrCat("CREATE DATABASE ", name, " ", options));
  return Of(cluster_->ConnectionString(), name);
}

std::string PostgresCluster::NewEmptyDatabase() { return Make(""); }

std::string PostgresCluster::NewDatabase() {
  if (!has_template_) {
    Sql(cluster_->ConnectionString(), absl::StrCat("CREATE DATABASE ", kTemplate));
    Cutter cutter;
    const auto migrated = Migrate(Of(cluster_->ConnectionString(), kTemplate), EmbeddedMigrations(),
                                  cutter, absl::Now() + absl::Seconds(30));
    EXPECT_TRUE(migrated.ok()) << migrated.status();
    has_template_ = true;
  }
  return Make(absl::StrCat("TEMPLATE ", kTemplate));
}

std::string Sql(const std::string& database, const std::string& statements) {
  pqxx::connection connection(database);
  pqxx::nontransaction transaction(connection);
  const pqxx::result rows = transaction.exec(statements);
  return rows.empty() ? "" : rows[0][0].c_str();
}

}  // namespace sennight::event_store
