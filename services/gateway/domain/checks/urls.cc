#include <algorithm>
#include <string>
#include <string_view>

#include "common/url/url.h"
#include "services/gateway/domain/checks/groups.h"
#include "services/gateway/domain/checks/texts.h"

namespace sennight::gateway::checks {
namespace {

// Past this length, in bytes, some browsers and mail programs cut an address.
constexpr size_t kMaxUrlBytes = 2000;

// Returns the first tracking parameter of an address, such as `utm_source=x`; empty if none.
std::string_view TrackingParameterOf(std::string_view host, std::string_view url) {
  url = url.substr(0, url.find('#'));
  const size_t query = url.find('?');
  if (query == std::string_view::npos) return {};
  std::string_view rest = url.substr(query + 1);
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view parameter = rest.substr(0, end);
    if (url::IsTracking(host, parameter.substr(0, parameter.find('=')))) return parameter;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return {};
}

void CheckUrl(const std::string& path, std::string_view url, const EventIds& event_ids,
              Findings* findings) {
  if (url.empty()) return;
  if (url.size() > kMaxUrlBytes) {
    findings->Add(kUrlLength, path, std::to_string(url.size()), event_ids);
  }
  const size_t scheme = url.find("://");
  const std::string_view name = url.substr(0, std::min(scheme, url.size()));
  if (scheme == std::string_view::npos || (name != "http" && name != "https")) {
    findings->Add(kUrlScheme, path, url, event_ids);
    return;
  }
  std::string_view authority = url.substr(scheme + 3);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  if (authority.empty()) findings->Add(kUrlScheme, path, url, event_ids);
  // The evidence would repeat the secret.
  if (authority.find('@') != std::string_view::npos) {
    findings->Add(kUrlCredentials, path, "", event_ids);
  }
  if (const std::string_view tracking = TrackingParameterOf(authority, url); !tracking.empty()) {
    findings->Add(kUrlTracking, path, tracking, event_ids);
  }
}

}  // namespace

void CheckUrls(const digest::v1::Digest& digest, Findings* findings) {
  for (int i = 0; i < digest.references_size(); ++i) {
    CheckUrl(Path("references", i, "url"), digest.references(i).url(),
             digest.references(i).event_ids(), findings);
  }
  for (const PlacedStory& placed : StoriesOf(digest)) {
    CheckUrl(placed.path + "/readMoreUrl", placed.story->read_more_url(), placed.story->event_ids(),
             findings);
  }
  CheckUrl(Path("branding", "homeUrl"), digest.branding().home_url(), {}, findings);
}

}  // namespace sennight::gateway::checks
