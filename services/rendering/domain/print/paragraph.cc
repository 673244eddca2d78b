#include "services/rendering/domain/print/paragraph.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "common/text/line_breaks.h"
#include "common/text/utf8.h"
#include "services/rendering/domain/characters.h"
#include "services/rendering/domain/phrases.h"

namespace sennight::rendering::print {
namespace {

// The most that a gap between ideographs is widened, in shares of the size of the text.
constexpr double kWidestGap = 0.16;

// The least share of a line that a headline which ends at a mark fills.
constexpr double kLeastHeadline = 0.45;

// The gap between ideographs and Western letters, in shares of half of the size.
constexpr double kLatinGap = 0.36;

bool IsOpening(char32_t c) {
  return c == 0xFF08 || c == 0x300A || c == 0x3008 || c == 0x300C || c == 0x300E || c == 0x3010 ||
         c == 0x3014 || c == 0xFF3B || c == 0xFF5B;
}

bool IsClosing(char32_t c) {
  return c == 0xFF09 || c == 0x300B || c == 0x3009 || c == 0x300D || c == 0x300F || c == 0x3011 ||
         c == 0x3015 || c == 0xFF3D || c == 0xFF5D;
}

// Marks whose right half is empty.
bool IsStopOrComma(char32_t c) {
  return c == 0x3001 || c == 0x3002 || c == 0xFF0C || c == 0xFF1A || c == 0xFF1B;
}

bool HasEmptyRight(char32_t c) { return IsClosing(c) || IsStopOrComma(c); }

bool TakesGap(char32_t c) { return IsHan(c) || IsFullWidthPunctuation(c); }

bool IsQuote(char32_t c) { return c == 0x2018 || c == 0x2019 || c == 0x201C || c == 0x201D; }

// Returns whether a quotation mark, which the fonts have as wide as an ideograph, is a narrow one
// between these characters, spaces aside: as the apostrophe of a name is.
bool IsNarrowBetween(char32_t before, char32_t after) {
  constexpr char32_t kFirstMark = 0x2000;
  return (before < kFirstMark || after < kFirstMark) && !TakesGap(before) && !TakesGap(after);
}

// Asks the fonts for their narrow quotation marks where those belong.
void NarrowQuotes(std::string_view text, PangoAttrList* attributes) {
  char32_t before = ' ';  // The nearest character that is no space; a space if there is none.
  const auto behind = [text](std::size_t at) {
    char32_t c = ' ';
    while (at < text.size() && c == ' ') c = NextCodePoint(text, &at);
    return c;
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t c = NextCodePoint(text, &at);
    if (IsQuote(c) && IsNarrowBetween(before, behind(at))) {
      PangoAttribute* feature = pango_attr_font_features_new("liga=0,clig=0,pwid=1");
      feature->start_index = static_cast<guint>(begin);
      feature->end_index = static_cast<guint>(at);
      pango_attr_list_change(attributes, feature);
    }
    if (c != ' ') before = c;
  }
}

}  // namespace

Paragraph::~Paragraph() = default;

void Paragraph::Add(std::string_view text, const Face& face, Target target) {
  if (text.empty()) return;
  spans_.push_back({.begin = text_.size(), .face = face, .target = std::move(target)});
  text_.append(text);
}

void Paragraph::ShapeText() {
  layout_.reset(pango_layout_new(context_));
  pango_layout_set_single_paragraph_mode(layout_.get(), TRUE);
  pango_layout_set_auto_dir(layout_.get(), FALSE);
  pango_layout_set_text(layout_.get(), text_.data(), static_cast<int>(text_.size()));
  PangoAttrList* attributes = pango_attr_list_new();
  // A ligature is no character that one could look for.
  pango_attr_list_insert(attributes, pango_attr_font_features_new("liga=0,clig=0"));
  for (std::size_t i = 0; i < spans_.size(); ++i) {
    const Face& face = spans_[i].face;
    PangoFontDescription* font = pango_font_description_new();
    pango_font_description_set_family_static(font, face.family);
    pango_font_description_set_weight(font, face.is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_size(font, static_cast<int>(std::lround(face.size * PANGO_SCALE)));
    PangoAttribute* attribute = pango_attr_font_desc_new(font);
    pango_font_description_free(font);
    attribute->start_index = static_cast<guint>(spans_[i].begin);
    attribute->end_index =
        static_cast<guint>(i + 1 < spans_.size() ? spans_[i + 1].begin : text_.size());
    pango_attr_list_insert(attributes, attribute);
  }
  NarrowQuotes(text_, attributes);
  pango_layout_set_attributes(layout_.get(), attributes);
  pango_attr_list_unref(attributes);
}

void Paragraph::CollectClusters(PangoLayoutLine* line) {
  std::vector<std::size_t> positions(text_.size() + 1, 0);  // Of code points, by byte.
  for (std::size_t byte = 0, position = 0; byte < text_.size(); ++position) {
    positions[byte] = position;
    NextCodePoint(text_, &byte);
  }
  for (GSList* item = line->runs; item != nullptr; item = item->next) {
    auto* run = static_cast<PangoGlyphItem*>(item->data);
    const PangoGlyphString& glyphs = *run->glyphs;
    const auto offset = static_cast<std::size_t>(run->item->offset);
    for (int g = 0; g < glyphs.num_glyphs;) {
      int next = g + 1;
      while (next < glyphs.num_glyphs && glyphs.log_clusters[next] == glyphs.log_clusters[g])
        ++next;
      const std::size_t byte = offset + static_cast<std::size_t>(glyphs.log_clusters[g]);
      std::size_t at = byte;
      const char32_t character = NextCodePoint(text_, &at);
      const auto after = std::upper_bound(spans_.begin(), spans_.end(), byte,
                                          [](std::size_t b, const Span& s) { return b < s.begin; });
      for (int k = g; k < next; ++k) {
        missing_ += (glyphs.glyphs[k].glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0 ? 1 : 0;
      }
      clusters_.push_back({.run = run,
                           .first_glyph = g,
                           .glyphs = next - g,
                           .byte = byte,
                           .position = positions[byte],
                           .span = static_cast<std::size_t>(after - spans_.begin()) - 1,
                           .character = character});
      g = next;
    }
  }
}

double Paragraph::Advance(const Cluster& cluster) const {
  int width = 0;
  for (int g = 0; g < cluster.glyphs; ++g) {
    width += cluster.run->glyphs->glyphs[cluster.first_glyph + g].geometry.width;
  }
  return static_cast<double>(width) / PANGO_SCALE;
}

void Paragraph::Widen(const Cluster& cluster, double points, bool at_left) const {
  const int units = static_cast<int>(std::lround(points * PANGO_SCALE));
  PangoGlyphGeometry& geometry =
      cluster.run->glyphs->glyphs[cluster.first_glyph + (at_left ? 0 : cluster.glyphs - 1)]
          .geometry;
  geometry.width += units;
  if (at_left) geometry.x_offset += units;
}

// Returns whether the gap between ideographs and Western letters belongs between two characters:
// not within dates such as 12月9日.
bool HasGap(char32_t left, char32_t right) {
  constexpr char32_t kYear = 0x5E74, kMonth = 0x6708, kDay = 0x65E5;
  const bool is_digit_left = left >= '0' && left <= '9';
  const bool is_digit_right = right >= '0' && right <= '9';
  if (is_digit_left && (right == kYear || right == kMonth || right == kDay)) return false;
  if (is_digit_right && (left == kYear || left == kMonth)) return false;
  return (IsHan(left) && (IsWestern(right) || right == '$')) ||
         ((IsWestern(left) || left == '%') && IsHan(right));
}

// Takes half of the width of a mark where another one follows or precedes: two marks take the room
// of one and a half.
void Paragraph::Squeeze() {
  for (std::size_t i = 0; i + 1 < clusters_.size(); ++i) {
    const char32_t left = clusters_[i].character;
    const char32_t right = clusters_[i + 1].character;
    const double half = spans_[clusters_[i].span].face.size / 2;
    if (HasEmptyRight(left) && (HasEmptyRight(right) || IsOpening(right))) {
      Widen(clusters_[i], -half, false);
    } else if (IsOpening(left) && IsOpening(right)) {
      Widen(clusters_[i + 1], -half, true);
    } else if (HasGap(left, right)) {
      Widen(clusters_[i], half * kLatinGap, false);
    }
  }
}

// The fonts have no narrow middle dot: in a text without ideographs, what is empty around it is
// taken away. In one with some, all of its dots are alike.
void Paragraph::NarrowDots() {
  constexpr char32_t kMiddleDot = 0xB7;
  constexpr double kEmptyShare = 0.33;  // Of the size, at either side.
  const auto is_chinese = [](const Cluster& cluster) { return TakesGap(cluster.character); };
  if (std::any_of(clusters_.begin(), clusters_.end(), is_chinese)) return;
  for (const Cluster& cluster : clusters_) {
    const double size = spans_[cluster.span].face.size;
    if (cluster.character != kMiddleDot || Advance(cluster) < 0.9 * size) continue;
    Widen(cluster, -kEmptyShare * size, true);
    Widen(cluster, -kEmptyShare * size, false);
  }
}

std::vector<bool> Paragraph::MayBreakBefore() const {
  std::vector<bool> breaks = text::LineBreaks(text::ToCodePoints(text_));
  if (!shape_.keeps_words || text_.size() > kMaxHeadlineBytes) return breaks;
  const std::vector<std::size_t> words =
      shape_.names == nullptr ? WordBoundaries(text_) : WordBoundaries(text_, *shape_.names);
  for (std::size_t i = 1; i < clusters_.size(); ++i) {
    const bool is_within = IsHan(clusters_[i - 1].character) && IsHan(clusters_[i].character) &&
                           !std::binary_search(words.begin(), words.end(), clusters_[i].byte);
    if (is_within) breaks[clusters_[i].position] = false;
  }
  return breaks;
}

void Paragraph::BreakLines() {
  const std::vector<bool> breaks = MayBreakBefore();
  std::size_t begin = 0;
  std::size_t last_break = 0;  // The latest place after `begin` where the line may end; 0 if none.
  double width = 0;
  double width_at_break = 0;
  for (std::size_t i = 0; i < clusters_.size(); ++i) {
    // Of a headline that goes on, a line ends at a mark rather than at any word.
    const bool is_kept = shape_.keeps_words && last_break > begin &&
                         HasEmptyRight(clusters_[last_break - 1].character) &&
                         width_at_break > shape_.width * kLeastHeadline;
    if (i > begin && breaks[clusters_[i].position] && !is_kept) {
      last_break = i;
      width_at_break = width;
    }
    const double advance = Advance(clusters_[i]);
    // Half of a mark at the end of a line is empty, and a space is not printed there.
    const double needed = clusters_[i].character == ' '           ? 0
                          : HasEmptyRight(clusters_[i].character) ? advance / 2
                                                                  : advance;
    if (width + needed > shape_.width + 0.01 && i > begin) {
      const std::size_t end = last_break > begin ? last_break : i;
      width = last_break > begin ? width - width_at_break : 0;
      Finish(begin, end, false);
      begin = end;
      last_break = 0;
      width_at_break = 0;
    }
    width += advance;
  }
  if (begin < clusters_.size()) Finish(begin, clusters_.size(), true);
}

void Paragraph::Finish(std::size_t begin, std::size_t end, bool is_last) {
  std::size_t visible = end;
  while (visible > begin && clusters_[visible - 1].character == ' ') --visible;
  if (visible > begin && !is_last && HasEmptyRight(clusters_[visible - 1].character)) {
    const Cluster& mark = clusters_[visible - 1];
    const double half = spans_[mark.span].face.size / 2;
    if (Advance(mark) > half * 1.2) Widen(mark, -half, false);
  }
  double width = 0;
  std::size_t gaps = 0;
  for (std::size_t i = begin; i < visible; ++i) {
    width += Advance(clusters_[i]);
    const bool is_gap = i + 1 < visible &&
                        (TakesGap(clusters_[i].character) || TakesGap(clusters_[i + 1].character));
    gaps += is_gap ? 1 : 0;
  }
  const double slack = shape_.width - width;
  if (shape_.is_justified && !is_last && gaps > 0 && slack > 0) {
    const double size = spans_[clusters_[begin].span].face.size;
    const double each = slack / static_cast<double>(gaps);
    if (each <= size * kWidestGap) {
      for (std::size_t i = begin; i + 1 < visible; ++i) {
        if (TakesGap(clusters_[i].character) || TakesGap(clusters_[i + 1].character)) {
          Widen(clusters_[i], each, false);
        }
      }
      width = shape_.width;
    }
  }
  lines_.push_back({.begin = begin, .end = visible, .width = width});
}

void Paragraph::Break() {
  if (text_.empty()) return;
  ShapeText();
  PangoLayoutLine* line = pango_layout_get_line(layout_.get(), 0);
  if (line == nullptr) return;
  CollectClusters(line);
  Squeeze();
  NarrowDots();
  BreakLines();
}

// The text goes along with its glyphs: what is copied from the document is what stands in it.
void Paragraph::ShowGlyphs(cairo_t* cairo, const Cluster& first, int glyphs,
                           std::size_t end) const {
  PangoItem item = *first.run->item;
  const int shift = static_cast<int>(first.byte) - item.offset;
  std::vector<int> clusters(static_cast<std::size_t>(glyphs));
  for (std::size_t g = 0; g < clusters.size(); ++g) {
    clusters[g] = first.run->glyphs->log_clusters[first.first_glyph + static_cast<int>(g)] - shift;
  }
  PangoGlyphString slice = *first.run->glyphs;
  slice.num_glyphs = glyphs;
  slice.glyphs += first.first_glyph;
  slice.log_clusters = clusters.data();
  item.offset = static_cast<int>(first.byte);
  item.length = static_cast<int>(end - first.byte);
  item.num_chars = static_cast<int>(
      CountCodePoints(std::string_view(text_).substr(first.byte, end - first.byte)));
  PangoGlyphItem shown = *first.run;
  shown.item = &item;
  shown.glyphs = &slice;
  // From right to left the clusters of a part are not those of its text.
  if ((item.analysis.level & 1) != 0) {
    pango_cairo_show_glyph_string(cairo, item.analysis.font, &slice);
  } else {
    pango_cairo_show_glyph_item(cairo, text_.c_str(), &shown);
  }
}

void Paragraph::Draw(cairo_t* cairo, std::size_t line, double x, double y) const {
  const Line& drawn = lines_[line];
  double size = 0;
  for (std::size_t i = drawn.begin; i < drawn.end; ++i) {
    const Face& face = spans_[clusters_[i].span].face;
    if (face.rise == 0) size = std::max(size, face.size);
  }
  // Ideographs stand 0.88 above the line and 0.12 below it.
  const double baseline = y + shape_.leading / 2 + size * 0.38;
  for (std::size_t i = drawn.begin; i < drawn.end;) {
    const Cluster& first = clusters_[i];
    std::size_t next = i + 1;
    double width = Advance(first);
    int glyphs = first.glyphs;
    while (next < drawn.end && clusters_[next].run == first.run &&
           clusters_[next].span == first.span) {
      width += Advance(clusters_[next]);
      glyphs += clusters_[next].glyphs;
      ++next;
    }
    const Face& face = spans_[first.span].face;
    const auto& channels = face.color.channels();
    cairo_set_source_rgb(cairo, channels[0] / 255.0, channels[1] / 255.0, channels[2] / 255.0);
    cairo_move_to(cairo, x, baseline - face.rise);
    const std::size_t end =
        next < clusters_.size() && clusters_[next].run == first.run
            ? clusters_[next].byte
            : static_cast<std::size_t>(first.run->item->offset + first.run->item->length);
    ShowGlyphs(cairo, first, glyphs, end);
    x += width;
    i = next;
  }
}

char32_t Paragraph::FirstOf(std::size_t line) const {
  return lines_[line].begin < lines_[line].end ? clusters_[lines_[line].begin].character : 0;
}

char32_t Paragraph::LastOf(std::size_t line) const {
  return lines_[line].begin < lines_[line].end ? clusters_[lines_[line].end - 1].character : 0;
}

std::vector<LinkArea> Paragraph::LinksOf(std::size_t line) const {
  std::vector<LinkArea> areas;
  double x = 0;
  std::size_t span = spans_.size();
  for (std::size_t i = lines_[line].begin; i < lines_[line].end; ++i) {
    const double advance = Advance(clusters_[i]);
    const Target& target = spans_[clusters_[i].span].target;
    if (target.url.has_value() || !target.place.empty()) {
      if (clusters_[i].span != span) areas.push_back({.x = x, .width = 0, .target = &target});
      areas.back().width += advance;
      span = clusters_[i].span;
    } else {
      span = spans_.size();
    }
    x += advance;
  }
  return areas;
}

}  // namespace sennight::rendering::print
