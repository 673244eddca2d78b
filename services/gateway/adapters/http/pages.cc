#include "services/gateway/adapters/http/pages.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/hash/hash.h"
#include "common/status/status.h"
#include "common/text/ids.h"
#include "common/window/week.h"
#include "sennight/gateway/v1/digest_service.pb.h"
#include "sennight/gateway/v1/topic_service.pb.h"
#include "services/gateway/adapters/http/page_layout.h"
#include "services/gateway/adapters/http/page_words.h"
#include "services/gateway/domain/topic_rules.h"

namespace sennight::gateway::http {
namespace {

using rendering::v1::Format;

constexpr char kListTopics[] = "/sennight.gateway.v1.TopicService/ListTopics";
constexpr char kGetTopic[] = "/sennight.gateway.v1.TopicService/GetTopic";
constexpr char kGetWeeklyDigest[] = "/sennight.gateway.v1.DigestService/GetWeeklyDigest";

constexpr int kMostTopicsListed = 100;
constexpr size_t kTagCharacters = 32;  // Of a SHA-256 in hexadecimal: half of it.

struct FormatName {
  std::string_view name;
  std::string_view suffix;
  Format format;
};

constexpr FormatName kFormats[] = {
    {"web", "", Format::FORMAT_WEB},
    {"web", "html", Format::FORMAT_WEB},
    {"wechat", "wechat", Format::FORMAT_WECHAT},
    {"markdown", "md", Format::FORMAT_MARKDOWN},
    {"text", "txt", Format::FORMAT_TEXT},
    {"json", "json", Format::FORMAT_JSON},
    {"email", "eml", Format::FORMAT_EMAIL},
    {"atom", "atom.xml", Format::FORMAT_ATOM},
    {"rss", "rss.xml", Format::FORMAT_RSS},
    {"jsonfeed", "feed.json", Format::FORMAT_JSONFEED},
    {"pdf", "pdf", Format::FORMAT_PDF},
    {"cover", "cover.png", Format::FORMAT_COVER},
    {"square_cover", "square.png", Format::FORMAT_SQUARE_COVER},
    {"share_card", "card.png", Format::FORMAT_SHARE_CARD},
};

std::optional<Format> FormatBy(std::string_view FormatName::*key, std::string_view value) {
  const auto* found = std::find_if(std::begin(kFormats), std::end(kFormats),
                                   [&](const FormatName& one) { return one.*key == value; });
  if (found == std::end(kFormats)) return std::nullopt;
  return found->format;
}

Response Tell(const Trouble& trouble, const Request& request, const Caller& caller) {
  return TroublePage(trouble, LanguageOf(request), caller.request_id);
}

Response Tell(const absl::Status& status, const Request& request, const Caller& caller) {
  Response response = Tell(TroubleOf(status), request, caller);
  if (response.status == 503) response.Add("Retry-After", "1");
  return response;
}

// Whether one of the tags of If-None-Match is `tag`; a cache compares them weakly.
bool IsKnown(std::string_view if_none_match, const std::string& tag) {
  for (absl::string_view part :
       absl::StrSplit(absl::string_view(if_none_match.data(), if_none_match.size()), ',')) {
    part = absl::StripAsciiWhitespace(part);
    if (part == "*" || part == tag) return true;
  }
  return false;
}

// The same digest has the same tag wherever it is composed. The tag is weak, for a compressed page
// has other bytes.
Response Cacheable(const Request& request, Response response) {
  const std::string tag =
      absl::StrCat("W/\"", hash::Sha256Hex(response.body).substr(0, kTagCharacters), "\"");
  response.Add("ETag", tag);
  // Reports come late and are corrected: what is kept has to be asked for again.
  response.Add("Cache-Control", "private, no-cache");
  if (!IsKnown(request.Header("If-None-Match"), tag)) return response;
  response.status = 304;
  response.body.clear();
  response.content_type.clear();
  return response;
}

Response Redirect(const std::string& path, const Request& request) {
  Response response{.status = 302};
  const std::string language = request.Parameter("language").value_or("");
  const bool is_tag = std::all_of(language.begin(), language.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '-';
  });
  const bool is_told = is_tag && !language.empty();
  response.Add("Location", is_told ? absl::StrCat(path, "?language=", language) : path);
  response.Add("Cache-Control", "private, no-cache");
  return response;
}

}  // namespace

