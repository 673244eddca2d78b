// The content of feed entries: plain HTML without styles, scripts or anchors, for whatever shows
// it.
#pragma once

#include <string>

#include "services/rendering/domain/digest_view.h"

namespace sennight::rendering {

// Returns the whole edition.
std::string EditionHtml(const DigestView& view);

// Returns one story with the references it cites.
std::string StoryHtml(const DigestView& view, const digest::v1::Story& story);
std::string StoryHtml(const DigestView& view, const digest::v1::BriefStory& story);

}  // namespace sennight::rendering
