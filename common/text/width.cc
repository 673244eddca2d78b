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

// The clusters of a line of common characters.
std::vector<Cluster> CommonClusters(std::u32string_view line) {
  std::vector<Cluster> clusters(line.size());
  CommonBreakReader reader(line);
  const CommonCharacter* before = nullptr;
  size_t byte = 0;
  const auto is_ideograph = [line](size_t at) { return line[at] >= 0x4E00 && line[at] <= 0x9FFF; };
  for (size_t at = 0; at < line.size(); ++at) {
    // Between two ideographs a line may always end, and the reader learns nothing from the second.
    if (at > 0 && is_ideograph(at) && is_ideograph(at - 1)) {
      clusters[at - 1].breaks_behind = true;
      clusters[at] = {.byte = static_cast<uint32_t>(byte), .width = 2};
      byte += 3;
      continue;
    }
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

// The clusters of any line.
std::vector<Cluster> ClustersOf(std::u32string_view line) {
  if (IsCommonText(line)) return CommonClusters(line);
  const std::vector<bool> breaks = LineBreaks(line);
  std::vector<Cluster> clusters;
  clusters.reserve(line.size());
  size_t byte = 0;
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
  size_t byte = 0;
  Cluster* last = nullptr;
  for (Cluster& cluster : clusters) {
    while (byte < cluster.byte) byte += BytesOf(line[at++]);
    cluster.in_url = urls[at];
    if (cluster.in_url && last != nullptr && last->in_url) last->breaks_behind = false;
    last = &cluster;
  }
}

// Returns whether one of U+5000 to U+9FFF stands at a byte: most ideographs, quickly told.
inline bool IsIdeographAt(std::string_view utf8, size_t at) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(utf8.data() + at);
  return at + 2 < utf8.size() && bytes[0] >= 0xE5 && bytes[0] <= 0xE9 &&
         (bytes[1] & 0xC0) == 0x80 && (bytes[2] & 0xC0) == 0x80;
}

// Returns `line` without white space around it if it surely fits into `width` columns: as most
// texts do that are no paragraphs.
std::optional<std::string_view> AsOneLine(std::string_view line, int width) {
  const CommonCharacters& characters = CommonCharacters::Get();
  const auto size = static_cast<int32_t>(line.size());
  // A column takes three bytes at most: those of a narrow mark such as “.
  if (size > 3 * width) return std::nullopt;
  int used = 0;
  size_t begin = 0;  // Of what is no white space.
  size_t end = 0;
  for (int32_t at = 0; at < size;) {
    if (IsIdeographAt(line, static_cast<size_t>(at))) {
      used += 2;
      at += 3;
      end = static_cast<size_t>(at);
      continue;
    }
    UChar32 c;
    U8_NEXT(line.data(), at, size, c);
    if (c < 0) return std::nullopt;
    const CommonCharacter& character = characters.Of(static_cast<char32_t>(c));
    used += character.width;
    if (used > width || !character.Is(CommonCharacter::kKnown)) return std::nullopt;
    if (!character.Is(CommonCharacter::kSpace)) {
      end = static_cast<size_t>(at);
    } else if (end == 0) {
      begin = static_cast<size_t>(at);
    }
  }
  if (used > width) return std::nullopt;
  return line.substr(begin, std::max(begin, end) - begin);
}

// Greedily fills lines with clusters of a text.
class Filler {
 public:
  Filler(std::string_view utf8, int width, TakeLine take)
      : utf8_(utf8), width_(width), take_(take) {}

  // Takes the lines of the text, an empty one if it has nothing but white space.
  void Fill(const std::vector<Cluster>& clusters) {
    bool is_empty = true;
    size_t start = 0;
    while (start < clusters.size()) {
      if (clusters[start].is_space) {
        ++start;
        continue;
      }
      const size_t end = EndOfLine(clusters, start);
      Take(clusters, start, end);
      is_empty = false;
      start = end;
    }
    if (is_empty) take_({});
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

  void Take(const std::vector<Cluster>& clusters, size_t start, size_t end) {
    while (end > start && clusters[end - 1].is_space) --end;
    const size_t from = clusters[start].byte;
    const size_t to = end < clusters.size() ? clusters[end].byte : utf8_.size();
    take_(utf8_.substr(from, to - from));
  }

  std::string_view utf8_;
  int width_;
  TakeLine take_;
};

// Takes the lines of a text without line ends that may not fit into one.
void TakeLines(std::string_view utf8, int width, TakeLine take) {
  const std::u32string text = ToCodePoints(utf8);
  std::string repaired;
  if (text.find(kReplacement) != text.npos) utf8 = repaired = ToUtf8(text);
  std::vector<Cluster> clusters = ClustersOf(text);
  MarkUrls(text, clusters);
  Filler(utf8, width, take).Fill(clusters);
}

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

void ForEachLine(std::string_view utf8, int width, TakeLine take) {
  width = std::max(width, 2);
  while (true) {
    const size_t end = std::min(utf8.find('\n'), utf8.size());
    const std::string_view line = utf8.substr(0, end);
    if (const auto whole = AsOneLine(line, width); whole.has_value()) {
      take(*whole);
    } else {
      TakeLines(line, width, take);
    }
    if (end == utf8.size()) return;
    utf8.remove_prefix(end + 1);
  }
}

std::vector<std::string> Wrap(std::string_view utf8, int width) {
  std::vector<std::string> lines;
  ForEachLine(utf8, width, [&lines](std::string_view line) { lines.emplace_back(line); });
  return lines;
}

}  // namespace sennight::text
