#include "services/summarization/domain/sources.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/text/normalize.h"

namespace sennight::summarization {
namespace {

// How far a source is trusted of which only the kind is known.
double TrustOfKind(event::v1::SourceKind kind) {
  switch (kind) {
    case event::v1::SOURCE_KIND_REGULATOR:
      return 0.95;
    case event::v1::SOURCE_KIND_REGISTRY:
    case event::v1::SOURCE_KIND_JOURNAL:
      return 0.9;
    case event::v1::SOURCE_KIND_MEETING:
      return 0.85;
    case event::v1::SOURCE_KIND_TRADE_PRESS:
    case event::v1::SOURCE_KIND_ORGANIZATION:
      return 0.6;
    case event::v1::SOURCE_KIND_NEWS:
      return 0.5;
    case event::v1::SOURCE_KIND_SOCIAL:
      return 0.2;
    default:
      return 0.45;
  }
}

// Hosts that pass on what others publish.
constexpr auto kAggregators =
    std::to_array<std::string_view>({"news.google.com", "news.yahoo.com", "finance.yahoo.com",
                                     "msn.com", "flipboard.com", "apple.news", "smartnews.com"});

bool IsAggregator(std::string_view host) {
  return std::find(kAggregators.begin(), kAggregators.end(), host) != kAggregators.end();
}

}  // namespace

std::string HostOf(std::string_view url) {
  const size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return "";
  url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#:"));
  std::string host(url);
  absl::AsciiStrToLower(&host);
  if (host.starts_with("www.")) host.erase(0, 4);
  return host;
}

std::string AddressOf(const event::v1::Source& source) {
  return source.canonical_url().empty() ? source.url() : source.canonical_url();
}

const topic::v1::KnownSource* KnownSourceOf(const event::v1::Source& source,
                                            const topic::v1::Topic& topic) {
  const std::string host = HostOf(AddressOf(source));
  const topic::v1::KnownSource* best = nullptr;
  for (const topic::v1::KnownSource& known : topic.known_sources()) {
    const std::string& end = known.host();
    const bool covers = host.ends_with(end) &&
                        (host.size() == end.size() || host[host.size() - end.size() - 1] == '.');
    if (covers && (best == nullptr || known.host().size() > best->host().size())) best = &known;
  }
  return best;
}

event::v1::SourceKind KindOf(const event::v1::Source& source, const topic::v1::Topic& topic) {
  if (source.kind() != event::v1::SOURCE_KIND_UNSPECIFIED) return source.kind();
  const topic::v1::KnownSource* known = KnownSourceOf(source, topic);
  return known == nullptr ? event::v1::SOURCE_KIND_UNSPECIFIED : known->kind();
}

double TrustOf(const event::v1::Source& source, const topic::v1::Topic& topic) {
  const topic::v1::KnownSource* known = KnownSourceOf(source, topic);
  if (known != nullptr && known->has_trust()) return known->trust();
  return TrustOfKind(KindOf(source, topic));
}

std::string PublisherKey(const event::v1::Source& source, const topic::v1::Topic& topic) {
  if (const topic::v1::KnownSource* known = KnownSourceOf(source, topic)) return known->host();
  const std::string host = HostOf(AddressOf(source));
  const bool names_publisher = !source.publisher().empty();
  return host.empty() || (names_publisher && IsAggregator(host))
             ? text::NormalizedKey(source.publisher())
             : host;
}

std::string ReferenceKey(const event::v1::Source& source, std::string_view event_title) {
  const std::string address = AddressOf(source);
  if (!address.empty()) return address;
  const std::string title(source.title().empty() ? event_title : source.title());
  return absl::StrCat(text::NormalizedKey(source.publisher()), "\n", text::NormalizedKey(title));
}

}  // namespace sennight::summarization
