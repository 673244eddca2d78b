#include "services/summarization/domain/quality.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "services/summarization/domain/phrase_scan.h"

namespace sennight::summarization {
namespace {

using Words = std::u32string_view;

constexpr auto kDependentChinese = std::to_array<Words>({
    U"其",     U"它",           U"他",           U"她",   U"此外", U"另外",     U"同时",
    U"因此",   U"因而",         U"然而",         U"但",   U"而",   U"并",       U"不过",
    U"所以",   U"与此同时",     U"对此",         U"为此", U"由此", U"随后",     U"之后",
    U"上述",   U"这",           U"那",           U"此",   U"以上", U"总体来看", U"总的来看",
    U"综上",   U"总之",         U"可见",         U"例如", U"比如", U"相比之下", U"反之",
    U"换言之", U"值得注意的是", U"值得一提的是",
});

constexpr auto kNounPhraseChinese = std::to_array<Words>({
    U"该",
    U"这项",
    U"这款",
    U"这一",
    U"这家",
    U"这张",
    U"这种",
    U"此次",
    U"本次",
    U"本品",
    U"本研究",
    U"这批",
});

constexpr auto kDependentEnglish = std::to_array<Words>({
    U"it",           U"its",         U"he",          U"his",         U"she",
    U"her",          U"they",        U"their",       U"this",        U"that",
    U"these",        U"those",       U"however",     U"moreover",    U"also",
    U"additionally", U"furthermore", U"but",         U"and",         U"meanwhile",
    U"therefore",    U"thus",        U"so",          U"then",        U"in addition",
    U"as a result",  U"by contrast", U"in contrast", U"instead",     U"nevertheless",
    U"similarly",    U"likewise",    U"such",        U"for example", U"for instance",
    U"both",         U"or",          U"yet",         U"still",       U"here",
    U"there",
});

// What no digest prints, wherever it stands.
constexpr auto kUnprintable = std::to_array<Words>({
    U"本刊",
    U"本报",
    U"本网",
    U"本站",
    U"小编",
    U"笔者",
    U"我们",
    U"咱们",
    U"点击",
    U"扫码",
    U"关注公众号",
    U"阅读原文",
    U"优惠",
    U"报名",
    U"联系电话",
    U"详情请",
    U"转载",
    U"版权所有",
    U"免责",
    U"click here",
    U"subscribe",
    U"sign up",
    U"register now",
    U"forward-looking statements",
    U"all rights reserved",
    U"read more",
    U"contact us",
    U"visit www",
    U"http://",
    U"https://",
    U"javascript:",
});

// Words of the publisher about himself, at word boundaries.
constexpr auto kFirstPerson = std::to_array<Words>({U"we", U"our", U"ours", U"my"});

constexpr auto kPraise = std::to_array<Words>({
    U"热烈祝贺",      U"喜报",         U"里程碑",        U"颠覆",           U"重磅",
    U"划时代",        U"有力注脚",     U"新纪元",        U"开创",           U"填补空白",
    U"打破",          U"引领",         U"惠及更多",      U"真正做到",       U"释放出",
    U"明确信号",      U"国际领先",     U"世界领先",      U"一流",           U"新篇章",
    U"强势",          U"震撼",         U"保证疗效",      U"完全自主",       U"milestone",
    U"game-changing", U"game changer", U"revolutionary", U"groundbreaking", U"proud",
    U"excited",       U"thrilled",     U"delighted",     U"world-class",    U"cutting-edge",
    U"landmark",      U"pleased to",
});

constexpr auto kAnonymous = std::to_array<Words>({
    U"据悉",
    U"相关负责人",
    U"有关负责人",
    U"业内人士",
    U"知情人士",
    U"专家认为",
    U"有分析",
    U"sources say",
    U"people familiar",
    U"insiders",
    U"analysts say",
});

constexpr double kPraiseCost = 0.6;
constexpr double kAnonymousCost = 0.5;
constexpr double kHearsayCost = 0.1;
constexpr double kHalfWidthCost = 0.4;
constexpr double kOtherScriptCost = 0.3;

constexpr auto kHearsay = std::to_array<Words>({U"据报道", U"reportedly"});

// The classes of phrases that decide on a sentence.
enum PhraseClass { kForbids, kPraises, kHidesWho, kHeard };

const PhraseScan& QualityPhrases() {
  static const PhraseScan& scan = *new PhraseScan([] {
    PhraseScan made;
    made.Add(kForbids, kUnprintable);
    made.AddWords(kForbids, kFirstPerson);
    made.Add(kPraises, kPraise);
    made.Add(kHidesWho, kAnonymous);
    made.Add(kHeard, kHearsay);
    return made;
  }());
  return scan;
}

bool Has(PhraseScan::Classes classes, PhraseClass one) { return (classes >> one & 1) != 0; }

bool BeginsWithWord(Words text, Words word) {
  if (text.substr(0, word.size()) != word) return false;
  return !IsLatinLetter(word.back()) || text.size() == word.size() ||
         !IsWordChar(text[word.size()]);
}

template <size_t N>
bool BeginsWithAny(Words text, const std::array<Words, N>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](Words word) { return BeginsWithWord(text, word); });
}

