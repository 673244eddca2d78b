#include "services/summarization/domain/headline_name.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "services/summarization/domain/common_words.h"
#include "services/summarization/domain/tokens.h"

namespace sennight::summarization {
namespace {

using Words = std::u32string_view;

constexpr size_t kLongWord = 4;
constexpr int kFewestLongWords = 4;
constexpr double kMostlyCapitals = 0.7;
constexpr int kMostNameWords = 8;
// One of several words must be found in no more of ordinary texts: "Example Therapeutics", not "New
// Data".
constexpr double kUnusual = 0.01;

// What headlines say that somebody does, without an ending.
constexpr auto kVerbs = std::to_array<Words>(
    {U"accelerat", U"achiev",   U"acquir",     U"add",       U"adopt",     U"advanc",   U"agre",
     U"aim",       U"announc",  U"appoint",    U"approv",    U"award",     U"back",     U"began",
     U"begin",     U"bid",      U"bring",      U"build",     U"buy",       U"call",     U"clear",
     U"clos",      U"collabor", U"commenc",    U"complet",   U"cut",       U"debut",    U"deliv",
     U"deliver",   U"demonstr", U"discov",     U"discover",  U"dose",      U"dos",      U"drop",
     U"earn",      U"enrol",    U"enroll",     U"enter",     U"establish", U"expand",   U"extend",
     U"fac",       U"face",     U"file",       U"files",     U"form",      U"gain",     U"get",
     U"give",      U"grant",    U"halt",       U"highlight", U"hir",       U"hire",     U"hit",
     U"hold",      U"host",     U"identifi",   U"initi",     U"introduc",  U"invest",   U"join",
     U"land",      U"launch",   U"lay",        U"licens",    U"list",      U"make",     U"meet",
     U"merg",      U"move",     U"name",       U"obtain",    U"offer",     U"open",     U"outlin",
     U"partner",   U"particip", U"paus",       U"plan",      U"post",      U"prepar",   U"present",
     U"price",     U"provid",   U"publish",    U"rais",      U"reach",     U"receiv",   U"reinvent",
     U"report",    U"resum",    U"reveal",     U"say",       U"secur",     U"see",      U"seek",
     U"select",    U"sell",     U"set",        U"share",     U"show",      U"showcas",  U"shut",
     U"sign",      U"start",    U"strengthen", U"submit",    U"sue",       U"support",  U"suspend",
     U"take",      U"target",   U"team",       U"tell",      U"top",       U"treat",    U"unveil",
     U"updat",     U"urg",      U"use",        U"warn",      U"win",       U"withdraw", U"won"});

// The same in Chinese. One that begins with another of them needs no mention: 获批, 获得.
constexpr auto kChineseVerbs =
    std::to_array<Words>({U"完成", U"宣布", U"签署", U"公布", U"发布", U"推出", U"递交", U"提交",
                          U"获",   U"连获", U"开出", U"启动", U"批准", U"揭牌", U"开诊", U"举行",
                          U"召开", U"收购", U"投资", U"签约", U"联手", U"携手", U"计划", U"将",
                          U"拟",   U"作出", U"上市", U"入选", U"亮相", U"达成", U"冲刺", U"与"});

// Words with which what is said of the name begins.
constexpr auto kAuxiliaries =
    std::to_array<Words>({U"are", U"can", U"gets", U"had", U"has", U"have", U"is", U"may", U"must",
                          U"to", U"was", U"were", U"will", U"would"});

// What kind of company it is: "Example, Inc. Launches …".
constexpr auto kCompanies =
    std::to_array<Words>({U"inc", U"inc.", U"ltd", U"ltd.", U"llc", U"corp", U"corp.", U"plc"});

// Small words inside names: Zhongnan Hospital of Wuhan University.
constexpr auto kInside = std::to_array<Words>({U"of", U"and", U"the", U"de", U"&", U"+"});

template <size_t N>
bool IsOneOf(Words word, const std::array<Words, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

struct Word {
  Range range;         // Without the marks around it.
  bool ends = false;   // A mark behind it ends what it belongs to.
  bool alone = false;  // A dash or the like, with space around it.
};

std::vector<Word> WordsOf(Words source, const Range& title) {
  std::vector<Word> words;
  for (int at = title.start; at < title.end;) {
    int end = at;
    while (end < title.end && !text::IsWhiteSpace(source[end])) ++end;
    Word word{{at, end}};
    while (word.range.end > at &&
           (text::IsClosing(source[word.range.end - 1]) || source[word.range.end - 1] == U',' ||
            source[word.range.end - 1] == U':')) {
      --word.range.end;
    }
    const size_t size = word.range.end - at;
    if (size > 2 && source[word.range.end - 1] == U's' &&
        (source[word.range.end - 2] == U'\'' || source[word.range.end - 2] == U'’')) {
      word.range.end -= 2;
    }
    word.ends = word.range.end != end;
    word.alone = std::none_of(source.begin() + at, source.begin() + end, text::IsLetter) &&
                 source[at] != U'&' && source[at] != U'+';
    words.push_back(word);
    at = end;
    while (at < title.end && text::IsWhiteSpace(source[at])) ++at;
  }
  return words;
}

std::u32string LowerOf(Words source, const Range& range) {
  std::u32string lower(source.substr(range.start, range.size()));
  for (char32_t& c : lower) {
    if (c >= U'A' && c <= U'Z') c += U'a' - U'A';
  }
  return lower;
}

bool IsVerb(const std::u32string& lower) {
  return IsOneOf(lower, kAuxiliaries) || IsOneOf(lower, kVerbs) || IsOneOf(StemWord(lower), kVerbs);
}

// Whether a capital or a digit stands behind the first letter: "CARsgen", not "Nanoparticles".
bool HasInnerMark(Words word) {
  return std::any_of(word.begin() + 1, word.end(),
                     [](char32_t c) { return text::IsUpper(c) || text::IsDigit(c); });
}

}  // namespace

bool HasHeadlineCase(Words source, const Range& title) {
  int words = 0;
  int capitals = 0;
  for (const Word& word : WordsOf(source, title)) {
    const char32_t first = source[word.range.start];
    if (static_cast<size_t>(word.range.size()) < kLongWord || !text::IsLatin(first)) continue;
    ++words;
    capitals += text::IsUpper(first) ? 1 : 0;
  }
  return words >= kFewestLongWords && capitals >= kMostlyCapitals * words;
}

bool IsHeadlineVerb(Words source, const Range& word) { return IsVerb(LowerOf(source, word)); }

size_t ChineseVerbAt(Words text, size_t from) {
  size_t first = Words::npos;
  for (const Words verb : kChineseVerbs) first = std::min(first, text.find(verb, from));
  return first;
}

std::optional<Range> NameBeforeVerb(Words source, const Range& title, VerbAfter verb) {
  Range name;
  bool has_verb = false;
  int words = 0;
  bool uncommon = false;
  bool unusual = false;
  bool is_article = false;
  bool is_marked = false;  // By more than the capital that every title begins with.
  bool ended = false;
  for (const Word& word : WordsOf(source, title)) {
    if (word.alone && ended) break;
    if (word.alone) {  // "Newswire - Example Therapeutics Presents …"
      words = 0;
      uncommon = unusual = false;
      continue;
    }
    const std::u32string lower = LowerOf(source, word.range);
    if (IsVerb(lower)) {
      has_verb = true;
      break;
    }
    if (ended && !IsOneOf(lower, kCompanies)) break;  // "Example, Inc. Launches …"
    is_marked = is_marked || ended;
    if (ended) continue;
    const bool capital = std::any_of(source.begin() + word.range.start,
                                     source.begin() + word.range.end, text::IsUpper);
    if (capital) {
      if (words == 0) {
        name.start = word.range.start;
        is_article = lower == U"the";
      }
      name.end = word.range.end;
      ++words;
      const double share = BackgroundShare(StemWord(lower));
      is_marked = is_marked || HasInnerMark(source.substr(word.range.start, word.range.size()));
      uncommon = uncommon || (lower.size() > 1 && share <= kUncommon);
      unusual = unusual || share <= kUnusual;
    } else if (words == 0 || !IsOneOf(lower, kInside)) {
      break;
    }
    ended = word.ends;
    if (words == kMostNameWords) break;
  }
  if (verb == VerbAfter::kNeeded && (!has_verb || (words == 1 && !is_marked))) return std::nullopt;
  if (is_article && words == 2) return std::nullopt;  // "The Center for …"
  if (words == 0 || (words == 1 && !uncommon) || (words > 1 && !unusual)) return std::nullopt;
  return name;
}

}  // namespace sennight::summarization
