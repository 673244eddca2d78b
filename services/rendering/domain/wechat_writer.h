// Writes the WeChat fragment in a given detail.
#pragma once

#include <string>

#include "services/rendering/domain/digest_view.h"

namespace sennight::rendering {

// What a fragment holds.
struct WechatDetail {
  bool small_citations = true;  // Small and coloured, else as the text around them.
  bool bars = true;
  bool addresses = true;        // Of references.
  bool glued_citations = true;  // On the line of their word.
  bool in_brief = true;
  bool key_points = true;
  bool front = true;  // Intro, highlights, closing, disclaimers.
  int sections = 0;   // How many; the fragment says how many more there are.
};

std::string WriteWechat(const DigestView& view, const WechatDetail& detail);

// Returns the fragment for a digest of which nothing fits.
std::string WriteWechatNotice(const DigestView& view);

}  // namespace sennight::rendering
