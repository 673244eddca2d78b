#include "services/gateway/adapters/http/page_words.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"
#include "common/window/date_words.h"
#include "google/rpc/error_details.pb.h"
#include "services/gateway/domain/assignment.h"

namespace sennight::gateway::http {
namespace {

bool IsLanguage(absl::string_view tag, absl::string_view language) {
  const std::string lower = absl::AsciiStrToLower(tag);
  return lower == language || absl::StartsWith(lower, absl::StrCat(language, "-"));
}

// Returns the weight of a language in Accept-Language; 0 if it is not there.
double WeightOf(std::string_view accepted, absl::string_view language) {
  double most = 0;
  for (absl::string_view part :
       absl::StrSplit(absl::string_view(accepted.data(), accepted.size()), ',')) {
    const std::vector<absl::string_view> halves = absl::StrSplit(part, ';');
    if (!IsLanguage(absl::StripAsciiWhitespace(halves[0]), language)) continue;
    double weight = 1;
    if (halves.size() > 1) {
      absl::string_view quality = absl::StripAsciiWhitespace(halves[1]);
      if (!absl::ConsumePrefix(&quality, "q=") || !absl::SimpleAtod(quality, &weight)) weight = 0;
    }
    most = std::max(most, weight);
  }
  return most;
}

struct Known {
  std::string_view key;
  Trouble trouble;
};

// By the reason of the error.
constexpr Known kReasons[] = {
    {"TOPIC_UNKNOWN",
     {404,
      {"没有这个主题", "There is no such topic"},
      {"请从主题列表中选择一个。", "The list of topics has those there are."}}},
    {kWindowEmpty,
     {404,
      {"这一周没有报道", "No reports of this week"},
      {"库中还没有这一周的事件。稍后再来，或看别的周。",
       "Nothing that happened in these days is stored yet. Come back later, or read another "
       "week."}}},
    {kNothingRelevant,
     {404,
      {"这一周没有属于本主题的报道", "Nothing of this topic in this week"},
      {"这一周有报道，但没有一条属于本主题。",
       "There are reports of these days, but none that belongs to the topic."}}},
    {kNothingPrintable,
     {404,
      {"这一周的报道没有可刊用的句子", "Nothing fit to print in this week"},
      {"这一周有属于本主题的报道，但没有一句完整可引。",
       "There are reports of the topic, but none has a whole sentence that can be quoted."}}},
};

// By the field of the request that is wrong.
constexpr Known kFields[] = {
    {"topic",
     {400,
      {"主题的名称不对", "This is not the name of a topic"},
      {"主题的名称由小写字母、数字和连字符组成。",
       "The name of a topic has small letters, digits and hyphens."}}},
    {"week",
     {400,
      {"周的写法不对", "This is not a week"},
      {"周写作 2025-W50：年份，W，周数。",
       "A week is written 2025-W50: the year, a W, the number."}}},
    {"language",
     {400,
      {"本主题没有这种语言", "The topic is not written in this language"},
      {"可用的语言见首页。", "The list of topics says which languages there are."}}},
    {"format",
     {400,
      {"没有这种格式", "There is no such format"},
      {"可用的格式：web、wechat、markdown、text、json、email、atom、rss、jsonfeed、pdf、cover、squa"
       "re_cover、share_card。",
       "The formats are web, wechat, markdown, text, json, email, atom, rss, jsonfeed, pdf, "
       "cover, square_cover and share_card."}}},
};

struct ByCode {
  absl::StatusCode code;
  Trouble trouble;
};

constexpr ByCode kCodes[] = {
    {absl::StatusCode::kInvalidArgument,
     {400,
      {"地址有误", "Something is wrong with the address"},
      {"请检查地址，或从首页开始。", "Check it, or begin at the list of topics."}}},
    {absl::StatusCode::kUnauthenticated,
     {401,
      {"需要身份验证", "You have to say who you are"},
      {"请求需要带有有效的令牌或证书。", "The request needs a valid token or certificate."}}},
    {absl::StatusCode::kPermissionDenied,
     {403,
      {"没有权限", "You may not read this"},
      {"请联系管理员。", "Ask those who run this service."}}},
    {absl::StatusCode::kNotFound,
     {404, {"没有找到", "Nothing was found"}, {"请从首页开始。", "Begin at the list of topics."}}},
    {absl::StatusCode::kResourceExhausted,
     {503, {"请求太多", "Too many are asking"}, {"请稍等片刻再试。", "Try again in a moment."}}},
    {absl::StatusCode::kUnavailable,
     {503,
      {"服务暂时不可用", "A service cannot be reached"},
      {"一个所需的服务没有响应，请稍后再试。",
       "One that is needed here does not answer. Try again soon."}}},
    {absl::StatusCode::kDeadlineExceeded,
     {504,
      {"用时过长", "This took too long"},
      {"摘要没有及时完成，请稍后再试。", "The digest was not ready in time. Try again soon."}}},
    {absl::StatusCode::kCancelled,
     {503, {"请求已中断", "The request was interrupted"}, {"请再试一次。", "Try it again."}}},
};

constexpr Trouble kBroken = {
    500,
    {"出错了", "Something went wrong"},
    {"这是我们的错误，已记录在案。", "It is our mistake, and it has been noted."}};

template <size_t size>
const Trouble* Find(const Known (&known)[size], std::string_view key) {
  const auto* found =
      std::find_if(known, known + size, [key](const Known& one) { return one.key == key; });
  return found == known + size ? nullptr : &found->trouble;
}

}  // namespace

PageLanguage LanguageOf(const Request& request) {
  const std::string asked = request.Parameter("language").value_or("");
  if (IsLanguage(asked, "zh")) return PageLanguage::kChinese;
  if (IsLanguage(asked, "en")) return PageLanguage::kEnglish;
  const std::string_view accepted = request.Header("Accept-Language");
  return WeightOf(accepted, "zh") > WeightOf(accepted, "en") ? PageLanguage::kChinese
                                                             : PageLanguage::kEnglish;
}

std::string_view TagOf(PageLanguage language) {
  return language == PageLanguage::kChinese ? "zh-CN" : "en";
}

std::string PeriodText(const window::Window& window, PageLanguage language) {
  if (language == PageLanguage::kChinese) {
    return window::ChineseDates(window.start(), window.last());
  }
  return window::EnglishDates({.first = window.start(), .last = window.last()});
}

Trouble TroubleOf(const absl::Status& status) {
  if (const Trouble* found = Find(kReasons, ReasonOf(status))) return *found;
  const google::rpc::BadRequest bad_request = BadRequestOf(status);
  for (const auto& violation : bad_request.field_violations()) {
    if (const Trouble* found = Find(kFields, violation.field())) return *found;
  }
  const auto* found = std::find_if(std::begin(kCodes), std::end(kCodes),
                                   [&](const ByCode& one) { return one.code == status.code(); });
  return found == std::end(kCodes) ? kBroken : found->trouble;
}

Trouble NoSuchPage() {
  return {404,
          {"没有这个页面", "There is no such page"},
          {"地址写作 /主题/周，例如 /cell-gene-therapy/2025-W50。",
           "Addresses are /topic/week, such as /cell-gene-therapy/2025-W50."}};
}

Trouble ReadOnly() {
  return {
      405, {"页面只能读取", "Pages can only be read"}, {"请用 GET 或 HEAD。", "Use GET or HEAD."}};
}

}  // namespace sennight::gateway::http
