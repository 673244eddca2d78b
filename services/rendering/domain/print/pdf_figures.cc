#include "services/rendering/domain/print/pdf_figures.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/rendering/domain/figures.h"

namespace sennight::rendering::print {
namespace {

constexpr double kLeading = 18;

}  // namespace

void WriteFigures(const digest::v1::Story& story, double x, const DigestView& view,
                  const PdfText& text, PdfPages* pages) {
  const std::vector<Figure>& figures = view.Figures(story);
  if (figures.empty()) return;
  constexpr double kRow = 20;
  constexpr double kInset = 12;
  const double width = kMargin + kColumn - x;
  std::vector<Paragraph> rows;
  double height = 0;
  for (const Figure& figure : figures) {
    Paragraph row = text.Of(width - 2 * kInset, kLeading);
    row.Add(absl::StrCat(figure.label, figure.label.empty() ? "" : "  "),
            text.Small(text.tones().ink));
    row.Add(figure.value, text.Bold(text.tones().accent));
    const std::string basis = figure.Basis(" · ");
    if (!basis.empty()) row.Add("  " + basis, text.Small(text.tones().mute));
    text.AddCitations(figure.citations, 10.5, &row);
    row.Break();
    height += row.height() + (figure.share.has_value() ? 10 : 0);
    rows.push_back(std::move(row));
  }
  pages->Space(6);
  const bool is_card = height + 14 < kBottom - kTop;
  if (is_card) {
    pages->Keep(height + 14);
    pages->Fill(x, pages->y(), width, height + 14, 6, text.tones().paper);
  }
  pages->Advance(7);
  for (std::size_t i = 0; i < rows.size() && !pages->is_full(); ++i) {
    pages->Keep(rows[i].height() + kRow);
    pages->Flow(rows[i], x + kInset, "P");
    if (!figures[i].share.has_value()) continue;
    const double track = width - 2 * kInset;
    pages->Fill(x + kInset, pages->y() + 1, track, 6, 3, text.tones().line);
    if (const double bar = track * *figures[i].share / 10000; bar > 0) {
      pages->Fill(x + kInset, pages->y() + 1, bar, 6, 3, text.tones().accent);
    }
    pages->Advance(10);
  }
  pages->Advance(7);
}

}  // namespace sennight::rendering::print
