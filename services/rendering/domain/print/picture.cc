#include "services/rendering/domain/print/picture.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/text/fill.h"
#include "services/rendering/domain/digest_view.h"
#include "services/rendering/domain/format_rules.h"
#include "services/rendering/domain/logo.h"
#include "services/rendering/domain/palette.h"
#include "services/rendering/domain/print/canvas.h"
#include "services/rendering/domain/safe_url.h"
#include "services/rendering/domain/web_text.h"

namespace sennight::rendering::print {
namespace {

constexpr Color kWhite = Color(0xFF, 0xFF, 0xFF);

// Perceived brightness of a ground that white text is read on.
constexpr int kGroundBrightness = 85;

// The colours of a cover: white on a dark tone of the accent.
struct CoverTones {
  explicit CoverTones(const DigestView& view)
      : ground(view.palette().light.accent.DarkerThan(kGroundBrightness)),
        near(ground.MixedWith(kWhite, 7)),
        far(ground.MixedWith(kWhite, 12)),
        quiet(kWhite.MixedWith(ground, 22)) {}

  Color ground, near, far, quiet;
};

const char* FamilyOf(const DigestView& view) { return view.palette().has_serifs ? kSerif : kSans; }

std::string WeekOf(const DigestView& view) {
  const std::string week = view.YearAndWeek();
  return week.empty() ? view.Publication() : absl::StrCat(view.Publication(), "  ·  ", week);
}

std::string FactsOf(const DigestView& view) {
  return absl::StrCat(view.WindowDates(), "   ·   ",
                      text::Fill(view.ui().stories, absl::StrCat(view.CountStories())), "   ·   ",
                      text::Fill(view.ui().sources, absl::StrCat(view.digest().references_size())));
}

// Draws the logo on a white plate, for a logo is made for paper; returns how much room it takes at
// the left of what stands beside it.
double DrawLogo(const DigestView& view, double x, double middle, Canvas* canvas) {
  constexpr int kHeight = 60;
  constexpr int kWidest = 300;
  constexpr double kBorder = 12;
  const auto logo = LogoSize(view, kWidest, kHeight);
  if (!logo.has_value()) return 0;
  const double top = middle - logo->height / 2.0;
  canvas->Plate(x, top - kBorder, logo->width + 2 * kBorder, logo->height + 2 * kBorder, kBorder,
                kWhite);
  canvas->Picture(view.publication().logo(), x + kBorder, top, *logo);
  return logo->width + 2 * kBorder + 28;
}

void DrawCover(const DigestView& view, Canvas* canvas) {
  const CoverTones tones(view);
  canvas->Ground(tones.ground);
  canvas->Circle(1500, 170, 330, tones.near);
  canvas->Circle(1715, 610, 230, tones.far);
  const double logo = DrawLogo(view, 112, 140, canvas);
  canvas->Text(WeekOf(view), {.size = 38, .color = tones.quiet}, 112 + logo, 112, 1500 - logo, 56,
               1);
  canvas->Headline(view.Title(), view.names(),
                   {.family = FamilyOf(view), .is_bold = true, .size = 98, .color = kWhite}, 112,
                   222, 1500, 3);
  canvas->Text(FactsOf(view), {.size = 36, .color = tones.quiet}, 112, 626, 1500, 52, 1);
}

void DrawSquare(const DigestView& view, Canvas* canvas) {
  const CoverTones tones(view);
  canvas->Ground(tones.ground);
  canvas->Circle(900, 160, 270, tones.near);
  canvas->Circle(1040, 900, 210, tones.far);
  const double logo = DrawLogo(view, 90, 130, canvas);
  canvas->Text(view.Publication(), {.size = 42, .color = tones.quiet}, 90 + logo, 100, 900 - logo,
               60, 1);
  canvas->Headline(view.Title(), view.names(),
                   {.family = FamilyOf(view), .is_bold = true, .size = 96, .color = kWhite}, 90,
                   260, 900, 5);
  const std::string week = view.YearAndWeek();
  if (!week.empty()) {
    canvas->Text(week, {.size = 40, .color = tones.quiet}, 90, 868, 800, 56, 1);
  }
  canvas->Text(view.WindowDates(), {.size = 40, .color = tones.quiet}, 90, 930, 800, 56, 1);
}

void DrawCard(const DigestView& view, const std::optional<QrCode>& code, Canvas* canvas) {
  const CoverTones dark(view);
  const Tones tones = view.palette().light;
  canvas->Ground(tones.paper);
  canvas->Rectangle(0, 0, 1080, 470, dark.ground);
  canvas->Circle(930, 90, 210, dark.near);
  canvas->Circle(1040, 430, 130, dark.far);
  canvas->Rectangle(0, 470, 1080, 200, tones.paper);
  canvas->Text(WeekOf(view), {.size = 30, .color = dark.quiet}, 72, 64, 936, 44, 1);
  canvas->Headline(view.Title(), view.names(),
                   {.family = FamilyOf(view), .is_bold = true, .size = 66, .color = kWhite}, 72,
                   138, 936, 3);
  canvas->Text(FactsOf(view), {.size = 27, .color = dark.quiet}, 72, 398, 936, 40, 1);

  double y = 516;
  constexpr double kEnd = 1150;
  int number = 0;
  for (const digest::v1::Highlight& highlight : view.digest().highlights()) {
    if (y + 50 > kEnd) break;
    canvas->Text(absl::StrCat(++number), {.is_bold = true, .size = 34, .color = tones.accent}, 72,
                 y, 60, 50, 1);
    y += canvas->Text(view.Plain(highlight.text()), {.size = 34, .color = tones.ink}, 132, y, 876,
                      50, y + 100 > kEnd ? 1 : 2) +
         22;
  }
  canvas->Rectangle(72, 1184, 936, 2, tones.line);
  const double width = code.has_value() ? 680 : 936;
  double left = 72;
  if (const auto logo = LogoSize(view, 200, 46); logo.has_value()) {
    canvas->Picture(view.publication().logo(), left, 1218 + (46 - logo->height) / 2.0, *logo);
    left += logo->width + 16;
  }
  canvas->Text(view.Publication(), {.is_bold = true, .size = 32, .color = tones.ink}, left, 1218,
               width - (left - 72), 46, 1);
  if (const std::string tagline = view.Plain(view.digest().branding().tagline());
      !tagline.empty()) {
    canvas->Text(tagline, {.size = 27, .color = tones.mute}, 72, 1268, width, 40, 2);
  }
  if (code.has_value()) {
    canvas->Code(*code, 808, 1206, 200);
    const std::string caption = view.Plain(view.publication().qr_caption());
    canvas->Text(caption.empty() ? view.ui().scan_to_read : caption,
                 {.size = 25, .color = tones.mute}, 72, 1362, width, 38, 1);
  }
}

absl::StatusOr<Rendered> ToRendered(const DigestView& view, Canvas* canvas) {
  FormatFindings findings(view.language());
  if (canvas->missing() > 0) findings.Add(kPngFont, "", {absl::StrCat(canvas->missing())});
  absl::StatusOr<std::string> png = canvas->ToPng();
  if (!png.ok()) return png.status();
  return Rendered{.content = *std::move(png), .findings = findings.Take()};
}

// Draws on a canvas of a size with the fonts of a folder.
template <typename Draw>
absl::StatusOr<Rendered> Picture(const digest::v1::Digest& digest, const v1::RenderOptions& options,
                                 const std::string& fonts, int width, int height, Draw draw) {
  const absl::StatusOr<Fonts*> known = Fonts::Of(fonts);
  if (!known.ok()) return known.status();
  const DigestView view(digest, GapOf(options, HanLatinGap::kStyleSheet), ThemeOf(options),
                        options.publication());
  const Owned<PangoContext> context = (*known)->ContextFor(LangTag(digest.language()));
  Canvas canvas(context.get(), width, height);
  draw(view, &canvas);
  return ToRendered(view, &canvas);
}

}  // namespace

absl::StatusOr<Rendered> RenderCover(const digest::v1::Digest& digest,
                                     const v1::RenderOptions& options, const std::string& fonts) {
  return Picture(digest, options, fonts, 1800, 766, DrawCover);
}

absl::StatusOr<Rendered> RenderSquareCover(const digest::v1::Digest& digest,
                                           const v1::RenderOptions& options,
                                           const std::string& fonts) {
  return Picture(digest, options, fonts, 1080, 1080, DrawSquare);
}

absl::StatusOr<Rendered> RenderShareCard(const digest::v1::Digest& digest,
                                         const v1::RenderOptions& options,
                                         const std::string& fonts) {
  auto url = SafeUrl::Parse(options.publication().qr_url());
  if (!url.has_value()) url = SafeUrl::Parse(options.web_url());
  if (!url.has_value()) url = SafeUrl::Parse(digest.branding().home_url());
  const std::optional<QrCode> code = url.has_value() ? QrCodeOf(url->text()) : std::nullopt;
  absl::StatusOr<Rendered> card =
      Picture(digest, options, fonts, 1080, 1440,
              [&](const DigestView& view, Canvas* canvas) { DrawCard(view, code, canvas); });
  if (card.ok() && !code.has_value()) {
    FormatFindings findings(digest.language());
    findings.Add(kPngCode, "/branding/homeUrl");
    for (digest::v1::Finding& finding : findings.Take()) card->findings.push_back(finding);
  }
  return card;
}

}  // namespace sennight::rendering::print
