#include "services/rendering/domain/edition_id.h"

#include "absl/strings/str_cat.h"
#include "common/hash/hash.h"
#include "common/window/window.h"

namespace sennight::rendering {
namespace {

// The namespace of editions; it must never change.
constexpr char kNamespace[] = "3a5bb0ac-77f8-5b6f-9a0e-6a3cf1d1c7a2";

std::string NameOf(const digest::v1::Digest& digest) {
  const std::string days = digest.week().empty()
                               ? absl::StrCat(digest.window().start(), "/", digest.window().end())
                               : digest.week();
  return absl::StrCat(digest.topic(), "\n", digest.language(), "\n", days);
}

}  // namespace

std::string FeedUuid(const digest::v1::Digest& digest) {
  return hash::UuidV5(kNamespace, absl::StrCat(digest.topic(), "\n", digest.language()));
}

std::string EditionUuid(const digest::v1::Digest& digest) {
  return hash::UuidV5(kNamespace, NameOf(digest));
}

std::string StoryUuid(const digest::v1::Digest& digest, std::string_view story_id) {
  return hash::UuidV5(kNamespace, absl::StrCat(NameOf(digest), "\n", std::string(story_id)));
}

EditionMoment MomentOf(const DigestView& view) {
  const auto zone = window::ParseTimeZone(view.digest().window().time_zone());
  const absl::TimeZone known = zone.ok() ? *zone : absl::UTCTimeZone();
  return {.time = absl::FromCivil(view.last_day() + 1, known), .zone = known};
}

std::string PrintRfc3339(const EditionMoment& moment) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%S%Ez", moment.time, moment.zone);
}

std::string PrintRfc5322(const EditionMoment& moment) {
  return absl::FormatTime("%a, %d %b %Y %H:%M:%S %z", moment.time, moment.zone);
}

}  // namespace sennight::rendering
