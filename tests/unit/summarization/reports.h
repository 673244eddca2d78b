// Events for tests: only what matters is said.
#pragma once

#include <string>

#include "common/window/window.h"
#include "sennight/event/v1/event.pb.h"

namespace sennight::summarization::testing {

// A report in Chinese if its title has Han characters, else in English.
inline event::v1::Event AnEvent(const std::string& id, const std::string& title,
                                const std::string& body, const std::string& occurred) {
  event::v1::Event event;
  event.set_event_id(id);
  event.set_topic("cell-gene-therapy");
  event.set_title(title);
  event.set_body(body);
  bool chinese = false;
  for (const char byte : title) chinese = chinese || static_cast<unsigned char>(byte) >= 0xe4;
  event.set_language(chinese ? "zh-CN" : "en");
  if (!occurred.empty()) {
    event.mutable_occurred()->set_start(occurred);
    event.mutable_occurred()->set_basis(event::v1::DATE_BASIS_OCCURRED);
  }
  event::v1::Source* source = event.add_sources();
  source->set_url("https://" + id + ".example.com/report");
  source->set_canonical_url(source->url());
  source->set_publisher("Publisher " + id);
  source->set_kind(event::v1::SOURCE_KIND_NEWS);
  event.set_revision(1);
  event.set_state(event::v1::EVENT_STATE_ACTIVE);
  return event;
}

// Adds when the report was published, at noon in Shanghai.
inline event::v1::Event Reported(event::v1::Event event, int year, int month, int day) {
  const absl::TimeZone zone = *window::ParseTimeZone("Asia/Shanghai");
  *event.mutable_reported_time() =
      window::ToTimestamp(absl::FromCivil(absl::CivilHour(year, month, day, 12), zone));
  return event;
}

}  // namespace sennight::summarization::testing
