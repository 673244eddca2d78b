#include "services/rendering/domain/wechat.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/text/fill.h"
#include "services/rendering/domain/characters.h"
#include "services/rendering/domain/format_rules.h"
#include "services/rendering/domain/wechat_check.h"
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

// What each step of the ladder leaves out beside what the steps before it did.
constexpr std::array<const char * UiText::*, kLadder.size()> kLeftOut = {
    nullptr,
    &UiText::part_citation_look,
    &UiText::part_bars,
    &UiText::part_addresses,
    &UiText::part_citation_glue,
    &UiText::in_brief,
    &UiText::part_key_points};

// A fragment that fits and what it lacks.
struct Fitted {
  std::string fragment;
  std::size_t characters = 0;
  std::vector<std::string> left_out = {};
  bool is_cut = false;  // Sections are missing.
};

// Takes a fragment unless it is too long; returns whether it fits.
bool TakeIfItFits(std::string fragment, Fitted* fitted) {
  const std::size_t characters = CountWechatCharacters(fragment);
  if (characters > kMaxWechatCharacters) return false;
  fitted->fragment = std::move(fragment);
  fitted->characters = characters;
  return true;
}

Fitted Fit(const DigestView& view) {
  Fitted fitted;
  WechatDetail detail;
  const int sections = view.digest().sections_size();
  for (std::size_t step = 0; step < kLadder.size(); ++step) {
    detail = kLadder[step];
    detail.sections = sections;
    if (step > 0) fitted.left_out.emplace_back(view.ui().*kLeftOut[step]);
    if (TakeIfItFits(WriteWechat(view, detail), &fitted)) return fitted;
  }
  // The most sections that fit, by bisection: `least` fits, `most` does not.
  fitted.is_cut = true;
  detail.sections = 0;
  int least = 0;
  int most = sections + 1;
  bool fits = TakeIfItFits(WriteWechat(view, detail), &fitted);
  if (!fits) {
    detail.front = false;
    fits = TakeIfItFits(WriteWechat(view, detail), &fitted);
  }
  if (!fits) {
    fitted.fragment = WriteWechatNotice(view);
    fitted.characters = CountWechatCharacters(fitted.fragment);
    most = 1;
  }
  while (most - least > 1) {
    detail.sections = least + (most - least) / 2;
    if (TakeIfItFits(WriteWechat(view, detail), &fitted)) {
      least = detail.sections;
    } else {
      most = detail.sections;
    }
  }
  fitted.left_out.push_back(text::Fill(view.ui().part_sections, absl::StrCat(sections - least)));
  return fitted;
}

// Fills the fields beside the fragment: the title and one line under it, cut to what is taken.
void FillDraft(const DigestView& view, v1::WechatDraft* draft, FormatFindings* findings) {
  const std::string title = view.Title();
  if (const std::size_t size = CountCodePoints(title); size > kMaxWechatTitle) {
    findings->Add(kWechatTitle, "/title", {absl::StrCat(size)});
  }
  draft->set_title(Shortened(title, kMaxWechatTitle));
  std::string line;
  for (const digest::v1::Highlight& highlight : view.digest().highlights()) {
    const std::string text = view.Plain(highlight.text());
    if (!text.empty()) line += (line.empty() ? "" : view.ui().semicolon) + text;
  }
  if (line.empty()) line = view.Plain(view.digest().intro());
  draft->set_digest(Shortened(line, kMaxWechatDigest));
}

}  // namespace

std::size_t CountWechatCharacters(std::string_view fragment) {
  // Eight bytes at a time: code points begin with all bytes but 10xxxxxx, and those that begin
  // with 1111xxxx have two code units.
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  const auto units_of = [](std::uint64_t bytes) {
    const std::uint64_t follows = (bytes >> 7) & ~(bytes >> 6) & kOnes;
    const std::uint64_t is_long = (bytes >> 7) & (bytes >> 6) & (bytes >> 5) & (bytes >> 4) & kOnes;
    return ((is_long + kOnes - follows) * kOnes) >> 56;
  };
  std::size_t units = 0;
  std::size_t i = 0;
  for (; i + 8 <= fragment.size(); i += 8) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, fragment.data() + i, 8);
    units += units_of(bytes);
  }
  for (; i < fragment.size(); ++i) {
    const auto byte = static_cast<unsigned char>(fragment[i]);
    units += (byte & 0xC0) != 0x80;
    units += byte >= 0xF0;
  }
  return units;
}

Rendered RenderWechat(const digest::v1::Digest& digest, const v1::RenderOptions& options) {
  const DigestView view(digest, GapOf(options, HanLatinGap::kSpace), ThemeOf(options),
                        options.publication());
  Fitted fitted = Fit(view);
  Rendered rendered;
  FormatFindings findings(digest.language());
  const std::size_t characters = fitted.characters;
  const std::string left_out = absl::StrJoin(fitted.left_out, view.ui().list_comma);
  if (fitted.is_cut) {
    findings.Add(kWechatTooLong, "/sections", {left_out});
  } else if (!fitted.left_out.empty()) {
    findings.Add(kWechatShortened, "", {left_out});
  } else if (characters >= kManyWechatCharacters) {
    findings.Add(kWechatNearLimit, "", {absl::StrCat(characters)});
  }
  FillDraft(view, &rendered.wechat, &findings);
  rendered.wechat.set_characters(static_cast<std::int32_t>(characters));
  for (const std::string& part : fitted.left_out) rendered.wechat.add_left_out(part);
  CheckWechat(fitted.fragment, &findings);
  rendered.content = std::move(fitted.fragment);
  rendered.findings = findings.Take();
  return rendered;
}

}  // namespace sennight::rendering
