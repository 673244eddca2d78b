#include "services/event_store/domain/in_memory_event_log.h"

#include "tests/unit/event_store/event_log_conformance.h"

namespace sennight::event_store {
namespace {

class InMemory final : public LogUnderTest {
 public:
  EventLog& log() override { return log_; }

 private:
  InMemoryEventLog log_;
};

INSTANTIATE_TEST_SUITE_P(InMemory, EventLogConformance,
                         ::testing::Values(LogFactory{
                             "InMemory", [] { return std::make_unique<InMemory>(); }}));

}  // namespace
}  // namespace sennight::event_store
