#include "common/text/width.h"

#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>

#include "common/text/characters.h"
#include "common/text/common_breaks.h"
#include "common/text/common_characters.h"
#include "common/text/line_breaks.h"
#include "common/text/utf8.h"

namespace sennight::text {
namespace {

constexpr char32_t kEmojiPresentation = 0xFE0F;
constexpr char32_t kReplacement = 0xFFFD;

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

// One thing that stays together on a line.
struct Cluster {
  uint32_t byte = 0;  // Where it begins in the UTF-8.
  uint8_t width = 0;
  bool is_space = false;
  bool in_url = false;
  bool breaks_behind = false;  // Whether a line may end behind it.
};

size_t BytesOf(char32_t c) { return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4; }

// The clusters of a line of common characters that begins at `byte`.
std::vector<Cluster> CommonClusters(std::u32string_view line, size_t byte) {
  std::vector<Cluster> clusters(line.size());
  CommonBreakReader reader(line);
  const CommonCharacter* before = nullptr;
  for (size_t at = 0; at < line.size(); ++at) {
    const CommonCharacter& character = reader.At(at);
    const bool may_end = reader.MayEndBefore(at);
    if (before != nullptr) {
      clusters[at - 1].breaks_behind = CorrectedBreak(*before, character, may_end);
    }
    before = &character;
    clusters[at].byte = static_cast<uint32_t>(byte);
    clusters[at].width = character.width;
    clusters[at].is_space = character.Is(CommonCharacter::kSpace);
    byte += BytesOf(line[at]);
  }
  if (!clusters.empty()) clusters.back().breaks_behind = true;
  return clusters;
}

// The clusters of any line that begins at `byte`.
std::vector<Cluster> ClustersOf(std::u32string_view line, size_t byte) {
  if (IsCommonText(line)) return CommonClusters(line, byte);
  const std::vector<bool> breaks = LineBreaks(line);
  std::vector<Cluster> clusters;
  clusters.reserve(line.size());
  for (const Range& range : ClusterRanges(line)) {
    const std::u32string_view cluster = Slice(line, range);
    clusters.push_back({.byte = static_cast<uint32_t>(byte),
                        .width = static_cast<uint8_t>(WidthOfCluster(cluster)),
                        .is_space = IsWhiteSpace(cluster[0]),
                        .in_url = false,
                        .breaks_behind = breaks[range.end]});
    for (const char32_t c : cluster) byte += BytesOf(c);
  }
  return clusters;
}

// Marks the clusters that are a part of a web address; no line ends within one.
void MarkUrls(std::u32string_view line, std::vector<Cluster>& clusters) {
  if (line.find(U"://") == line.npos) return;
  const std::vector<bool> urls = UrlPositions(line);
  size_t at = 0;
  size_t byte = clusters.front().byte;
  Cluster* last = nullptr;
  for (Cluster& cluster : clusters) {
    while (byte < cluster.byte) byte += BytesOf(line[at++]);
    cluster.in_url = urls[at];
    if (cluster.in_url && last != nullptr && last->in_url) last->breaks_behind = false;
    last = &cluster;
  }
}

// Returns the part of `utf8` from byte `start` on that is `line`, without white space around it, if
// it surely fits into `width` columns: as most texts do that are no paragraphs.
std::optional<std::string_view> AsOneLine(std::string_view utf8, size_t start,
                                          std::u32string_view line, int width) {
  const CommonCharacters& characters = CommonCharacters::Get();
  int used = 0;
  size_t byte = start;
  size_t begin = start;  // Of what is no white space.
  size_t end = start;
  for (const char32_t c : line) {
    const CommonCharacter& character = characters.Of(c);
    used += character.width;
    if (used > width || !character.Is(CommonCharacter::kKnown)) return std::nullopt;
    byte += BytesOf(c);
    if (!character.Is(CommonCharacter::kSpace)) {
      end = byte;
    } else if (end == start) {
      begin = byte;
    }
  }
  return utf8.substr(begin, std::max(begin, end) - begin);
}

// Greedily fills lines with clusters of a text.
class Filler {
 public:
  Filler(std::string_view utf8, int width, std::vector<std::string>& lines)
      : utf8_(utf8), width_(width), lines_(lines) {}

  // `end_byte` is the byte behind the last cluster.
  void Fill(const std::vector<Cluster>& clusters, size_t end_byte) {
    size_t start = 0;
    while (start < clusters.size()) {
      if (clusters[start].is_space) {
        ++start;
        continue;
      }
      const size_t end = EndOfLine(clusters, start);
      Add(clusters, start, end, end_byte);
      start = end;
    }
  }

 private:
  size_t EndOfLine(const std::vector<Cluster>& clusters, size_t start) const {
    int used = 0;
    size_t breakable = start;  // behind the last cluster that may end the line
    size_t at = start;
    for (; at < clusters.size(); ++at) {
      used += clusters[at].width;
      if (used > width_ && !clusters[at].is_space) break;
      if (clusters[at].breaks_behind) breakable = at + 1;
    }
    if (at == clusters.size()) return at;
    if (breakable > start) return breakable;
    if (!clusters[at].in_url) return std::max(at, start + 1);
    while (at < clusters.size() && !clusters[at - 1].breaks_behind) ++at;  // an address stays whole
    return at;
  }

  void Add(const std::vector<Cluster>& clusters, size_t start, size_t end, size_t end_byte) {
    while (end > start && clusters[end - 1].is_space) --end;
    const size_t from = clusters[start].byte;
    const size_t to = end < clusters.size() ? clusters[end].byte : end_byte;
    lines_.emplace_back(utf8_.substr(from, to - from));
  }

  std::string_view utf8_;
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
  const std::u32string text = ToCodePoints(utf8);
  std::string repaired;
  if (text.find(kReplacement) != text.npos) utf8 = repaired = ToUtf8(text);
  width = std::max(width, 2);
  Filler filler(utf8, width, lines);
  size_t byte = 0;
  for (size_t start = 0; start <= text.size();) {
    const size_t end = std::min(text.find(U'\n', start), text.size());
    const std::u32string_view line = std::u32string_view(text).substr(start, end - start);
    const size_t end_byte = std::min(utf8.find('\n', byte), utf8.size());
    if (const auto whole = AsOneLine(utf8, byte, line, width); whole.has_value()) {
      lines.emplace_back(*whole);
    } else {
      std::vector<Cluster> clusters = ClustersOf(line, byte);
      MarkUrls(line, clusters);
      const size_t before = lines.size();
      filler.Fill(clusters, end_byte);
      if (lines.size() == before) lines.emplace_back();
    }
    start = end + 1;
    byte = end_byte + 1;
  }
  return lines;
}

}  // namespace sennight::text
