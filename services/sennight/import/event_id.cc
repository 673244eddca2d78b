#include "services/sennight/import/event_id.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/hash/hash.h"
#include "common/url/url.h"
#include "common/window/civil_date.h"

namespace sennight::importing {
namespace {

constexpr size_t kUuidSize = 36;

std::string FirstUrl(const event::v1::Event& event) {
  for (const event::v1::Source& source : event.sources()) {
    if (source.url().empty()) continue;
    const absl::StatusOr<std::string> canonical = url::CanonicalUrl(source.url());
    if (canonical.ok()) return *canonical;
  }
  return "";
}

std::string DateOf(const event::v1::Event& event) {
  if (!event.occurred().start().empty()) return event.occurred().start();
  const absl::Time reported = absl::FromUnixSeconds(event.reported_time().seconds());
  return window::FormatCivilDay(absl::ToCivilDay(reported, absl::UTCTimeZone()));
}

}  // namespace

std::string DerivedEventId(const event::v1::Event& event) {
  const std::string url = FirstUrl(event);
  if (!url.empty()) {
    return hash::UuidV5(kEventNamespace,
                        absl::StrCat(event.topic(), "\n", url, "\n", event.title()));
  }
  const std::string publisher = event.sources().empty() ? "" : event.sources(0).publisher();
  return hash::UuidV5(kEventNamespace, absl::StrCat(event.topic(), "\n", publisher, "\n",
                                                    event.title(), "\n", DateOf(event)));
}

bool IsEventId(std::string_view id) {
  if (id.size() != kUuidSize) return false;
  for (size_t i = 0; i < id.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const bool digit = (id[i] >= '0' && id[i] <= '9') || (id[i] >= 'a' && id[i] <= 'f');
    if (dash ? id[i] != '-' : !digit) return false;
  }
  return true;
}

}  // namespace sennight::importing
