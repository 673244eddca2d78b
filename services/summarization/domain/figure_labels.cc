#include <algorithm>
#include <array>
#include <string_view>

#include "services/summarization/domain/figures.h"

namespace sennight::summarization {
namespace {

using Words = std::u32string_view;

constexpr int kLongestChineseLabel = 12;
constexpr int kMostLabelWords = 6;

// What stands between a label and its number.
constexpr auto kBetweenChinese = std::to_array<Words>(
    {U"达到", U"约为", U"超过", U"升至", U"降至", U"约", U"近", U"超", U"逾", U"达", U"为",
     U"是",   U"至",   U"到",   U"仅",   U"共",   U"的", U"有", U"：", U":",  U" "});
// Endings that make what stands before a number a verb and not a label.
constexpr auto kVerbsChinese = std::to_array<Words>(
    {U"完成", U"宣布", U"获得", U"募集", U"签署", U"纳入", U"安装", U"建设", U"新建", U"采购",
     U"订购", U"投入", U"其中", U"随访", U"每", U"年产", U"至少保存", U"保存"});
constexpr auto kBetweenEnglish = std::to_array<Words>(
    {U"of",        U"was",    U"were",   U"is",      U"are",    U"at",
     U"by",        U"about",  U"around", U"roughly", U"nearly", U"approximately",
     U"reached",   U"totals", U"than",   U"over",    U"under",  U"more",
     U"less",      U"only",   U"some",   U"up",      U"to",     U"little",
     U"a",         U"an",     U"almost", U"be",      U"been",   U"reported",
     U"estimated", U"put",    U"set"});
constexpr auto kStopEnglish = std::to_array<Words>(
    {U"and",    U"that", U"which", U"whom", U"with", U"for",   U"in",     U"on",
     U"a",      U"an",   U"the",   U"to",   U"will", U"would", U"had",    U"has",
     U"have",   U"or",   U"from",  U"said", U"says", U"its",   U"their",  U"after",
     U"before", U"when", U"while", U"but",  U"as",   U"among", U"against"});
// "moderate to severe bleeding": the words belong together.
constexpr auto kGrades = std::to_array<Words>({U"mild", U"moderate", U"low", U"small", U"early"});
constexpr auto kVerbsEnglish = std::to_array<Words>(
    {U"raised", U"raises", U"invest", U"invests", U"enrolled", U"add", U"adds", U"ordered",
     U"includes", U"include", U"treated", U"gained", U"shares", U"closed"});

constexpr auto kPronouns =
    std::to_array<Words>({U"it", U"they", U"he", U"she", U"we", U"this", U"that", U"these"});

template <size_t N>
bool Has(const std::array<Words, N>& words, Words word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool IsLabelCharacter(char32_t c) {
  return IsHan(c) || text::IsLatin(c) || c == U'-' || c == U'‑' || c == U'/';
}

// Returns the range in which a label before the number can stand: from the number before.
int LowerBound(const Sentence& sentence, const Number& number) {
  int bound = sentence.range.start;
  for (const Number& other : sentence.numbers) {
    if (other.range.end <= number.range.start) bound = std::max(bound, other.range.end);
  }
  return bound;
}

std::optional<Range> ChineseBefore(Words source, const Sentence& sentence, const Number& number,
                                   const ConceptTable& table) {
  const int bound = LowerBound(sentence, number);
  int end = number.range.start;
  // 体验月卡（39元）: what stands before the bracket.
  if (end > bound && (source[end - 1] == U'（' || source[end - 1] == U'(')) --end;
  for (bool cut = true; cut;) {
    cut = false;
    for (const Words word : kBetweenChinese) {
      const int size = static_cast<int>(word.size());
      if (end - size < bound || source.substr(end - size, size) != word) continue;
      end -= size;
      cut = true;
      break;
    }
  }
  int start = end;
  while (start > bound && IsLabelCharacter(source[start - 1])) --start;
  for (const ConceptHit& hit : sentence.concepts) {
    const auto kind = table.at(hit.concept_index).concept_class;
    const bool name = kind == topic::v1::CONCEPT_CLASS_PRODUCT ||
                      kind == topic::v1::CONCEPT_CLASS_ORGANIZATION ||
                      kind == topic::v1::CONCEPT_CLASS_MODALITY;
    if (name && hit.range.end <= end - 2) start = std::max(start, hit.range.end);
  }
  const size_t possessive = source.substr(start, end - start).rfind(U'的');
  if (possessive != Words::npos && end - start - static_cast<int>(possessive) > 2) {
    start += static_cast<int>(possessive) + 1;
  }
  // 官方定价为每百万输出token: of a long one what it is said to be.
  const size_t copula = source.substr(start, end - start).rfind(U'为');
  if (copula != Words::npos && end - start > kLongestChineseLabel &&
      end - start - static_cast<int>(copula) > 2) {
    start += static_cast<int>(copula) + 1;
  }
  const Words label = source.substr(start, end - start);
  const bool verb = std::any_of(kVerbsChinese.begin(), kVerbsChinese.end(),
                                [label](Words word) { return label.ends_with(word); });
  // 每百万输出token: a name in other letters may end it.
  const bool is_chinese = std::count_if(label.begin(), label.end(), IsHan) >= 2;
  // "Marrow Bank海上风电场": a name whose first word is left out is none.
  const bool cut_name = !label.empty() && text::IsLatin(label.front()) && start - 2 >= bound &&
                        text::IsWhiteSpace(source[start - 1]) && text::IsLatin(source[start - 2]);
  if (verb || cut_name || !is_chinese || label.size() > kLongestChineseLabel) return std::nullopt;
  return Range{start, end};
}

// "3.2亿元人民币B轮融资", "45.8%的端点": what the money is, or what the share is of, follows it.
std::optional<Range> ChineseAfter(Words source, const Sentence& sentence, const Number& number) {
  int start = number.range.end;
  const auto skip = [&](Words word) {
    if (source.substr(start, word.size()) == word) start += static_cast<int>(word.size());
  };
  skip(U"人民币");
  skip(U" ");
  const bool possessive = start < sentence.range.end && source[start] == U'的';
  skip(U"的");
  skip(U" ");
  int end = start;
  while (end < sentence.range.end && IsLabelCharacter(source[end])) ++end;
  if (start >= end || !IsHan(source[end - 1])) return std::nullopt;
  const int size = end - start;
  const bool money = number.kind == NumberKind::kMoney && size >= 3 && size <= 8;
  const bool share = number.kind == NumberKind::kPercent && possessive && size >= 2 &&
                     size <= kLongestChineseLabel;
  return money || share ? std::optional<Range>({start, end}) : std::nullopt;
}

// Returns the word of the key that ends at or before `end`; empty at other marks than a space.
Range WordBefore(Words key, int begin, int end) {
  while (end > begin && IsSpace(key[end - 1])) --end;
  int start = end;
  while (start > begin && (IsWordChar(key[start - 1]) || key[start - 1] == U'-')) --start;
  return {start, end};
}

// Returns the word of the key that begins at `begin`.
Range WordAt(Words key, int begin, int end) {
  int stop = begin;
  while (stop < end && (IsWordChar(key[stop]) || key[stop] == U'-')) ++stop;
  return {begin, stop};
}

std::optional<Range> EnglishBefore(const Shadow& shadow, const Sentence& sentence,
                                   const Number& number) {
  const Words key = shadow.key();
  const int begin = shadow.FromSource({LowerBound(sentence, number), number.range.start}).start;
  int end = shadow.FromSource(number.range).start;
  Range word = WordBefore(key, begin, end);
  if (key.substr(word.start, word.size()) == U"the") return std::nullopt;
  while (!word.empty() && Has(kBetweenEnglish, key.substr(word.start, word.size()))) {
    end = word.start;
    word = WordBefore(key, begin, end);
  }
  Range label = {word.end, word.end};
  for (int words = 0; words < kMostLabelWords && !word.empty(); ++words) {
    const Words text = key.substr(word.start, word.size());
    const Range before = WordBefore(key, begin, word.start);
    const bool grades = text == U"to" && Has(kGrades, key.substr(before.start, before.size()));
    if (!grades && Has(kStopEnglish, text)) break;
    if (words == 0 && Has(kVerbsEnglish, text)) break;
    label.start = word.start;
    word = WordBefore(key, begin, word.start);
  }
  // "48 turbines of 15 MW": the turbines are counted, not measured.
  const bool counted = label.start <= begin + 1 && begin > shadow.FromSource(sentence.range).start;
  // "monopiles of up to 2,500 tonnes": the size is one of theirs, not what they are.
  const bool attribute = number.kind == NumberKind::kMeasure && !label.empty() &&
                         key[label.end - 1] == U's' && key.substr(label.end, 4) == U" of ";
  const Range first = WordAt(key, label.start, label.end);
  const bool pronoun = Has(kPronouns, key.substr(first.start, first.size()));
  if (label.empty() || counted || attribute || pronoun || !IsLatinLetter(key[label.start]))
    return std::nullopt;
  if (key.substr(label.start, 3) == U"of ") label.start += 3;
  return shadow.ToSource(label);
}

// "62 percent of the vote", "$40 million in funding": what the share is of, what the money is.
std::optional<Range> EnglishAfter(const Shadow& shadow, const Sentence& sentence,
                                  const Number& number) {
  const bool money = number.kind == NumberKind::kMoney;
  if (!money && number.kind != NumberKind::kPercent) return std::nullopt;
  const Words key = shadow.key();
  const int limit = shadow.FromSource(sentence.range).end;
  const auto text_of = [key](const Range& word) { return key.substr(word.start, word.size()); };
  // Returns the word behind one space; an empty one behind anything else.
  const auto next = [&](const Range& word) {
    const bool joined = word.end + 1 < limit && IsSpace(key[word.end]);
    return joined ? WordAt(key, word.end + 1, limit) : Range{word.end, word.end};
  };
  Range word = next(shadow.FromSource(number.range));
  if (text_of(word) != (money ? Words(U"in") : Words(U"of"))) return std::nullopt;
  word = next(word);
  for (const Words article : {Words(U"the"), Words(U"all"), Words(U"its"), Words(U"their")}) {
    if (text_of(word) == article) word = next(word);
  }
  Range label{word.start, word.start};
  for (int words = 0; words < kMostLabelWords && !word.empty(); ++words) {
    if (Has(kStopEnglish, text_of(word)) || Has(kBetweenEnglish, text_of(word))) break;
    // "in Paris" is where it was, "in 2025" when.
    const Range source = shadow.ToSource(word);
    if (!IsLatinLetter(key[word.start]) || text::IsUpper(shadow.source[source.start])) break;
    label.end = word.end;
    word = next(word);
  }
  constexpr int kShortest = 3;
  if (label.size() < kShortest) return std::nullopt;
  return shadow.ToSource(label);
}

}  // namespace

std::optional<Range> LabelOf(const Report& report, const Sentence& sentence, const Number& number,
                             const ConceptTable& table) {
  const Shadow& shadow = report.ShadowOf(sentence.field);
  if (report.language != "zh") {
    if (const auto label = EnglishBefore(shadow, sentence, number)) return label;
    return EnglishAfter(shadow, sentence, number);
  }
  if (const auto label = ChineseBefore(shadow.source, sentence, number, table)) return label;
  return ChineseAfter(shadow.source, sentence, number);
}

}  // namespace sennight::summarization
