#include "services/event_store/domain/content_hash.h"

#include "common/hash/hash.h"

namespace sennight::event_store {

std::string ContentHash(const event::v1::Event& event) {
  event::v1::Event content = event;
  content.clear_event_id();
  content.clear_topic();
  content.clear_sources();
  content.clear_reported_time();
  content.clear_revision();
  content.clear_state();
  content.clear_position();
  content.clear_recorded_time();
  content.clear_recorded_by();
  content.clear_revision_reason();
  content.clear_content_hash();
  content.clear_near_duplicate_of();
  for (event::v1::Metric& metric : *content.mutable_metrics()) {
    metric.clear_span();
    metric.clear_text();
  }
  content.DiscardUnknownFields();
  return hash::Sha256Hex(hash::DeterministicBytes(content));
}

}  // namespace sennight::event_store
