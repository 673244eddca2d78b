#include "services/rendering/domain/wechat.h"

#include <array>
#include <utility>

#include "services/rendering/domain/wechat_writer.h"

namespace sennight::rendering {
namespace {

// From everything to the least that still tells the stories.
constexpr std::array<WechatDetail, 7> kLadder = [] {
  std::array<WechatDetail, 7> ladder;
  ladder[1].small_citations = false;
  ladder[2] = ladder[1];
  ladder[2].bars = false;
  ladder[3] = ladder[2];
  ladder[3].addresses = false;
  ladder[4] = ladder[3];
  ladder[4].glued_citations = false;
  ladder[5] = ladder[4];
  ladder[5].in_brief = false;
  ladder[6] = ladder[5];
  ladder[6].key_points = false;
  return ladder;
}();

bool Fits(const std::string& fragment) {
  return CountWechatCharacters(fragment) <= kMaxWechatCharacters;
}

}  // namespace

std::size_t CountWechatCharacters(std::string_view fragment) {
  std::size_t units = 0;
  for (const char c : fragment) {
    const auto byte = static_cast<unsigned char>(c);
    units += (byte & 0xC0) != 0x80;
    units += byte >= 0xF0;
  }
  return units;
}

std::string RenderWechat(const digest::v1::Digest& digest) {
  const DigestView view(digest, HanLatinGap::kSpace);
  WechatDetail detail;
  for (const WechatDetail& step : kLadder) {
    detail = step;
    detail.sections = digest.sections_size();
    std::string fragment = WriteWechat(view, detail);
    if (Fits(fragment)) return fragment;
  }
  // The most sections that fit, by bisection: `least` fits, `most` does not.
  detail.sections = 0;
  std::string best = WriteWechat(view, detail);
  if (!Fits(best)) {
    detail.front = false;
    best = WriteWechat(view, detail);
  }
  if (!Fits(best)) return WriteWechatNotice(view);
  int least = 0;
  int most = digest.sections_size() + 1;
  while (most - least > 1) {
    detail.sections = least + (most - least) / 2;
    std::string fragment = WriteWechat(view, detail);
    if (Fits(fragment)) {
      least = detail.sections;
      best = std::move(fragment);
    } else {
      most = detail.sections;
    }
  }
  return best;
}

}  // namespace sennight::rendering
