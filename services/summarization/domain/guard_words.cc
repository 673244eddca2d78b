#include "services/summarization/domain/guard_words.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "services/summarization/domain/opposites.h"
#include "services/summarization/domain/tokens.h"

namespace sennight::summarization {
namespace {

using Words = std::unordered_set<std::u32string>;

constexpr std::string_view kRises =
    "increase rise rose grow grew grown growth up higher raise gain climb surge expand improve "
    "improvement expansion uptick boost jump soar exceed accelerate acceleration strengthen strong "
    "stronger high more positive above better upward record outperform";
constexpr std::string_view kFalls =
    "decrease decline fall fell fallen drop down lower reduce shrink shrank reduction weaken loss "
    "slump plunge dip cut downturn contract contraction decelerate deceleration weak weaker low "
    "less fewer negative below worse downward underperform slow slowdown";
constexpr std::string_view kDenials =
    "not no never without neither nor none nobody nothing cannot unlikely fail fails failed deny "
    "denied denies except excluding despite lack";
constexpr std::string_view kDegrees =
    "slight slightly small minor negligible significant significantly sharp sharply only solely "
    "all every always entire entirely most mostly few never rarely barely hardly nearly almost "
    "exactly fully completely partially dramatic dramatically massive huge modest modestly "
    "moderate moderately substantial substantially minimal tiny large least second third fourth "
    "half double twice triple definitely certainly";

// Degrees of about one size, a line each.
constexpr std::array<std::string_view, 6> kAlikeDegrees = {
    "significant significantly sharp sharply dramatic dramatically massive huge substantial "
    "substantially large strong strongly major considerable considerably",
    "slight slightly small minor modest modestly minimal tiny little moderate moderately "
    "negligible",
    "only solely",
    "all every entire entirely fully completely full",
    "nearly almost",
    "rarely barely hardly few"};

constexpr auto kChineseOpposites = std::to_array<OppositePhrases>({
    {U"上升", U"下降"}, {U"增加", U"减少"},   {U"增长", U"下降"}, {U"上涨", U"下跌"},
    {U"提高", U"降低"}, {U"升高", U"降低"},   {U"扩大", U"缩小"}, {U"高于", U"低于"},
    {U"优于", U"劣于"}, {U"批准", U"拒绝"},   {U"获批", U"被拒"}, {U"通过", U"否决"},
    {U"成功", U"失败"}, {U"盈利", U"亏损"},   {U"之前", U"之后"}, {U"开始", U"结束"},
    {U"启动", U"终止"}, {U"恢复", U"暂停"},   {U"买入", U"卖出"}, {U"进口", U"出口"},
    {U"国内", U"海外"}, {U"包括", U"不包括"}, {U"支持", U"反对"}, {U"有效", U"无效"},
    {U"阳性", U"阴性"}, {U"最大", U"最小"},   {U"首次", U"再次"}, {U"以上", U"以下"},
});

constexpr auto kChineseDenials = std::to_array<std::u32string_view>(
    {U"尚未", U"并未", U"没有", U"未能", U"未获", U"未被", U"不予", U"拒绝", U"否认", U"不会",
     U"并非", U"无法", U"不再", U"未发", U"未观", U"不能", U"不得", U"未出现", U"不是"});

constexpr auto kChineseDegrees = std::to_array<std::u32string_view>(
    {U"显著", U"大幅", U"小幅", U"略有", U"全部", U"所有", U"唯一", U"完全", U"几乎", U"首个",
     U"首次", U"最大", U"最高", U"轻微", U"严重", U"仅有", U"多数", U"少数", U"一半", U"翻倍"});

Words WordsOf(std::string_view words, bool stems) {
  Words made;
  for (const absl::string_view word :
       absl::StrSplit(absl::string_view(words.data(), words.size()), ' ', absl::SkipEmpty())) {
    const std::u32string points = text::ToCodePoints({word.data(), word.size()});
    made.insert(stems ? StemWord(points) : points);
  }
  return made;
}

using Opposites = std::unordered_map<std::u32string, std::vector<std::u32string>>;

Opposites ReadOpposites() {
  Opposites opposites;
  const absl::string_view all(kOpposites.data(), kOpposites.size());
  for (const absl::string_view pair : absl::StrSplit(all, ' ', absl::SkipEmpty())) {
    const std::vector<std::string> words = absl::StrSplit(pair, '/');
    const std::u32string a = StemWord(text::ToCodePoints(words[0]));
    const std::u32string b = StemWord(text::ToCodePoints(words[1]));
    opposites[a].push_back(b);
    opposites[b].push_back(a);
  }
  return opposites;
}

}  // namespace

bool IsRise(const std::u32string& stem) {
  static const Words& words = *new Words(WordsOf(kRises, true));
  return words.count(stem) > 0;
}

bool IsFall(const std::u32string& stem) {
  static const Words& words = *new Words(WordsOf(kFalls, true));
  return words.count(stem) > 0;
}

bool IsDenial(const std::u32string& word) {
  static const Words& words = *new Words(WordsOf(kDenials, false));
  return words.count(word) > 0;
}

bool IsDegree(const std::u32string& word) {
  static const Words& words = *new Words(WordsOf(kDegrees, false));
  return words.count(word) > 0;
}

const std::vector<std::u32string>& DegreesLike(const std::u32string& word) {
  using Degrees = std::unordered_map<std::u32string, std::vector<std::u32string>>;
  static const Degrees& degrees = *[] {
    auto* all = new Degrees;
    for (const std::string_view line : kAlikeDegrees) {
      const Words words = WordsOf(line, false);
      for (const std::u32string& same : words) (*all)[same] = {words.begin(), words.end()};
    }
    return all;
  }();
  static const std::vector<std::u32string>& none = *new std::vector<std::u32string>;
  const auto found = degrees.find(word);
  return found == degrees.end() ? none : found->second;
}

const std::vector<std::u32string>& OppositesOf(const std::u32string& stem) {
  static const Opposites& opposites = *new Opposites(ReadOpposites());
  static const std::vector<std::u32string>& none = *new std::vector<std::u32string>;
  const auto found = opposites.find(stem);
  return found == opposites.end() ? none : found->second;
}

std::span<const OppositePhrases> ChineseOpposites() { return kChineseOpposites; }
std::span<const std::u32string_view> ChineseDenials() { return kChineseDenials; }
std::span<const std::u32string_view> ChineseDegrees() { return kChineseDegrees; }

}  // namespace sennight::summarization
