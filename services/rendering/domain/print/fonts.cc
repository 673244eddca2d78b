#include "services/rendering/domain/print/fonts.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangofc-fontmap.h>

#include <array>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"

namespace sennight::rendering::print {
namespace {

constexpr std::array<const char*, 5> kFiles = {"sans.otf", "sans-rare.otf", "sans-bold.otf",
                                               "serif-bold.otf", "other.ttf"};

}  // namespace

absl::StatusOr<Fonts*> Fonts::Of(const std::string& folder) {
  thread_local std::map<std::string, Fonts> known;
  if (const auto found = known.find(folder); found != known.end()) return &found->second;
  // A configuration of our own: nothing of the machine's is read, no cache is written.
  FcConfig* config = FcConfigCreate();
  for (const char* file : kFiles) {
    const std::string path = absl::StrCat(folder, "/", file);
    const auto* bytes = reinterpret_cast<const FcChar8*>(path.c_str());
    if (FcConfigAppFontAddFile(config, bytes) == FcFalse) {
      FcConfigDestroy(config);
      return absl::FailedPreconditionError(absl::StrCat("fonts: cannot read ", path));
    }
  }
  // Nor is the machine's looked for by what asks for the current one.
  FcConfigSetCurrent(config);
  Owned<PangoFontMap> map(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT));
  pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map.get()), config);
  FcConfigDestroy(config);  // The map holds it.
  // A unit of drawing is a point.
  pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map.get()), 72);
  return &known.emplace(folder, Fonts(std::move(map))).first->second;
}

Owned<PangoContext> Fonts::ContextFor(const std::string& language) const {
  Owned<PangoContext> context(pango_font_map_create_context(map_.get()));
  pango_context_set_language(context.get(), pango_language_from_string(language.c_str()));
  pango_context_set_round_glyph_positions(context.get(), FALSE);
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options(context.get(), options);
  cairo_font_options_destroy(options);
  return context;
}

}  // namespace sennight::rendering::print
