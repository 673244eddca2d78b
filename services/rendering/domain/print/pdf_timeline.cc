#include "services/rendering/domain/print/pdf_timeline.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/rendering/domain/characters.h"
#include "services/rendering/domain/dates.h"
#include "services/rendering/domain/timeline.h"
#include "services/rendering/domain/web_text.h"

namespace sennight::rendering::print {
namespace {

constexpr Color kWhite = Color(0xFF, 0xFF, 0xFF);

// Most columns that are wide enough for labels; with more, stories are numbers.
constexpr std::size_t kMostLabelled = 10;

// Most stories under a day; how many more there are is said.
constexpr std::size_t kMostMarks = 6;

// Longest label, in code points.
constexpr std::size_t kLongestLabel = 24;

constexpr double kLegend = 16;  // Heights.
constexpr double kBand = 16;
constexpr double kDay = 13;
constexpr double kMark = 11;
constexpr double kDisc = 4.6;  // A radius.

class TimelineWriter {
 public:
  TimelineWriter(const DigestView& view, const PdfText& text, PdfPages* pages)
      : view_(view),
        text_(text),
        pages_(*pages),
        columns_(MakeTimeline(view)),
        width_(kColumn / static_cast<double>(columns_.size())) {}

  void Write() {
    for (std::size_t i = 0; i < columns_.size(); ++i) marks_.push_back(MarksOf(i));
    double deepest = 0;
    for (const auto& marks : marks_) {
      double depth = 0;
      for (const Mark& mark : marks) depth += mark.Height();
      deepest = std::max(deepest, depth);
    }
    const double height = 10 + kLegend + kBand + 3 + kDay + deepest + 8;
    pages_.Space(12);
    pages_.Keep(height);
    const double top = pages_.y();
    pages_.Line(kMargin, top, kColumn, 0.5, text_.tones().line);
    WriteLegend(top + 6);
    DrawAxis(top + 6 + kLegend);
    cairo_tag_begin(pages_.cairo(), "L", nullptr);
    for (std::size_t i = 0; i < columns_.size(); ++i) WriteColumn(i, top + 9 + kLegend + kBand);
    cairo_tag_end(pages_.cairo(), "L");
    pages_.Line(kMargin, top + height - 0.5, kColumn, 0.5, text_.tones().line);
    pages_.Advance(height);
  }

 private:
  struct Mark {
    std::string number;
    Paragraph label;
    bool is_late;

    double Height() const { return std::max(kMark, label.height() + 1.5); }
  };

  double CenterOf(std::size_t i) const { return kMargin + width_ * (static_cast<double>(i) + 0.5); }

  static bool IsLate(const TimelineColumn& column) {
    return std::any_of(column.marks.begin(), column.marks.end(),
                       [](const TimelineMark& mark) { return mark.is_late; });
  }

  // Returns how wide the labels of a column may be: the next one lends its place if it is empty.
  double RoomOf(std::size_t i) const {
    const bool has_more = i + 1 < columns_.size() && columns_[i + 1].marks.empty();
    return std::max(20.0, (has_more ? 2 : 1) * width_ - 2 * kDisc - 8);
  }

  Paragraph Label(std::string_view text, const Face& face, double room, Target target = {}) const {
    Paragraph label(pages_.context(), {.width = room,
                                       .leading = 9.5,
                                       .is_justified = false,
                                       .keeps_words = true,
                                       .names = &view_.names()});
    label.Add(text, face, std::move(target));
    label.Break();
    return label;
  }

  // Returns the face at which the longest Western word of a text is no wider than `room`, as far as
  // it can still be read.
  Face FaceFor(std::string_view text, Color color, double room) const {
    Face face{.is_bold = true, .size = 7.4, .color = color};
    constexpr double kLeast = 5.6;
    for (const absl::string_view word :
         absl::StrSplit(absl::string_view(text.data(), text.size()), ' ')) {
      if (word.empty() || static_cast<unsigned char>(word[0]) >= 0x80) continue;
      while (face.size > kLeast &&
             Label({word.data(), word.size()}, face, kColumn).WidthOf(0) > room) {
        face.size -= 0.3;
      }
    }
    return face;
  }

  std::vector<Mark> MarksOf(std::size_t i) const {
    std::vector<Mark> marks;
    const TimelineColumn& column = columns_[i];
    const double room = RoomOf(i);
    const Tones& tones = text_.tones();
    const bool has_labels = columns_.size() <= kMostLabelled;
    for (const TimelineMark& mark : column.marks) {
      if (marks.size() == kMostMarks) {
        const std::size_t more = column.marks.size() - kMostMarks;
        marks.push_back(
            {.number = {},
             .label = Label(absl::StrCat("+", more), FaceFor({}, tones.mute, room), room),
             .is_late = false});
        break;
      }
      const std::string text = has_labels ? Shortened(mark.label, kLongestLabel) : std::string();
      const Face face = FaceFor(text, mark.is_late ? tones.warm : tones.ink, room);
      marks.push_back(
          {.number = absl::StrCat(mark.section + 1),
           .label = Label(text, face, room, {.url = {}, .place = SectionId(mark.section)}),
           .is_late = mark.is_late});
    }
    return marks;
  }

