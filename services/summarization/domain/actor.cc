#include "services/summarization/domain/actor.h"

#include <algorithm>
#include <optional>

#include "common/text/utf8.h"
#include "services/summarization/domain/common_words.h"
#include "services/summarization/domain/tokens.h"

namespace sennight::summarization {
namespace {

// What somebody does who only says something. Words that are also said of decisions (recommend,
// warn, oppose) are none.
constexpr std::string_view kOpinions[] = {
    "表示",     "认为",      "回应",      "评论",        "点评",        "评析",        "解读",
    "分享",     "呼吁",      "质疑",      "反驳",        "澄清",        "解释",        "透露",
    "致歉",     "道歉",      "观点",      "专访",        "访谈",        "畅谈",        "对话",
    "随笔",     "称其",      "指出",      "says",        "said",        "comments on", "commentary",
    "responds", "responded", "explains",  "discusses",   "argues",      "opinion",     "interview",
    "podcast",  "weighs in", "viewpoint", "perspective", "reflects on", "apologizes",  "apologises",
    "clarifies"};

// Characters before 称 with which it names something and does not say anything.
constexpr std::u32string_view kNamings = U"名号简昵别通俗谑职宣堪可对并人自著统尊代";

// How a Chinese name begins.
constexpr int kBeginning = 2;

NameTrie MakeOpinions() {
  NameTrie words;
  int id = 0;
  for (const std::string_view word : kOpinions) words.Add(word, id++);
  return words;
}

const NameTrie& Opinions() {
  static const NameTrie* const words = new NameTrie(MakeOpinions());
  return *words;
}

bool IsAbout(topic::v1::ConceptClass concept_class) {
  return concept_class == topic::v1::CONCEPT_CLASS_PRODUCT ||
         concept_class == topic::v1::CONCEPT_CLASS_ORGANIZATION;
}

std::u32string KeyOfConcept(const ConceptEntry& entry) {
  return U"#" + text::ToCodePoints(entry.id);
}

// Returns the letters that a word begins with: the name of a family of versions.
std::u32string FamilyOf(std::u32string_view word) {
  size_t end = 0;
  while (end < word.size() && IsLatinLetter(word[end])) ++end;
  return std::u32string(word.substr(0, end));
}

// Looks for the first name in Latin letters within a range without concepts.
class LatinSearch {
 public:
  LatinSearch(const Shadow& title, bool is_chinese) : title_(title), is_chinese_(is_chinese) {}

  std::optional<std::u32string> First(int begin, int end) const {
    const std::u32string& key = title_.key();
    for (int at = begin; at < end;) {
      if (IsOtherLetter(key[at])) {
        int last = at;
        while (last < end && IsOtherLetter(key[last])) ++last;
        if (last - at > 1) return key.substr(at, last - at);
        at = last;
        continue;
      }
      if (!IsWordChar(key[at])) {
        ++at;
        continue;
      }
      int last = at;
      while (last < end && !IsSpace(key[last]) && !IsHan(key[last])) ++last;
      std::u32string family = FamilyOf(std::u32string_view(key).substr(at, last - at));
      if (IsName(family, {at, last})) return family;
      at = last + 1;
    }
    return std::nullopt;
  }

 private:
  // In Chinese text a word in Latin letters is a name; in English one that is written with a
  // capital and that ordinary texts do not have.
  bool IsName(const std::u32string& family, const Range& word) const {
    if (family.size() < 2) return false;
    const Range source = title_.ToSource(word);
    const bool capital = std::any_of(title_.source.begin() + source.start,
                                     title_.source.begin() + source.end, text::IsUpper);
    return is_chinese_ || (capital && BackgroundShare(StemWord(family)) <= kUncommon);
  }

  const Shadow& title_;
  bool is_chinese_;
};

// Returns how the Chinese name begins with which the title does; empty if it begins with a word of
// all texts.
std::u32string ChineseBeginning(std::u32string_view key) {
  if (key.size() < kBeginning) return U"";
  const std::u32string_view beginning = key.substr(0, kBeginning);
  if (!std::all_of(beginning.begin(), beginning.end(), IsHan)) return U"";
  return BackgroundShare(beginning) > kUncommon ? U"" : std::u32string(beginning);
}

}  // namespace

std::u32string ActorOf(const Report& report, const ConceptTable& table) {
  const Sentence& title = report.sentences.front();
  const Range folded = report.title.FromSource(title.range);
  const LatinSearch latin(report.title, report.language == "zh");
  const auto shadow = std::u32string_view(report.title.key()).substr(folded.start, folded.size());
  int free = folded.start;  // Where the text behind the last concept begins.
  const auto first_free = [&](int end) -> std::u32string {
    if (free == folded.start) {
      std::u32string beginning = ChineseBeginning(shadow.substr(0, end - free));
      if (!beginning.empty()) return beginning;
    }
    return latin.First(free, end).value_or(U"");
  };
  for (const ConceptHit& hit : title.concepts) {
    const Range found = report.title.FromSource(hit.range);
    if (found.start < free) continue;
    std::u32string before = first_free(found.start);
    if (!before.empty()) return before;
    const ConceptEntry& entry = table.at(hit.concept_index);
    if (IsAbout(entry.concept_class)) return KeyOfConcept(entry);
    free = found.end;
  }
  return first_free(folded.end);
}

std::u32string ActorKey(std::string_view name, const ConceptTable& table) {
  const int known = table.IndexOf(name);
  if (known >= 0) return KeyOfConcept(table.at(known));
  const std::u32string shadow = ShadowText(name);
  for (const ConceptHit& hit : table.Find(shadow)) {
    if (hit.range.start == 0 && IsAbout(table.at(hit.concept_index).concept_class)) {
      return KeyOfConcept(table.at(hit.concept_index));
    }
  }
  return shadow.empty() || !IsHan(shadow[0]) ? FamilyOf(shadow) : shadow.substr(0, kBeginning);
}

bool TellsOpinion(const Report& report) {
  const Range range = report.title.FromSource(report.sentences.front().range);
  const auto title = std::u32string_view(report.title.key()).substr(range.start, range.size());
  if (!Opinions().Longest(title).empty()) return true;
  const size_t says = title.find(U'称');
  return says != std::u32string_view::npos && says > 1 &&
         kNamings.find(title[says - 1]) == std::u32string_view::npos && says + 1 < title.size();
}

}  // namespace sennight::summarization
