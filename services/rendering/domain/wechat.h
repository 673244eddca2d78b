// The fragment for the editor of WeChat official accounts. What the editor keeps decides its form:
// only section, p, span, strong, br (and a, for links to mp.weixin.qq.com); inline styles; no id,
// class, newline, list, position or background; nothing on the outermost element that the editor
// takes away (padding, background); every text readable in light mode and as the platform's dark
// mode makes it; each citation on the line of its word.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sennight/digest/v1/digest.pb.h"
#include "services/rendering/domain/rendered.h"

namespace sennight::rendering {

// The most characters of a title and of the line under it.
inline constexpr std::size_t kMaxWechatTitle = 64;
inline constexpr std::size_t kMaxWechatDigest = 120;

// From here on a fragment is told to be close to the limit.
inline constexpr std::size_t kManyWechatCharacters = 18'000;

// The platform refuses 20,000 characters, markup counted; an editor needs some for what is added
// by hand.
inline constexpr std::size_t kMaxWechatCharacters = 19'800;

// Returns a valid digest (Validate) as a fragment of at most kMaxWechatCharacters, with the fields
// that the platform asks for beside it. What does not fit goes in this order: the look of
// citations, bars, addresses of references, the glue of citations, stories in brief, key points,
// then sections from the last; the fragment says how many. Findings: the rules WX-*, checked on the
// fragment.
Rendered RenderWechat(const digest::v1::Digest& digest, const v1::RenderOptions& options = {});

// Returns the characters of a fragment as the platform counts them (UTF-16 code units).
std::size_t CountWechatCharacters(std::string_view fragment);

}  // namespace sennight::rendering
