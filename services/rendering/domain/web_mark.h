// The mark of the publication: seven nights, the seventh of them full.
#pragma once

#include <optional>

#include "absl/strings/str_cat.h"
#include "services/rendering/domain/html_writer.h"
#include "services/rendering/domain/logo.h"
#include "services/rendering/domain/web_text.h"

namespace sennight::rendering {

inline constexpr Literal kMark =
    R"(<svg class="mark7" viewBox="0 0 32 20" width="40" height="25" aria-hidden="true" focusable="false">)"
    R"(<g fill="currentColor"><circle cx="3" cy="15" r="1.3" opacity=".45"/>)"
    R"(<circle cx="5.2" cy="9.4" r="1.5" opacity=".53"/><circle cx="9.9" cy="5.2" r="1.7" opacity=".61"/>)"
    R"(<circle cx="16" cy="3.6" r="1.9" opacity=".7"/><circle cx="22.1" cy="5.2" r="2.1" opacity=".8"/>)"
    R"(<circle cx="26.6" cy="9.4" r="2.3" opacity=".9"/><circle cx="28.4" cy="15.6" r="3.1"/></g>)"
    R"(<path d="M1 19.2h24" stroke="currentColor" stroke-width="1" opacity=".45" stroke-linecap="round"/></svg>)";

// Writes the logo of the publication, or this mark in its place. The name of the publication stands
// beside it, so it says nothing itself.
inline void WriteLogoOrMark(WebText* web) {
  const std::optional<image::Size> size = LogoSize(web->view(), 160, 36);
  if (!size.has_value()) return web->html().Raw(kMark);
  web->html().Void("img", {{"class", "logo"},
                           {"alt", ""},
                           {"width", absl::StrCat(size->width)},
                           {"height", absl::StrCat(size->height)},
                           Attribute::SrcOfPng(web->view().publication().logo())});
}

}  // namespace sennight::rendering
