#include "services/rendering/domain/print/canvas.h"

#include <algorithm>
#include <numbers>

#include "absl/strings/str_cat.h"
#include "services/rendering/domain/characters.h"
#include "services/rendering/domain/print/png.h"

namespace sennight::rendering::print {
namespace {

// Longest text of a picture, in code points: more does not fit any.
constexpr std::size_t kMaxText = 400;

void SetColor(cairo_t* cairo, Color color) {
  const auto& channels = color.channels();
  cairo_set_source_rgb(cairo, channels[0] / 255.0, channels[1] / 255.0, channels[2] / 255.0);
}

}  // namespace

Canvas::Canvas(PangoContext* context, int width, int height)
    : context_(context),
      width_(width),
      height_(height),
      surface_(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height)),
      cairo_(cairo_create(surface_)) {}

Canvas::~Canvas() {
  cairo_destroy(cairo_);
  cairo_surface_destroy(surface_);
}

void Canvas::Ground(Color color) {
  SetColor(cairo_, color);
  cairo_paint(cairo_);
}

void Canvas::Circle(double x, double y, double radius, Color color) {
  SetColor(cairo_, color);
  cairo_new_sub_path(cairo_);
  cairo_arc(cairo_, x, y, radius, 0, 2 * std::numbers::pi);
  cairo_fill(cairo_);
}

void Canvas::Rectangle(double x, double y, double width, double height, Color color) {
  SetColor(cairo_, color);
  cairo_rectangle(cairo_, x, y, width, height);
  cairo_fill(cairo_);
}

void Canvas::Plate(double x, double y, double width, double height, double radius, Color color) {
  Rectangle(x + radius, y, width - 2 * radius, height, color);
  Rectangle(x, y + radius, width, height - 2 * radius, color);
  for (const double left : {x + radius, x + width - radius}) {
    for (const double top : {y + radius, y + height - radius}) {
      Circle(left, top, radius, color);
    }
  }
}

double Canvas::Draw(const Paragraph& paragraph, double x, double y) {
  missing_ += paragraph.missing();
  for (std::size_t line = 0; line < paragraph.lines(); ++line) {
    paragraph.Draw(cairo_, line, x, y + static_cast<double>(line) * paragraph.leading());
  }
  return paragraph.height();
}

double Canvas::Text(std::string_view text, const Face& face, double x, double y, double width,
                    double leading, std::size_t most) {
  // Cut by a quarter until it fits; every step is shorter, so there is an end.
  std::string shown = Shortened(text, kMaxText);
  while (true) {
    Paragraph paragraph(context_, {.width = width, .leading = leading, .is_justified = false});
    paragraph.Add(shown, face);
    paragraph.Break();
    const std::size_t size = CountCodePoints(shown);
    if (paragraph.lines() <= most || size < 4) return Draw(paragraph, x, y);
    shown = Shortened(shown, size - std::max<std::size_t>(1, size / 16));
  }
}

double Canvas::Headline(std::string_view text, const std::vector<std::string>& names, Face face,
                        double x, double y, double width, std::size_t most) {
  const double least = face.size * 0.55;
  constexpr double kStep = 0.93;
  const std::string shown = Shortened(text, kMaxText);
  for (; face.size > least; face.size *= kStep) {
    Paragraph paragraph(context_, {.width = width,
                                   .leading = face.size * 1.42,
                                   .is_justified = false,
                                   .keeps_words = true,
                                   .names = &names});
    paragraph.Add(shown, face);
    paragraph.Break();
    if (paragraph.lines() <= most) return Draw(paragraph, x, y);
  }
  return Text(shown, face, x, y, width, face.size * 1.42, most);
}

void Canvas::Code(const QrCode& code, double x, double y, double size) {
  Rectangle(x, y, size, size, Color(0xFF, 0xFF, 0xFF));
  // Whole pixels: a scanner likes sharp edges.
  const int module = static_cast<int>(size) / (code.size + 2 * kQuietZone);
  const double inset = (size - module * code.size) / 2;
  cairo_set_source_rgb(cairo_, 0, 0, 0);
  for (int row = 0; row < code.size; ++row) {
    for (int column = 0; column < code.size; ++column) {
      if (!code.At(column, row)) continue;
      cairo_rectangle(cairo_, static_cast<int>(x + inset) + column * module,
                      static_cast<int>(y + inset) + row * module, module, module);
    }
  }
  cairo_fill(cairo_);
}

void Canvas::Picture(std::string_view png, double x, double y, image::Size size) {
  PaintPng(cairo_, png, x, y, size.width, size.height);
}

absl::StatusOr<std::string> Canvas::ToPng() {
  cairo_surface_flush(surface_);
  if (const cairo_status_t status = cairo_status(cairo_); status != CAIRO_STATUS_SUCCESS) {
    return absl::InternalError(absl::StrCat("picture: ", cairo_status_to_string(status)));
  }
  return EncodePng(cairo_image_surface_get_data(surface_), cairo_image_surface_get_width(surface_),
                   cairo_image_surface_get_height(surface_),
                   cairo_image_surface_get_stride(surface_));
}

}  // namespace sennight::rendering::print
