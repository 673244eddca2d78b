#include "tests/eval/scorers.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "common/text/characters.h"
#include "common/text/utf8.h"

namespace sennight::eval {
namespace {

double MeanOf(double precision, double recall) {
  return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
}

std::map<std::string, int> RunsOf(const std::vector<std::string>& words, size_t length) {
  std::map<std::string, int> runs;
  for (size_t i = 0; i + length <= words.size(); ++i) {
    ++runs[absl::StrJoin(words.begin() + static_cast<std::ptrdiff_t>(i),
                         words.begin() + static_cast<std::ptrdiff_t>(i + length), " ")];
  }
  return runs;
}

// The part of each item's companions in `whole` that are also its companions in `other`, on
// average.
double Agreement(const Clusters& whole, const Clusters& other) {
  double sum = 0;
  for (const auto& [item, cluster] : whole) {
    int together = 0;
    int both = 0;
    for (const auto& [companion, home] : whole) {
      if (home != cluster) continue;
      ++together;
      both += other.at(companion) == other.at(item) ? 1 : 0;
    }
    sum += static_cast<double>(both) / together;
  }
  return sum / static_cast<double>(whole.size());
}

}  // namespace

std::vector<std::string> WordsOf(std::string_view utf8) {
  std::vector<std::string> words;
  bool joins = false;
  for (const char32_t c : text::ToCodePoints(utf8)) {
    const bool letter = text::IsLatin(c) || text::IsDigit(c);
    if (text::IsHan(c)) {
      words.push_back(text::ToUtf8(std::u32string(1, c)));
    } else if (letter) {
      if (!joins) words.emplace_back();
      text::AppendUtf8(c, words.back());
    }
    joins = letter;
  }
  for (std::string& word : words) absl::AsciiStrToLower(&word);
  return words;
}

double Recall(std::string_view candidate, std::string_view reference, int length, int limit) {
  std::vector<std::string> words = WordsOf(candidate);
  if (words.size() > static_cast<size_t>(limit)) words.resize(limit);
  const auto said = RunsOf(words, length);
  int all = 0;
  int shared = 0;
  for (const auto& [run, count] : RunsOf(WordsOf(reference), length)) {
    all += count;
    const auto found = said.find(run);
    if (found != said.end()) shared += std::min(count, found->second);
  }
  return all > 0 ? static_cast<double>(shared) / all : 0;
}

double BCubedF(const Clusters& right, const Clusters& found) {
  return MeanOf(Agreement(found, right), Agreement(right, found));
}

double PairF(const Clusters& right, const Clusters& found) {
  int wanted = 0;
  int given = 0;
  int both = 0;
  for (auto a = right.begin(); a != right.end(); ++a) {
    for (auto b = right.begin(); b != a; ++b) {
      const bool together = a->second == b->second;
      const bool joined = found.at(a->first) == found.at(b->first);
      wanted += together ? 1 : 0;
      given += joined ? 1 : 0;
      both += together && joined ? 1 : 0;
    }
  }
  if (wanted == 0 || given == 0) return 0;
  return MeanOf(static_cast<double>(both) / given, static_cast<double>(both) / wanted);
}

double BalancedAccuracy(const std::vector<bool>& right, const std::vector<bool>& found) {
  int passed = 0;
  int stopped = 0;
  int good = 0;
  for (size_t i = 0; i < right.size(); ++i) {
    good += right[i] ? 1 : 0;
    passed += right[i] && found[i] ? 1 : 0;
    stopped += !right[i] && !found[i] ? 1 : 0;
  }
  const int bad = static_cast<int>(right.size()) - good;
  return (static_cast<double>(passed) / good + static_cast<double>(stopped) / bad) / 2;
}

}  // namespace sennight::eval
