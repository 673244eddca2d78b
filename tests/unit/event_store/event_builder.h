// Valid events for tests, which then change what matters to them.
#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "sennight/event/v1/event.pb.h"

namespace sennight::event_store {

inline const absl::Time kNow = absl::FromUnixSeconds(1765872000);  // 2025-12-16 08:00 UTC.

// The id of the n-th event.
inline std::string IdOf(int n) { return absl::StrFormat("00000000-0000-4000-8000-%012d", n); }

// The n-th event: its id, title and URL are its own.
inline event::v1::Event AnEvent(int n) {
  event::v1::Event event;
  event.set_event_id(IdOf(n));
  event.set_topic("cell-gene-therapy");
  event.set_title(absl::StrCat("Report ", n));
  event.set_body(absl::StrCat("FDA approved product ", n, ".\n批准了产品。"));
  event.set_language("en");
  event.mutable_occurred()->set_start("2025-12-10");
  event.set_category("approval");
  event::v1::Source& source = *event.add_sources();
  source.set_url(absl::StrCat("https://example.org/reports/", n));
  source.set_publisher("Example News");
  return event;
}

inline google::protobuf::Timestamp Seconds(absl::CivilSecond utc) {
  google::protobuf::Timestamp time;
  time.set_seconds(absl::ToUnixSeconds(absl::FromCivil(utc, absl::UTCTimeZone())));
  return time;
}

}  // namespace sennight::event_store
