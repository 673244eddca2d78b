// What a writer makes of a digest, and what it is asked beside it.
#pragma once

#include <string>
#include <vector>

#include "sennight/digest/v1/digest.pb.h"
#include "sennight/digest/v1/finding.pb.h"
#include "sennight/rendering/v1/rendering_service.pb.h"
#include "services/rendering/domain/theme.h"
#include "services/rendering/domain/typography.h"

namespace sennight::rendering {

// A rendition without its names.
struct Rendered {
  std::string content;
  std::vector<digest::v1::Finding> findings = {};
  v1::WechatDraft wechat = {};
};

// Returns who makes the gap between ideographs and Western letters: `usual` unless the options say.
inline HanLatinGap GapOf(const v1::RenderOptions& options, HanLatinGap usual) {
  switch (options.spacing()) {
    case v1::HAN_LATIN_SPACING_SPACE:
      return HanLatinGap::kSpace;
    case v1::HAN_LATIN_SPACING_NONE:
      return HanLatinGap::kStyleSheet;
    default:
      return usual;
  }
}

// Returns the theme that the options bring along, else the first of those that are shipped.
inline const v1::Theme& ThemeOf(const v1::RenderOptions& options) {
  return options.has_custom_theme() ? options.custom_theme() : ShippedThemes().front();
}

}  // namespace sennight::rendering
