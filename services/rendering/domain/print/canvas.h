// A picture that is drawn upon and becomes a PNG.
#pragma once

#include <cairo.h>

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/image/color.h"
#include "common/image/png.h"
#include "services/rendering/domain/print/paragraph.h"
#include "services/rendering/domain/print/qr_code.h"

namespace sennight::rendering::print {

using image::Color;

class Canvas {
 public:
  // `context` must outlive the canvas. Sizes are pixels.
  Canvas(PangoContext* context, int width, int height);
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  double width() const { return width_; }
  double height() const { return height_; }

  void Ground(Color color);
  void Circle(double x, double y, double radius, Color color);
  void Rectangle(double x, double y, double width, double height, Color color);
  // A rectangle with round corners.
  void Plate(double x, double y, double width, double height, double radius, Color color);

  // Draws a text of at most `most` lines, the last one cut short if there are more; returns its
  // height.
  double Text(std::string_view text, const Face& face, double x, double y, double width,
              double leading, std::size_t most);

  // Draws a headline as large as fits: at most `size`, at most `most` lines; returns its height.
  // No line ends within one of `names`.
  double Headline(std::string_view text, const std::vector<std::string>& names, Face face, double x,
                  double y, double width, std::size_t most);

  // Draws a code with its quiet zone in a white square.
  void Code(const QrCode& code, double x, double y, double size);

  // Draws a PNG that has been checked (common/image/png.h) at a size.
  void Picture(std::string_view png, double x, double y, image::Size size);

  // Returns how many characters the fonts lacked.
  int missing() const { return missing_; }

  absl::StatusOr<std::string> ToPng();

 private:
  double Draw(const Paragraph& paragraph, double x, double y);

  PangoContext* context_;
  double width_, height_;
  cairo_surface_t* surface_;
  cairo_t* cairo_;
  int missing_ = 0;
};

}  // namespace sennight::rendering::print
