// Ids for events whose file gives none.
#pragma once

#include <string>
#include <string_view>

#include "sennight/event/v1/event.pb.h"

namespace sennight::importing {

// The namespace of derived event ids (UUID version 5). Never changes: a changed namespace would
// import every known event again.
inline constexpr std::string_view kEventNamespace = "2a224d2e-4be4-4bad-8c21-31c9b4bd125f";

// Returns the UUIDv5 in kEventNamespace of
//
//   topic "\n" canonical URL "\n" title                  if a source has a URL: the first that has
//   topic "\n" publisher "\n" title "\n" date            otherwise: the first source's publisher
//
// in UTF-8. The title is the event's after repair. The date is `occurred.start`, or else the day of
// `reported_time` in UTC, as in 2025-12-08. The URL must be valid; its canonical form is
// common/url's.
//
// Vectors, the text before its id:
//   "cell-gene-therapy\nhttps://www.fda.gov/news?id=1\nFDA approves Waskyra"
//       e4c448a8-58ec-57f5-8c4a-4b5a86ce9b47
//   "t\nA\nT\n2025-12-09"
//       3a785830-4eb2-5905-820b-7e4b4c184fdf
std::string DerivedEventId(const event::v1::Event& event);

// Whether `id` is a UUID in lower case, as event ids are.
bool IsEventId(std::string_view id);

}  // namespace sennight::importing
