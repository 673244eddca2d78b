// Names of an edition and its stories that never change, and the moment it stands for.
#pragma once

#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "services/rendering/domain/digest_view.h"

namespace sennight::rendering {

// Returns the UUID (version 5) of the feed of a topic in a language.
std::string FeedUuid(const digest::v1::Digest& digest);

// Returns the UUID (version 5) of an edition: the same for every revision of it, wherever it is
// published. Made of topic, language and week, or window for a free one.
std::string EditionUuid(const digest::v1::Digest& digest);

// Returns the UUID of a story in an edition.
std::string StoryUuid(const digest::v1::Digest& digest, std::string_view story_id);

// Returns the end of the window: the first moment at which the edition can exist, in its zone. No
// clock is read, so the same digest has the same dates everywhere.
struct EditionMoment {
  absl::Time time;
  absl::TimeZone zone;
};
EditionMoment MomentOf(const DigestView& view);

// Prints a moment as RFC 3339 and as RFC 5322 (mail, RSS) do.
std::string PrintRfc3339(const EditionMoment& moment);
std::string PrintRfc5322(const EditionMoment& moment);

}  // namespace sennight::rendering
