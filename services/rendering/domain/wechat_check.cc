#include "services/rendering/domain/wechat_check.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/strings/str_format.h"
#include "services/rendering/domain/dark_mode.h"
#include "services/rendering/domain/palette.h"

namespace sennight::rendering {
namespace {

constexpr std::array<std::string_view, 6> kTags = {"section", "p", "span", "strong", "br", "a"};

constexpr std::array<std::string_view, 10> kLostStyles = {
    "!important", "var(", "position:", "transform:", "url(",
    "float:",     "flex", "grid",      "calc(",      "gradient("};

// Colours as they are where the reading is: as written, and as the dark mode makes them.
struct Scope {
  Color ground = kWechatLightGround;
  Color dark_ground = kWechatDarkGround;
  Color text = kWechatDarkGround;
  Color dark_text = Color(0xA3, 0xA3, 0xA3);

  friend bool operator==(const Scope&, const Scope&) = default;
};

// What a tag says.
struct Tag {
  std::string_view name;
  std::optional<Color> text;
  std::optional<Color> ground;
  bool has_ground = false;  // Or padding: what the outermost element loses.
  // By the number of the scope around it that of the scope within it, once it is known.
  std::vector<std::size_t> scopes = {};
};

// Tells tags apart quickly: those of one program differ in their sizes, ends or middles.
struct TagHash {
  std::size_t operator()(std::string_view tag) const {
    const auto eight_at = [tag](std::size_t at) {
      std::uint64_t eight = 0;
      std::memcpy(&eight, tag.data() + at, std::min<std::size_t>(8, tag.size() - at));
      return eight;
    };
    constexpr std::uint64_t kPrime = 0x9E3779B97F4A7C15;
    const std::size_t last = tag.size() - std::min<std::size_t>(8, tag.size());
    const std::uint64_t mixed = (eight_at(last) * kPrime ^ eight_at(tag.size() / 2)) * kPrime;
    return (mixed ^ tag.size()) * kPrime >> 16;
  }
};

// Returns whether a text has one of the characters of no width that become line breaks: U+200B,
// U+200C, U+2060, U+FEFF, U+2028.
bool HasNoWidth(std::string_view text) {
  const auto stands_at = [text](std::size_t at, std::string_view one) {
    return text.substr(at, one.size()) == one;
  };
  for (std::size_t i = text.find('\xE2'); i != text.npos; i = text.find('\xE2', i + 1)) {
    if (stands_at(i, "\u200B") || stands_at(i, "\u200C") || stands_at(i, "\u2060") ||
        stands_at(i, "\u2028")) {
      return true;
    }
  }
  // Of the bytes of U+FEFF the middle one is rarest.
  for (std::size_t i = text.find('\xBB'); i != text.npos; i = text.find('\xBB', i + 1)) {
    if (i > 0 && stands_at(i - 1, "\uFEFF")) return true;
  }
  return false;
}

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
    if (rest_.find('\n') != rest_.npos || HasNoWidth(rest_)) Report(kWechatNewline, {});
    while (!rest_.empty()) {
      const std::size_t open = std::min(rest_.find('<'), rest_.size());
      if (open > 0) ReadText(rest_.substr(0, open));
      rest_.remove_prefix(open);
      if (!rest_.empty()) ReadTag();
    }
  }

 private:
  std::size_t Around() const { return open_.empty() ? 0 : open_.back(); }

  void ReadText(std::string_view text) {
    if (is_read_[Around()]) return;
    if (text.find_first_not_of(' ') == text.npos || text == "&nbsp;&nbsp;") return;
    is_read_[Around()] = true;
    const Scope& scope = scopes_[Around()];
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
    const std::string_view text = rest_.substr(1, end - 1);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    if (text.starts_with('/')) {
      if (!open_.empty()) open_.pop_back();
      return;
    }
    Tag& tag = TagOf(text);
    if (open_.empty() && (++roots_ > 1 || tag.has_ground)) Report(kWechatRoot, {});
    if (tag.name != "br") open_.push_back(Enter(tag));
  }

