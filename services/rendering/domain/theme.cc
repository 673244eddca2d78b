#include "services/rendering/domain/theme.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/status/status.h"
#include "services/rendering/domain/dark_mode.h"
#include "services/rendering/domain/palette.h"
#include "services/rendering/domain/shipped_themes.h"

namespace sennight::rendering {
namespace {

// Where a text format is wrong.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (text_.empty()) text_ = absl::StrCat(line + 1, ":", column + 1, ": ", message);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

bool IsId(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
    return absl::ascii_islower(static_cast<unsigned char>(c)) ||
           absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '-';
  });
}

class ThemeCheck {
 public:
  explicit ThemeCheck(std::string_view field) : field_(field) {}

  void CheckTones(const v1::Tones& tones, std::string_view mode) {
    const std::string at = absl::StrCat(field_, ".", std::string(mode), ".");
    const auto paper = Parse(tones.paper(), at + "paper");
    const auto card = Parse(tones.card(), at + "card");
    const auto warm_ground = Parse(tones.warm_ground(), at + "warm_ground");
    Parse(tones.line(), at + "line");
    for (const auto& [text, name] :
         {std::pair(&tones.ink(), "ink"), std::pair(&tones.mute(), "mute"),
          std::pair(&tones.warm(), "warm"), std::pair(&tones.accent(), "accent")}) {
      const auto color = Parse(*text, at + name);
      CheckContrast(color, paper, at + name, "paper");
      CheckContrast(color, card, at + name, "card");
    }
    CheckContrast(Color::Parse(tones.warm()), warm_ground, at + "warm", "warm_ground");
  }

  // WeChat makes a dark mode of its own from the light colours.
  void CheckWechat(const v1::Tones& light) {
    const auto accent = Color::Parse(light.accent());
    if (!accent.has_value() || ReadableInBothModes(*accent) == *accent) return;
    violations_.Add(
        absl::StrCat(field_, ".light.accent"),
        absl::StrCat("want a colour that can be read in the dark mode of WeChat, such as ",
                     ReadableInBothModes(*accent).Hex()));
  }

  FieldViolations& violations() { return violations_; }

 private:
  std::optional<Color> Parse(const std::string& text, const std::string& field) {
    const auto color = Color::Parse(text);
    if (!color.has_value()) violations_.Add(field, "want a colour such as #0b6e6e");
    return color;
  }

  void CheckContrast(std::optional<Color> text, std::optional<Color> ground,
                     const std::string& field, std::string_view on) {
    if (!text.has_value() || !ground.has_value()) return;
    const double contrast = Contrast(*text, *ground);
    if (contrast >= kLeastContrast) return;
    violations_.Add(field, absl::StrFormat("want a contrast of 4.5 with %s, got %.2f",
                                           std::string(on), contrast));
  }

  const std::string field_;
  FieldViolations violations_;
};

}  // namespace

absl::Status CheckTheme(const v1::Theme& theme, std::string_view field) {
  ThemeCheck check(field);
  if (!IsId(theme.theme_id())) {
    check.violations().Add(absl::StrCat(std::string(field), ".theme_id"),
                           "want lower-case letters, digits and dashes");
  }
  if (theme.name_zh().empty() || theme.name_en().empty()) {
    check.violations().Add(absl::StrCat(std::string(field), ".name_zh"),
                           "want a name in Chinese and one in English");
  }
  check.CheckTones(theme.light(), "light");
  check.CheckTones(theme.dark(), "dark");
  check.CheckWechat(theme.light());
  return check.violations().ToStatus();
}

absl::StatusOr<v1::Theme> ParseTheme(const std::string& text) {
  v1::Theme theme;
  FirstError error;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  if (!parser.ParseFromString(text, &theme)) return InvalidField("theme", error.text());
  if (absl::Status status = CheckTheme(theme, "theme"); !status.ok()) return status;
  return theme;
}

const std::vector<v1::Theme>& ShippedThemes() {
  static const std::vector<v1::Theme> themes = [] {
    std::vector<v1::Theme> parsed;
    for (const char* text : kShippedThemes) {
      // A test reads them all.
      if (auto theme = ParseTheme(text); theme.ok()) parsed.push_back(*std::move(theme));
    }
    return parsed;
  }();
  return themes;
}

}  // namespace sennight::rendering
