#include "services/rendering/domain/feed.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/rendering/domain/characters.h"
#include "services/rendering/domain/feed_html.h"
#include "services/rendering/domain/format_rules.h"
#include "services/rendering/domain/web_text.h"

namespace sennight::rendering {
namespace {

// Longest title and summary, in code points.
constexpr std::size_t kMaxTitle = 200;
constexpr std::size_t kMaxSummary = 400;

// Gives stories ids of their own, even if the digest gives two the same.
class StoryIds {
 public:
  explicit StoryIds(const digest::v1::Digest& digest) : digest_(digest) {}

  std::string Of(const std::string& story_id) {
    std::string name = story_id;
    for (int i = 2; !used_.insert(name).second; ++i) name = absl::StrCat(story_id, "#", i);
    return absl::StrCat("urn:uuid:", StoryUuid(digest_, name));
  }

 private:
  const digest::v1::Digest& digest_;
  std::set<std::string> used_;
};

// Returns the address of a section of the page.
std::optional<SafeUrl> LinkTo(const std::optional<SafeUrl>& page, int section) {
  if (!page.has_value()) return std::nullopt;
  const std::string& url = page->text();
  return SafeUrl::Parse(absl::StrCat(url.substr(0, url.find('#')), "#", SectionId(section)));
}

std::string TitleOr(std::string title, std::string_view fallback) {
  return Shortened(title.empty() ? fallback : title, kMaxTitle);
}

void AddStories(const DigestView& view, const std::optional<SafeUrl>& page, Feed* feed) {
  const digest::v1::Digest& digest = view.digest();
  StoryIds ids(digest);
  for (int i = 0; i < digest.sections_size(); ++i) {
    for (const digest::v1::Story& story : digest.sections(i).stories()) {
      feed->entries.push_back({.id = ids.Of(story.story_id()),
                               .title = TitleOr(view.Plain(story.headline()), feed->title),
                               .summary = Shortened(view.Plain(story.lead()), kMaxSummary),
                               .html = StoryHtml(view, story),
                               .category = view.Plain(story.category_label()),
                               .link = LinkTo(page, i)});
    }
  }
  for (const digest::v1::BriefStory& story : digest.in_brief()) {
    feed->entries.push_back({.id = ids.Of(story.story_id()),
                             .title = TitleOr(view.Plain(story.text()), feed->title),
                             .summary = Shortened(view.Plain(story.text()), kMaxSummary),
                             .html = StoryHtml(view, story),
                             .category = view.Plain(story.category_label()),
                             .link = page});
  }
}

}  // namespace

Feed FeedOf(const digest::v1::Digest& digest, const v1::RenderOptions& options) {
  const DigestView view(digest, GapOf(options, HanLatinGap::kSpace), ThemeOf(options),
                        options.publication());
  FormatFindings findings(digest.language());
  const std::optional<SafeUrl> page = SafeUrl::Parse(options.web_url());
  if (!page.has_value()) findings.Add(kFeedLink, "");
  Feed feed{.id = absl::StrCat("urn:uuid:", FeedUuid(digest)),
            .title = Shortened(view.Publication(), kMaxTitle),
            .subtitle = Shortened(view.Plain(digest.branding().tagline()), kMaxSummary),
            .language = LangTag(digest.language()),
            .author = Shortened(view.Publication(), kMaxTitle),
            .moment = MomentOf(view),
            .home = SafeUrl::Parse(digest.branding().home_url()),
            .self = SafeUrl::Parse(options.feed_url()),
            .entries = {},
            .findings = {}};
  if (options.feed_entries() == v1::FEED_ENTRIES_STORIES) {
    AddStories(view, page, &feed);
  } else {
    feed.entries.push_back({.id = absl::StrCat("urn:uuid:", EditionUuid(digest)),
                            .title = TitleOr(view.Title(), feed.title),
                            .summary = Shortened(view.Plain(digest.intro()), kMaxSummary),
                            .html = EditionHtml(view),
                            .category = {},
                            .link = page});
  }
  if (!feed.home.has_value()) feed.home = page;
  feed.findings = findings.Take();
  return feed;
}

}  // namespace sennight::rendering
