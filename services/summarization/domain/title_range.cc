#include "services/summarization/domain/title_range.h"

#include <algorithm>
#include <array>
#include <vector>

namespace sennight::summarization {
namespace {

// The most code points of what follows a title's last separator for it to be a publisher's name.
constexpr int kMostSuffix = 16;
// The fewest code points that a title keeps.
constexpr int kFewestTitle = 6;

bool IsWritten(char32_t c) { return IsLatinLetter(c) || IsHan(c); }

bool IsPublisher(const event::v1::Event& event, std::u32string_view suffix) {
  for (const event::v1::Source& source : event.sources()) {
    const std::u32string publisher = ShadowText(source.publisher());
    if (!publisher.empty() && publisher == suffix) return true;
  }
  return false;
}

// Whether a text names something that a story is about, or what happened.
bool SaysSomething(std::u32string_view text, const ConceptTable& concepts) {
  const std::vector<ConceptHit> hits = concepts.Find(text);
  return std::any_of(hits.begin(), hits.end(), [&](const ConceptHit& hit) {
    switch (concepts.at(hit.concept_index).concept_class) {
      case topic::v1::CONCEPT_CLASS_OCCASION:
      case topic::v1::CONCEPT_CLASS_PLACE:
      case topic::v1::CONCEPT_CLASS_RANK:
        return false;
      default:
        return true;
    }
  });
}

// What a title cries before it says anything: 刚刚！….
constexpr auto kCries = std::to_array<std::u32string_view>(
    {U"刚刚", U"重磅", U"突发", U"喜讯", U"快讯", U"罕见", U"官宣", U"震撼", U"好消息", U"里程碑",
     U"重磅消息", U"最新消息"});

// Services and columns that put their name and a dash before what they pass on.
constexpr auto kWires = std::to_array<std::u32string_view>(
    {U"financialcontent", U"pr newswire", U"prnewswire", U"globenewswire", U"globe newswire",
     U"business wire", U"businesswire", U"accesswire", U"newsfile", U"eqs-news", U"press release",
     U"新闻稿", U"每日消息", U"科学研究", U"研究进展", U"行业动态", U"行业新闻", U"公司新闻"});

// What stands before who passed a report on, as machines translate "By": 提供者 Investing.com.
constexpr std::u32string_view kProvidedBy = U" 提供者 ";

// What the names of Chinese outlets end in: …-某某新闻.
constexpr auto kOutlets =
    std::to_array<std::u32string_view>({U"新闻", U"新闻网", U"资讯网", U"日报网", U"日报", U"晚报",
                                        U"头条", U"财经", U"客户端", U"专区"});

bool IsOutlet(std::u32string_view text) {
  return std::any_of(kOutlets.begin(), kOutlets.end(),
                     [text](std::u32string_view ending) { return text.ends_with(ending); });
}

template <size_t N>
bool IsOneOf(std::u32string_view text, const std::array<std::u32string_view, N>& known) {
  return std::find(known.begin(), known.end(), text) != known.end();
}

// Whether it is a picture, or chooses how the one before is shown: 🔥, ✅.
bool IsPicture(char32_t c) {
  return (c >= 0x2600 && c <= 0x27BF) || (c >= 0x1F000 && c <= 0x1FAFF) || c == 0xFE0F;
}

// Returns where the title begins behind pictures.
int PicturesEnd(std::u32string_view key) {
  size_t begin = 0;
  while (begin < key.size() && (IsPicture(key[begin]) || IsSpace(key[begin]))) ++begin;
  return static_cast<int>(begin);
}

// Returns where the title begins behind a cry or the name of a wire service or column.
int OpeningEnd(std::u32string_view key) {
  const auto behind = [key](size_t end) {
    while (end < key.size() && IsSpace(key[end])) ++end;
    return key.size() - end < kFewestTitle ? 0 : static_cast<int>(end);
  };
  const size_t cry = key.find_first_of(U"!");
  if (cry != key.npos && IsOneOf(key.substr(0, cry), kCries)) return behind(cry + 1);
  const size_t dash = key.find(U" - ");
  if (dash == key.npos) return 0;
  const size_t bracket = std::min(dash, key.find(U'('));
  if (bracket < dash && key[dash - 1] != U')') return 0;
  const std::u32string_view name = key.substr(0, bracket);
  return IsOneOf(name, kWires) ? behind(dash + 3) : 0;
}

// Returns where the title begins behind the name of its column: 【首发】…, 研发进展 | …. One that
// says something is no such name.
int ColumnEnd(std::u32string_view key, const ConceptTable& concepts) {
  const auto size = static_cast<int>(key.size());
  int mark = -1;
  if (!key.empty() && key[0] == U'【') {
    mark = static_cast<int>(key.find(U'】'));
  } else {
    mark = static_cast<int>(key.find_first_of(U"|丨"));
  }
  if (mark < 1 || mark > kMostSuffix || size - mark < kFewestTitle || size - mark < mark) return 0;
  if (SaysSomething(key.substr(0, mark), concepts)) return 0;
  int begin = mark + 1;
  while (begin < size && IsSpace(key[begin])) ++begin;
  return begin;
}

}  // namespace

Range TitleRange(const event::v1::Event& event, const Shadow& title, const ConceptTable& concepts) {
  const std::u32string& key = title.key();
  const int size = static_cast<int>(key.size());
  int cut = size;
  const size_t provided = key.rfind(kProvidedBy);
  if (provided != key.npos && provided >= kFewestTitle &&
      key.size() - provided - kProvidedBy.size() <= kMostSuffix) {
    cut = static_cast<int>(provided);
  }
  for (int at = cut - 1; at >= kFewestTitle && cut - at <= kMostSuffix + 3; --at) {
    const bool bar = key[at] == U'|' || key[at] == U'_';
    const bool is_dash = key[at] == U'-' && at + 1 < cut;
    const bool dash = is_dash && IsSpace(key[at - 1]) && IsSpace(key[at + 1]);
    // Chinese joins nothing by such a dash: "…进程- 某某经济".
    const bool lopsided = is_dash && IsHan(key[at - 1]) && IsSpace(key[at + 1]);
    const bool close = is_dash && IsHan(key[at - 1]) && IsWritten(key[at + 1]);
    if (!bar && !dash && !lopsided && !close) continue;
    int first = at + 1;
    while (first < cut && IsSpace(key[first])) ++first;
    const std::u32string_view suffix = std::u32string_view(key).substr(first, cut - first);
    const bool host = suffix.find(U'.') != std::u32string_view::npos &&
                      suffix.find(U' ') == std::u32string_view::npos;
    const bool is_name = at > cut - at && !SaysSomething(suffix, concepts);
    const bool named = bar || lopsided || (close && IsOutlet(suffix));
    const bool cuts = host || IsPublisher(event, suffix) || (named && is_name);
    if (close && IsHan(key[at + 1]) && !cuts) continue;  // A dash of the title's own: 中国-东盟.
    if (cuts) cut = at;
    break;
  }
  while (cut > 0 && IsSpace(key[cut - 1])) --cut;
  const std::u32string_view whole = std::u32string_view(key).substr(0, cut);
  int begin = PicturesEnd(whole);
  begin += ColumnEnd(whole.substr(begin), concepts);
  begin += OpeningEnd(whole.substr(begin));
  Range range = title.ToSource({begin, cut});
  while (range.start < range.end && text::IsWhiteSpace(title.source[range.start])) ++range.start;
  return range;
}

}  // namespace sennight::summarization
