#include "services/event_store/adapters/postgres/postgres_event_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/postgres/postgres_cluster.h"
#include "tests/unit/event_store/event_log_conformance.h"

namespace sennight::event_store {
namespace {

class Postgres final : public LogUnderTest {
 public:
  Postgres() { log_.SetReady(); }
  EventLog& log() override { return log_; }

 private:
  ConnectionPool pool_{{.connection_string = PostgresCluster::Shared().NewDatabase(), .size = 4}};
  PostgresEventLog log_{pool_};
};

INSTANTIATE_TEST_SUITE_P(Postgres, EventLogConformance,
                         ::testing::Values(LogFactory{
                             "Postgres", [] { return std::make_unique<Postgres>(); }}));

}  // namespace
}  // namespace sennight::event_store
