// The HTML part of the e-mail: tables of at most 640 pixels, every look inline and literal (mail
// programs read neither variables nor grids), style rules only for dark mode and narrow screens.
#pragma once

#include <optional>
#include <string>

#include "services/rendering/domain/digest_view.h"
#include "services/rendering/domain/html_writer.h"
#include "services/rendering/domain/safe_url.h"

namespace sennight::rendering {

// Where the links of the frame lead.
struct EmailLinks {
  std::optional<SafeUrl> web;
  std::optional<SafeUrl> unsubscribe;
  std::string logo = {};  // The id of the part that holds it; empty if there is none.
};

struct EmailHtml {
  std::string html;
  NotInMail not_in_mail;  // What of its markup mail programs do not draw.
};

EmailHtml WriteEmailHtml(const DigestView& view, const EmailLinks& links);

}  // namespace sennight::rendering
