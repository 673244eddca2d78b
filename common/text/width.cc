#include "common/text/width.h"

#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <memory>

#include "common/text/characters.h"
#include "common/text/line_breaks.h"
#include "common/text/utf8.h"

namespace sennight::text {
namespace {

constexpr char32_t kEmojiPresentation = 0xFE0F;

int WidthOf(char32_t c) {
  if (c >= 0x20 && c < 0x7F) return 1;
  if (IsCombining(c)) return 0;
  return IsWide(c) ? 2 : 1;
}

// The columns of one grapheme cluster.
int WidthOfCluster(std::u32string_view cluster) {
  int width = 0;
  for (const char32_t c : cluster) {
    width = std::max(width, c == kEmojiPresentation ? 2 : WidthOf(c));
    if (u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_REGIONAL_INDICATOR)) width = 2;
  }
  return width;
}

// One thing that stays together on a line, and whether a line may end behind it.
struct Cluster {
  std::u32string_view text;
  int width;
  bool breaks_behind;
};

// Greedily fills lines with clusters.
class Filler {
 public:
  Filler(int width, std::vector<std::string>& lines) : width_(width), lines_(lines) {}

  void Fill(const std::vector<Cluster>& clusters, const std::vector<bool>& in_url) {
    size_t start = 0;
    while (start < clusters.size()) {
      if (IsWhiteSpace(clusters[start].text[0])) {
        ++start;
        continue;
      }
      const size_t end = EndOfLine(clusters, in_url, start);
      Add(clusters, start, end);
      start = end;
    }
  }

 private:
  size_t EndOfLine(const std::vector<Cluster>& clusters, const std::vector<bool>& in_url,
                   size_t start) const {
    int used = 0;
    size_t breakable = start;  // behind the last cluster that may end the line
    size_t at = start;
    for (; at < clusters.size(); ++at) {
      used += clusters[at].width;
      const bool space = IsWhiteSpace(clusters[at].text[0]);
      if (used > width_ && !space) break;
      if (clusters[at].breaks_behind) breakable = at + 1;
    }
    if (at == clusters.size()) return at;
    if (breakable > start) return breakable;
    if (!in_url[at]) return std::max(at, start + 1);
    while (at < clusters.size() && !clusters[at - 1].breaks_behind) ++at;  // an address stays whole
    return at;
  }

  void Add(const std::vector<Cluster>& clusters, size_t start, size_t end) {
    while (end > start && IsWhiteSpace(clusters[end - 1].text[0])) --end;
    std::string line;
    for (size_t i = start; i < end; ++i) line += ToUtf8(clusters[i].text);
    lines_.push_back(std::move(line));
  }

  int width_;
  std::vector<std::string>& lines_;
};

}  // namespace

int DisplayWidth(std::string_view utf8) {
  const std::u32string text = ToCodePoints(utf8);
  // What is always a cluster of its own: frequent, and quickly told.
  const auto simple = [](char32_t c) {
    return c < 0x300 || IsPlain(c) || (c >= 0x2010 && c <= 0x2027) ||
           (c >= 0x3000 && c <= 0x3029) || (c >= 0xFF01 && c <= 0xFF5E);
  };
  int width = 0;
  if (std::all_of(text.begin(), text.end(), simple)) {
    for (const char32_t c : text) width += WidthOf(c);
    return width;
  }
  for (const Range& cluster : ClusterRanges(text)) width += WidthOfCluster(Slice(text, cluster));
  return width;
}

std::vector<std::string_view> Graphemes(std::string_view utf8) {
  std::vector<std::string_view> graphemes;
  const auto size = static_cast<int32_t>(utf8.size());
  int32_t at = 0;
  for (const Range& cluster : ClusterRanges(ToCodePoints(utf8))) {
    const int32_t start = at;
    // A broken sequence is one code point of fewer bytes than U+FFFD has.
    for (int32_t i = 0; i < cluster.size(); ++i) U8_FWD_1(utf8.data(), at, size);
    graphemes.push_back(utf8.substr(start, at - start));
  }
  return graphemes;
}

std::vector<std::string> Wrap(std::string_view utf8, int width) {
  std::vector<std::string> lines;
  Filler filler(std::max(width, 2), lines);
  const std::u32string text = ToCodePoints(utf8);
  for (size_t start = 0; start <= text.size();) {
    const size_t end = std::min(text.find(U'\n', start), text.size());
    const std::u32string_view line = std::u32string_view(text).substr(start, end - start);
    const std::vector<bool> breaks = LineBreaks(line);
    const std::vector<bool> urls = UrlPositions(line);
    std::vector<Cluster> clusters;
    std::vector<bool> in_url;
    for (const Range& range : ClusterRanges(line)) {
      const std::u32string_view cluster = Slice(line, range);
      clusters.push_back({cluster, WidthOfCluster(cluster), breaks[range.end]});
      in_url.push_back(urls[range.start]);
    }
    const size_t before = lines.size();
    filler.Fill(clusters, in_url);
    if (lines.size() == before) lines.emplace_back();
    start = end + 1;
  }
  return lines;
}

}  // namespace sennight::text
