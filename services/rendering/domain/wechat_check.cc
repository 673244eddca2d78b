#include "services/rendering/domain/wechat_check.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "services/rendering/domain/color.h"
#include "services/rendering/domain/dark_mode.h"
#include "services/rendering/domain/palette.h"

namespace sennight::rendering {
namespace {

constexpr std::array<std::string_view, 6> kTags = {"section", "p", "span", "strong", "br", "a"};

constexpr std::array<std::string_view, 10> kLostStyles = {
    "!important", "var(", "position:", "transform:", "url(",
    "float:",     "flex", "grid",      "calc(",      "gradient("};

// Characters of no width that become line breaks.
constexpr std::array<std::string_view, 5> kNoWidth = {"\u200B", "\u200C", "\u2060", "\uFEFF",
                                                      "\u2028"};

// Colours as they are where the reading is: as written, and as the dark mode makes them.
struct Scope {
  Color ground = kWechatLightGround;
  Color dark_ground = kWechatDarkGround;
  Color text = kWechatDarkGround;
  Color dark_text = Color(0xA3, 0xA3, 0xA3);
};

// What a style attribute says.
struct Style {
  std::optional<Color> text;
  std::optional<Color> ground;
  bool has_ground = false;  // Or padding: what the outermost element loses.
};

std::optional<Color> ParseCssColor(std::string_view text) {
  if (text.size() != 4 || text[0] != '#') return Color::Parse(text);
  std::string whole = "#";
  for (const char c : text.substr(1)) whole.append(2, c);
  return Color::Parse(whole);
}

// Calls `take` with the name and the value of each declaration of a style.
template <typename Take>
void ForEachDeclaration(std::string_view style, Take take) {
  while (!style.empty()) {
    const std::size_t end = std::min(style.find(';'), style.size());
    const std::string_view one = style.substr(0, end);
    const std::size_t colon = std::min(one.find(':'), one.size());
    take(one.substr(0, colon), one.substr(std::min(colon + 1, one.size())));
    style.remove_prefix(std::min(end + 1, style.size()));
  }
}

class Check {
 public:
  Check(std::string_view fragment, FormatFindings* findings)
      : rest_(fragment), findings_(*findings) {}

  void Run() {
    if (rest_.find('\n') != rest_.npos || HasNoWidth()) Report(kWechatNewline, {});
    while (!rest_.empty()) {
      const std::size_t open = std::min(rest_.find('<'), rest_.size());
      ReadText(rest_.substr(0, open));
      rest_.remove_prefix(open);
      if (!rest_.empty()) ReadTag();
    }
  }

 private:
  bool HasNoWidth() const {
    for (const char lead : {'\xE2', '\xEF'}) {
      for (std::size_t i = rest_.find(lead); i != rest_.npos; i = rest_.find(lead, i + 1)) {
        const std::string_view one = rest_.substr(i, 3);
        if (std::find(kNoWidth.begin(), kNoWidth.end(), one) != kNoWidth.end()) return true;
      }
    }
    return false;
  }

  void ReadText(std::string_view text) {
    if (text.find_first_not_of(' ') == text.npos || text == "&nbsp;&nbsp;") return;
    const Scope scope = scopes_.empty() ? Scope() : scopes_.back();
    const std::pair<Color, Color> colours = {scope.text, scope.ground};
    if (std::find(read_.begin(), read_.end(), colours) != read_.end()) return;
    read_.push_back(colours);
    const double light = Contrast(scope.text, scope.ground);
    const double dark = Contrast(scope.dark_text, scope.dark_ground);
    if (light < kLeastContrast) {
      Report(kWechatDark, {scope.text.Css(), "☀", absl::StrFormat("%.2f", light)});
    }
    if (dark < kLeastContrast) {
      Report(kWechatDark, {scope.text.Css(), "☾", absl::StrFormat("%.2f", dark)});
    }
  }

  void ReadTag() {
    const std::size_t end = std::min(rest_.find('>'), rest_.size());
    std::string_view tag = rest_.substr(1, end - 1);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    if (tag.starts_with('/')) {
      if (!scopes_.empty()) scopes_.pop_back();
      return;
    }
    const std::string_view name = tag.substr(0, tag.find(' '));
    if (std::find(kTags.begin(), kTags.end(), name) == kTags.end()) Report(kWechatTag, {name});
    if (scopes_.empty() && ++roots_ > 1) Report(kWechatRoot, {});
    Scope scope = scopes_.empty() ? Scope() : scopes_.back();
    tag.remove_prefix(name.size());
    ReadAttributes(name, tag, &scope);
    if (name != "br") scopes_.push_back(scope);
  }

  void ReadAttributes(std::string_view tag, std::string_view attributes, Scope* scope) {
    while (true) {
      const std::size_t begin = attributes.find_first_not_of(' ');
      const std::size_t equals = attributes.find("=\"");
      if (begin == attributes.npos || equals == attributes.npos) return;
      const std::string_view name = attributes.substr(begin, equals - begin);
      const std::size_t close = std::min(attributes.find('"', equals + 2), attributes.size());
      const std::string_view value = attributes.substr(equals + 2, close - equals - 2);
      attributes.remove_prefix(std::min(close + 1, attributes.size()));
      if (name == "style") {
        ReadStyle(value, scope);
      } else if (name == "href" && tag == "a") {
        if (!value.starts_with("https://mp.weixin.qq.com/") &&
            !value.starts_with("http://mp.weixin.qq.com/")) {
          Report(kWechatLink, {value});
        }
      } else {
        Report(kWechatStyle, {name});
      }
    }
  }

  // Returns what a style says; its faults are reported once.
  const Style& StyleOf(std::string_view text) {
    const auto [found, is_new] = styles_.try_emplace(text);
    Style& style = found->second;
    if (!is_new) return style;
    for (const std::string_view lost : kLostStyles) {
      if (text.find(lost) != text.npos) Report(kWechatStyle, {lost});
    }
    ForEachDeclaration(text, [&](std::string_view name, std::string_view value) {
      if (name == "color") style.text = ParseCssColor(value);
      if (name == "background" || name == "background-color") style.ground = ParseCssColor(value);
      if (name.starts_with("padding") || name.starts_with("background")) style.has_ground = true;
    });
    return style;
  }

  void ReadStyle(std::string_view text, Scope* scope) {
    const Style& style = StyleOf(text);
    if (scopes_.empty() && style.has_ground) Report(kWechatRoot, {});
    if (style.ground.has_value()) {
      scope->ground = *style.ground;
      scope->dark_ground = DarkGround(*style.ground);
    }
    if (style.text.has_value()) scope->text = *style.text;
    if (style.text.has_value() || style.ground.has_value()) {
      scope->dark_text = DarkText(scope->text, scope->dark_ground);
    }
  }

  // Adds a finding unless it is there.
  void Report(const FormatRule& rule, std::initializer_list<std::string_view> arguments) {
    std::string key = rule.id;
    for (const std::string_view argument : arguments) key.append("\n").append(argument);
    if (reported_.insert(std::move(key)).second) findings_.Add(rule, "", arguments);
  }

  std::string_view rest_;
  FormatFindings& findings_;
  std::vector<Scope> scopes_;
  int roots_ = 0;
  std::vector<std::pair<Color, Color>> read_;  // Texts and their grounds: few.
  std::unordered_map<std::string_view, Style> styles_;
  std::set<std::string> reported_;
};

}  // namespace

void CheckWechat(std::string_view fragment, FormatFindings* findings) {
  Check(fragment, findings).Run();
}

}  // namespace sennight::rendering