Words KeyOf(const Report& report, const Sentence& sentence) {
  const Shadow& shadow = report.ShadowOf(sentence.field);
  const Range range = shadow.FromSource(sentence.range);
  return Words(shadow.key()).substr(range.start, range.size());
}

// Of ASCII, whether it is a mark that IsWhole looks at.
constexpr auto kIsMark = [] {
  std::array<bool, 0x80> is_mark{};
  for (const char c : {'"', '<', '*', ']', '{', '(', ')', '[', '}'}) is_mark[c] = true;
  return is_mark;
}();

// Whether brackets and quotation marks are closed in their order, and there is no markup.
bool IsWhole(Words source) {
  std::u32string open;
  int straight = 0;
  for (size_t at = 0; at < source.size(); ++at) {
    const char32_t c = source[at];
    if (c < 0x80 && !kIsMark[c]) continue;
    const char32_t next = at + 1 < source.size() ? source[at + 1] : U'\0';
    if (c == U'"') ++straight;
    if (c == U'<' && (next == U'/' || next == U'!' || (next < 0x80 && text::IsLatin(next)))) {
      return false;
    }
    const bool doubled = (c == U'*' || c == U'{') && next == c;
    if (doubled || (c == U']' && next == U'(')) return false;
    if (c == U'’' || c == U'‘') continue;  // Also apostrophes.
    if (text::IsOpening(c)) {
      open.push_back(text::ClosingOf(c));
    } else if (text::IsClosing(c)) {
      if (open.empty() || open.back() != c) return false;
      open.pop_back();
    }
  }
  return open.empty() && straight % 2 == 0;
}

bool HasHalfWidthPunctuation(Words source) {
  for (size_t i = 1; i < source.size(); ++i) {
    const char32_t c = source[i];
    if ((c == U',' || c == U';' || c == U':' || c == U'(' || c == U')') && IsHan(source[i - 1])) {
      return true;
    }
  }
  return false;
}

// "The therapy", "the 396 MW wind farm": only the story explains what is meant. "The FDA" is a
// name.
bool IsDefiniteDescription(Words source) {
  constexpr Words kThe = U"The ";
  return source.starts_with(kThe) && source.size() > kThe.size() &&
         !text::IsUpper(source[kThe.size()]);
}

// A title needs no full stop; a sentence of a body ends with one, or with a bracket or quotation
// mark behind it.
bool Ends(const Sentence& sentence, Words source) {
  if (sentence.field == Field::kTitle) return true;
  for (size_t at = source.size(); at > 0; --at) {
    const char32_t c = source[at - 1];
    if (c == U'。' || c == U'.' || c == U'！' || c == U'!') return true;
    if (!text::IsClosing(c) && c != U'"') return false;
  }
  return false;
}

}  // namespace

Opening OpeningOf(const Report& report, const Sentence& sentence) {
  const Words key = KeyOf(report, sentence);
  const Words source = text::Slice(Words(report.ShadowOf(sentence.field).source), sentence.range);
  if (BeginsWithAny(key, kNounPhraseChinese) || IsDefiniteDescription(source)) {
    return Opening::kNounPhrase;
  }
  if (BeginsWithAny(key, kDependentChinese) || BeginsWithAny(key, kDependentEnglish)) {
    return Opening::kDependent;
  }
  return Opening::kPlain;
}

bool IsPrintable(const Report& report, const Sentence& sentence) {
  const int most = report.language == "zh" ? kMostWordsChinese : kMostWordsOther;
  if (sentence.words < kFewestWords || sentence.words > most) return false;
  const Words source = text::Slice(Words(report.ShadowOf(sentence.field).source), sentence.range);
  const Words key = KeyOf(report, sentence);
  if (!Ends(sentence, source) || key.find(U'?') != Words::npos || !IsWhole(source)) return false;
  return !Has(QualityPhrases().ClassesIn(key), kForbids);
}

double Blemish(const Report& report, const Sentence& sentence) {
  const Words key = KeyOf(report, sentence);
  const Words source = text::Slice(Words(report.ShadowOf(sentence.field).source), sentence.range);
  double blemish = 0;
  const PhraseScan::Classes said = QualityPhrases().ClassesIn(key);
  if (Has(said, kPraises)) blemish += kPraiseCost;
  if (Has(said, kHidesWho)) blemish += kAnonymousCost;
  if (Has(said, kHeard)) blemish += kHearsayCost;
  if (HasHalfWidthPunctuation(source)) blemish += kHalfWidthCost;
  // A name that readers of the language cannot read.
  if (std::any_of(key.begin(), key.end(), IsOtherLetter)) blemish += kOtherScriptCost;
  return blemish;
}

}  // namespace sennight::summarization
