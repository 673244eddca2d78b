// The fragment for the editor of WeChat official accounts. What the editor keeps decides its form:
// only section, p, span, strong, br (and a, for links to mp.weixin.qq.com); inline styles; no id,
// class, newline, list, position or background; nothing on the outermost element that the editor
// takes away (padding, background); every text colour dark enough that the platform's dark mode
// turns it; each citation on the line of its word.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sennight/digest/v1/digest.pb.h"

namespace sennight::rendering {

// The platform refuses 20,000 characters, markup counted; an editor needs some for what is added
// by hand.
inline constexpr std::size_t kMaxWechatCharacters = 19'800;

// Perceived brightness (Color::Brightness) from which on the platform's dark mode would leave a
// text as dark as it is.
inline constexpr int kWechatTextBrightness = 90;

// Returns a valid digest (Validate) as a fragment of at most kMaxWechatCharacters. What does not
// fit goes in this order: the look of citations, bars, addresses of references, stories in brief,
// key points, then sections from the last; the fragment says how many.
std::string RenderWechat(const digest::v1::Digest& digest);

// Returns the characters of a fragment as the platform counts them (UTF-16 code units).
std::size_t CountWechatCharacters(std::string_view fragment);

}  // namespace sennight::rendering
