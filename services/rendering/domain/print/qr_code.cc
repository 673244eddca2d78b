#include "services/rendering/domain/print/qr_code.h"

#include <qrencode.h>

#include <memory>

namespace sennight::rendering::print {
namespace {

// Longest text: 40 modules more than that are too small in print.
constexpr std::size_t kMaxText = 300;

}  // namespace

std::optional<QrCode> QrCodeOf(const std::string& text) {
  if (text.empty() || text.size() > kMaxText) return std::nullopt;
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M), &QRcode_free);
  if (code == nullptr) return std::nullopt;
  QrCode modules{.size = code->width, .dark = {}};
  const int count = code->width * code->width;
  modules.dark.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) modules.dark.push_back((code->data[i] & 1) != 0);
  return modules;
}

}  // namespace sennight::rendering::print
