// A feed as its three formats tell it: what it is and what its entries are.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/rendering/domain/digest_view.h"
#include "services/rendering/domain/edition_id.h"
#include "services/rendering/domain/rendered.h"
#include "services/rendering/domain/safe_url.h"

namespace sennight::rendering {

struct FeedEntry {
  std::string id;  // `urn:uuid:…`, the same for ever.
  std::string title;
  std::string summary;
  std::string html;
  std::string category;  // Empty for an edition.
  std::optional<SafeUrl> link;
};

struct Feed {
  std::string id;
  std::string title;
  std::string subtitle;
  std::string language;  // A BCP 47 tag.
  std::string author;
  EditionMoment moment;
  std::optional<SafeUrl> home;
  std::optional<SafeUrl> self;
  std::vector<FeedEntry> entries;
  std::vector<digest::v1::Finding> findings;
};

// Makes the feed of a valid digest (Validate): one entry for the edition, or one for each story.
Feed FeedOf(const digest::v1::Digest& digest, const v1::RenderOptions& options);

// The feed in Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1. Findings: the rules FEED-*.
Rendered RenderAtom(const digest::v1::Digest& digest, const v1::RenderOptions& options);
Rendered RenderRss(const digest::v1::Digest& digest, const v1::RenderOptions& options);
Rendered RenderJsonFeed(const digest::v1::Digest& digest, const v1::RenderOptions& options);

}  // namespace sennight::rendering