  void Dot(double x, double y, double radius, Color color) const {
    pages_.Fill(x - radius, y - radius, 2 * radius, 2 * radius, radius, color);
  }

  void Ring(double x, double y, double radius, Color color) const {
    Dot(x, y, radius, color);
    Dot(x, y, radius - 1.3, kWhite);
  }

  // Says, at the right, what the dot and the ring mean.
  void WriteLegend(double y) const {
    const Tones& tones = text_.tones();
    double x = kMargin + kColumn;
    const auto write = [&](std::string_view words, Color color, bool is_ring) {
      const Paragraph legend = text_.Of(kColumn, 10, words, {.size = 7.4, .color = color});
      if (legend.lines() != 1) return;
      x -= legend.WidthOf(0);
      pages_.Put(legend, x, y, "P");
      x -= 7;
      if (is_ring) {
        Ring(x, y + 5, 3.4, color);
      } else {
        Dot(x, y + 5, 2.6, color);
      }
      x -= 14;
    };
    write(view_.ui().window, tones.accent, false);
    if (std::any_of(columns_.begin(), columns_.end(), IsLate)) {
      write(view_.ui().outside_window, tones.warm, true);
    }
  }

  void DrawAxis(double y) const {
    const Tones& tones = text_.tones();
    const auto is_in = [](const TimelineColumn& column) { return column.in_window; };
    const auto first = std::find_if(columns_.begin(), columns_.end(), is_in);
    const auto last = std::find_if(columns_.rbegin(), columns_.rend(), is_in).base();
    if (first < last) {
      pages_.Fill(kMargin + width_ * static_cast<double>(first - columns_.begin()), y,
                  width_ * static_cast<double>(last - first), kBand, kBand / 2, tones.soft);
    }
    const double middle = y + kBand / 2;
    pages_.Line(CenterOf(0), middle - 0.4, CenterOf(columns_.size() - 1) - CenterOf(0), 0.8,
                tones.edge);
    for (std::size_t i = 0; i + 1 < columns_.size(); ++i) {
      if (!columns_[i].joins_next) continue;
      pages_.Line(CenterOf(i), middle - 0.9, width_, 1.8,
                  columns_[i].in_window ? tones.accent : tones.warm);
    }
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].marks.empty()) {
        Dot(CenterOf(i), middle, 1.5, tones.edge);
      } else if (IsLate(columns_[i])) {
        Ring(CenterOf(i), middle, 4.2, tones.warm);
      } else {
        Dot(CenterOf(i), middle, 4.2, tones.accent);
      }
    }
  }

  void Centered(const Paragraph& paragraph, double x, double y) const {
    if (paragraph.lines() == 1) pages_.Put(paragraph, x - paragraph.WidthOf(0) / 2, y, "P");
  }

  void WriteColumn(std::size_t i, double y) const {
    const Tones& tones = text_.tones();
    const TimelineColumn& column = columns_[i];
    cairo_tag_begin(pages_.cairo(), "LI", nullptr);
    std::string day = PrintShortDay(column.day, view_.language());
    if (columns_.size() <= kMostLabelled) {
      absl::StrAppend(&day, " ", std::string(PrintWeekday(column.day, view_.language())));
    }
    Centered(text_.Of(width_ + 4, 10, day, {.size = 7, .color = tones.mute}), CenterOf(i), y);
    y += kDay;
    const bool has_labels = columns_.size() <= kMostLabelled;
    for (const Mark& mark : marks_[i]) {
      const Color color = mark.is_late ? tones.warm : tones.accent;
      const double left = kMargin + width_ * static_cast<double>(i) + 1;
      const double x = has_labels ? left + kDisc : CenterOf(i);
      if (!mark.number.empty()) {
        if (mark.is_late) {
          Dot(x, y + kDisc, kDisc, color);
          Dot(x, y + kDisc, kDisc - 0.7, kWhite);
        } else {
          Dot(x, y + kDisc, kDisc, color);
        }
        const Color ink = mark.is_late ? color : kWhite;
        Centered(text_.Of(20, 9.2, mark.number, {.is_bold = true, .size = 6.4, .color = ink}), x,
                 y);
      }
      pages_.Put(mark.label, left + 2 * kDisc + 2.5, y - 0.2, "P");
      y += mark.Height();
    }
    cairo_tag_end(pages_.cairo(), "LI");
  }

  const DigestView& view_;
  const PdfText& text_;
  PdfPages& pages_;
  const std::vector<TimelineColumn> columns_;
  const double width_;
  std::vector<std::vector<Mark>> marks_;
};

}  // namespace

void WriteTimeline(const DigestView& view, const PdfText& text, PdfPages* pages) {
  TimelineWriter(view, text, pages).Write();
}

}  // namespace sennight::rendering::print