Response Pages::Answer(const Request& request, const Caller& caller) {
  if (request.path == "/") return Index(request, caller);
  std::vector<std::string> parts = absl::StrSplit(request.path.substr(1), '/');
  if (parts.size() == 2 && parts[1].empty()) parts.pop_back();
  if (!text::IsTopicId(parts[0]) || parts.size() > 2) return Tell(NoSuchPage(), request, caller);
  if (parts.size() == 1) return LastWeek(request, parts[0], caller);
  return Digest(request, parts[0], parts[1], caller);
}

Response Pages::Index(const Request& request, const Caller& caller) {
  v1::ListTopicsRequest list;
  list.set_page_size(kMostTopicsListed);
  const auto topics = client_.Call<v1::ListTopicsResponse>(kListTopics, list, caller);
  if (!topics.ok()) return Tell(topics.status(), request, caller);
  std::vector<TopicRow> rows;
  for (const topic::v1::Topic& topic : topics->topics()) {
    auto weeks = weeks_.WeeksOf(topic, now_(), caller);
    if (!weeks.ok()) return Tell(weeks.status(), request, caller);
    rows.push_back({.topic = topic, .weeks = *std::move(weeks)});
  }
  return Cacheable(request, IndexPage(rows, LanguageOf(request)));
}

Response Pages::LastWeek(const Request& request, const std::string& topic, const Caller& caller) {
  v1::GetTopicRequest get;
  get.set_topic(topic);
  const auto found = client_.Call<v1::GetTopicResponse>(kGetTopic, get, caller);
  if (!found.ok()) return Tell(found.status(), request, caller);
  const absl::StatusOr<absl::TimeZone> zone = window::ParseTimeZone(found->topic().time_zone());
  if (!zone.ok()) return Tell(zone.status(), request, caller);
  const auto week_start = static_cast<absl::Weekday>(found->topic().week_start() - 1);
  const window::WeekId week = window::LastCompleteWeek(now_(), *zone, week_start);
  return Redirect(absl::StrCat("/", topic, "/", week.ToString()), request);
}

Response Pages::Digest(const Request& request, const std::string& topic, const std::string& week,
                       const Caller& caller) {
  const size_t dot = std::min(week.find('.'), week.size());
  const std::string suffix = week.substr(std::min(dot + 1, week.size()));
  const std::optional<Format> by_suffix = FormatBy(&FormatName::suffix, suffix);
  if (!by_suffix.has_value()) return Tell(NoSuchPage(), request, caller);
  const std::optional<std::string> asked = request.Parameter("format");
  const std::optional<Format> format =
      asked.has_value() ? FormatBy(&FormatName::name, *asked) : by_suffix;
  if (!format.has_value() || (!suffix.empty() && format != by_suffix)) {
    return Tell(InvalidField("format", "want one"), request, caller);
  }
  v1::GetWeeklyDigestRequest get;
  get.set_topic(topic);
  get.set_week(week.substr(0, dot));
  get.set_language(request.Parameter("language").value_or(""));
  get.set_format(*format);
  auto digest = client_.Call<v1::GetWeeklyDigestResponse>(kGetWeeklyDigest, get, caller);
  if (!digest.ok()) return Tell(digest.status(), request, caller);
  if (!digest->has_rendition()) {
    const auto code = static_cast<absl::StatusCode>(digest->rendition_error().code());
    return Tell(absl::Status(code, "rendering"), request, caller);
  }
  auto& rendition = *digest->mutable_rendition();
  Response response{.content_type = rendition.content_type(),
                    .body = std::move(*rendition.mutable_content())};
  response.Add("Content-Language", digest->composed().digest().language());
  response.Add("Content-Disposition",
               absl::StrCat("inline; filename=\"", rendition.file_name(), "\""));
  return Cacheable(request, std::move(response));
}

}  // namespace sennight::gateway::http