  // Returns what a tag says; its faults are reported once.
  Tag& TagOf(std::string_view text) {
    const auto [found, is_new] = tags_.try_emplace(text);
    Tag& tag = found->second;
    if (!is_new) return tag;
    tag.name = text.substr(0, text.find(' '));
    if (std::find(kTags.begin(), kTags.end(), tag.name) == kTags.end()) {
      Report(kWechatTag, {tag.name});
    }
    ReadAttributes(text.substr(tag.name.size()), &tag);
    return tag;
  }

  void ReadAttributes(std::string_view attributes, Tag* tag) {
    while (true) {
      const std::size_t begin = attributes.find_first_not_of(' ');
      const std::size_t equals = attributes.find("=\"");
      if (begin == attributes.npos || equals == attributes.npos) return;
      const std::string_view name = attributes.substr(begin, equals - begin);
      const std::size_t close = std::min(attributes.find('"', equals + 2), attributes.size());
      const std::string_view value = attributes.substr(equals + 2, close - equals - 2);
      attributes.remove_prefix(std::min(close + 1, attributes.size()));
      if (name == "style") {
        ReadStyle(value, tag);
      } else if (name == "href" && tag->name == "a") {
        if (!value.starts_with("https://mp.weixin.qq.com/") &&
            !value.starts_with("http://mp.weixin.qq.com/")) {
          Report(kWechatLink, {value});
        }
      } else {
        Report(kWechatStyle, {name});
      }
    }
  }

  void ReadStyle(std::string_view style, Tag* tag) {
    for (const std::string_view lost : kLostStyles) {
      if (style.find(lost) != style.npos) Report(kWechatStyle, {lost});
    }
    ForEachDeclaration(style, [tag](std::string_view name, std::string_view value) {
      if (name == "color") tag->text = ParseCssColor(value);
      if (name == "background" || name == "background-color") tag->ground = ParseCssColor(value);
      if (name.starts_with("padding") || name.starts_with("background")) tag->has_ground = true;
    });
  }

  // Returns the number of the scope within a tag.
  std::size_t Enter(Tag& tag) {
    const std::size_t around = Around();
    if (!tag.text.has_value() && !tag.ground.has_value()) return around;
    if (tag.scopes.size() <= around) tag.scopes.resize(around + 1, 0);
    std::size_t& within = tag.scopes[around];
    if (within > 0) return within;
    Scope scope = scopes_[around];
    if (tag.ground.has_value()) {
      scope.ground = *tag.ground;
      scope.dark_ground = DarkGround(*tag.ground);
    }
    if (tag.text.has_value()) scope.text = *tag.text;
    scope.dark_text = DarkText(scope.text, scope.dark_ground);
    const auto known = std::find(scopes_.begin() + 1, scopes_.end(), scope);
    within = static_cast<std::size_t>(known - scopes_.begin());
    if (known == scopes_.end()) {
      scopes_.push_back(scope);
      is_read_.push_back(false);
    }
    return within;
  }

  // Adds a finding unless it is there.
  void Report(const Rule& rule, std::initializer_list<std::string_view> arguments) {
    std::string key(rule.id);
    for (const std::string_view argument : arguments) key.append("\n").append(argument);
    if (reported_.insert(std::move(key)).second) findings_.Add(rule, "", arguments);
  }

  std::string_view rest_;
  FormatFindings& findings_;
  std::vector<Scope> scopes_ = {Scope()};  // Those that differ; the first is that of the page.
  std::vector<bool> is_read_ = {false};    // Whether there is a text in it.
  std::vector<std::size_t> open_;          // The scopes within the open elements, by number.
  int roots_ = 0;
  std::unordered_map<std::string_view, Tag, TagHash> tags_;
  std::set<std::string> reported_;
};

}  // namespace

void CheckWechat(std::string_view fragment, FormatFindings* findings) {
  Check(fragment, findings).Run();
}

}  // namespace sennight::rendering
