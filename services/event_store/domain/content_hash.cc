#include "services/event_store/domain/content_hash.h"

#include <algorithm>
#include <memory>

#include "common/hash/hash.h"

namespace sennight::event_store {
namespace {

bool IsKnown(const google::protobuf::Message& message) {
  return message.GetReflection()->GetUnknownFields(message).empty();
}

bool IsKnownMetric(const event::v1::Metric& metric) {
  return IsKnown(metric) && IsKnown(metric.comparator());
}

// Whether what the event says has no fields but those that this program knows.
bool IsAllKnown(const event::v1::Event& event) {
  return IsKnown(event) && IsKnown(event.occurred()) &&
         std::ranges::all_of(event.entities(), IsKnown) &&
         std::ranges::all_of(event.metrics(), IsKnownMetric) &&
         std::ranges::all_of(event.images(), IsKnown);
}

// Exchanges what an event has beside what it says.
void SwapProvenance(event::v1::Event& event, event::v1::Event& other) {
  event.mutable_event_id()->swap(*other.mutable_event_id());
  event.mutable_topic()->swap(*other.mutable_topic());
  event.mutable_sources()->Swap(other.mutable_sources());
  std::unique_ptr<google::protobuf::Timestamp> reported(event.release_reported_time());
  event.set_allocated_reported_time(other.release_reported_time());
  other.set_allocated_reported_time(reported.release());
}

}  // namespace

void DropOutputOnly(event::v1::Event& event) {
  event.clear_revision();
  event.clear_state();
  event.clear_position();
  event.clear_recorded_time();
  event.clear_recorded_by();
  event.clear_revision_reason();
  event.clear_content_hash();
  event.clear_near_duplicate_of();
  for (event::v1::Metric& metric : *event.mutable_metrics()) {
    metric.clear_span();
    metric.clear_text();
  }
}

std::string ContentHash(const event::v1::Event& event) {
  event::v1::Event content = event;
  content.clear_event_id();
  content.clear_topic();
  content.clear_sources();
  content.clear_reported_time();
  DropOutputOnly(content);
  content.DiscardUnknownFields();
  return hash::Sha256Hex(hash::DeterministicBytes(content));
}

std::string ContentHashInPlace(event::v1::Event& event) {
  if (!IsAllKnown(event)) return ContentHash(event);
  event::v1::Event rest;
  SwapProvenance(event, rest);
  std::string hash = hash::Sha256Hex(hash::DeterministicBytes(event));
  SwapProvenance(event, rest);
  return hash;
}

}  // namespace sennight::event_store
