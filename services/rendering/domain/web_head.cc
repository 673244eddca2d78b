#include "services/rendering/domain/web_head.h"

#include "absl/strings/str_cat.h"
#include "common/window/civil_date.h"
#include "services/rendering/domain/characters.h"
#include "services/rendering/domain/palette.h"
#include "services/rendering/domain/web_style.h"
#include "services/rendering/domain/web_text.h"

namespace sennight::rendering {
namespace {

// What link previews show at most, in code points.
constexpr std::size_t kMaxDescription = 201;

std::string Description(const DigestView& view, std::string_view title) {
  const std::string intro = view.Plain(view.digest().intro());
  return Shortened(intro.empty() ? title : intro, kMaxDescription);
}

// Writes what search engines read, in the vocabulary of schema.org.
void WriteLinkedData(const DigestView& view, std::string_view title, std::string_view description,
                     HtmlWriter* html) {
  ScriptSafeJson json;
  const auto member = [&](Literal name, std::string_view value) {
    json.Raw(name);
    json.String(value);
  };
  json.Raw(R"({"@context":"https://schema.org","@type":"NewsArticle")");
  member(R"(,"headline":)", title);
  member(R"(,"description":)", description);
  member(R"(,"inLanguage":)", LangTag(view.language()));
  member(R"(,"temporalCoverage":)", absl::StrCat(window::FormatCivilDay(view.first_day()), "/",
                                                 window::FormatCivilDay(view.last_day())));
  json.Raw(R"(,"publisher":{"@type":"Organization")");
  member(R"(,"name":)", view.Publication());
  json.Raw(R"(},"citation":[)");
  bool is_first = true;
  for (int number = 1; number <= view.digest().references_size(); ++number) {
    const auto& url = view.UrlOf(number);
    if (!url.has_value()) continue;
    if (!is_first) json.Raw(",");
    is_first = false;
    json.String(url->text());
  }
  json.Raw("]}");
  html->Script(json);
  html->Break();
}

void WriteTones(const Tones& tones, HtmlWriter* html) {
  const auto set = [&](Literal name, Color color) {
    html->Raw(name);
    html->Raw(color);
  };
  set(":root{--paper:", tones.paper);
  set(";--card:", tones.card);
  set(";--ink:", tones.ink);
  set(";--mute:", tones.mute);
  set(";--line:", tones.line);
  set(";--warm:", tones.warm);
  set(";--warmbg:", tones.warm_ground);
  set(";--accent:", tones.accent);
  set(";--soft:", tones.soft);
  set(";--edge:", tones.edge);
  html->Raw("}");
}

void WriteStyle(const Palette& palette, HtmlWriter* html) {
  html->Raw("<style>\n");
  WriteTones(palette.light, html);
  html->Raw("\n@media (prefers-color-scheme:dark){");
  WriteTones(palette.dark, html);
  html->Raw("}\n");
  html->Raw(kScreenStyle);
  if (!palette.has_serifs) html->Raw(":root,:root:lang(en){--serif:var(--sans)}\n");
  html->Raw("@media print{:root{--accent:");
  html->Raw(palette.light.accent);
  html->Raw(";--edge:");
  html->Raw(palette.light.edge);
  html->Raw("}}\n");
  html->Raw(kPrintStyle);
  html->Raw("</style>\n");
}

}  // namespace

void WriteHead(const DigestView& view, const std::optional<SafeUrl>& url, HtmlWriter* html) {
  html->Raw("<head>\n<meta charset=\"utf-8\">\n");
  html->Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
  html->Raw("<meta name=\"color-scheme\" content=\"light dark\">\n");
  html->Raw("<meta name=\"generator\" content=\"Sennight\">\n");
  html->Raw("<link rel=\"icon\" href=\"data:,\">\n");
  const std::string title = view.Title();
  const std::string name = absl::StrCat(view.Publication(), " ", view.WindowDates());
  html->Element("title", {}, absl::StrCat(title, " | ", name));
  html->Break();
  const std::string description = Description(view, title);
  const auto meta = [&](AttributeName key, std::string_view property, std::string_view content) {
    html->Void("meta", {{key, property}, {"content", content}});
    html->Break();
  };
  meta("name", "description", description);
  meta("property", "og:type", "article");
  meta("property", "og:title", title);
  meta("property", "og:description", description);
  meta("property", "og:site_name", view.Publication());
  if (url.has_value()) {
    meta("property", "og:url", url->text());
    html->Void("link", {{"rel", "canonical"}, Attribute::Href(*url)});
    html->Break();
  }
  meta("name", "twitter:card", "summary");
  WriteLinkedData(view, title, description, html);
  WriteStyle(view.palette(), html);
  html->Raw("</head>\n");
}

}  // namespace sennight::rendering
