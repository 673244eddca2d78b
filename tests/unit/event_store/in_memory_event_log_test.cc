#include "tests/support/in_memory_event_log.h"

#include "tests/unit/event_store/revision_conformance.h"

namespace sennight::event_store {
namespace {

class InMemory final : public LogUnderTest {
 public:
  EventLog& log() override { return log_; }

 private:
  InMemoryEventLog log_;
};

const LogFactory kInMemory = {"InMemory", [] { return std::make_unique<InMemory>(); }};

INSTANTIATE_TEST_SUITE_P(InMemory, EventLogConformance, ::testing::Values(kInMemory));
INSTANTIATE_TEST_SUITE_P(InMemory, RevisionConformance, ::testing::Values(kInMemory));

}  // namespace
}  // namespace sennight::event_store
