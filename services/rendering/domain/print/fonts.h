// The fonts of everything that is drawn: those of one folder and no others, so that the same text
// has the same glyphs on every machine.
#pragma once

#include <pango/pangocairo.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace sennight::rendering::print {

// Frees objects of GLib.
struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
template <typename Object>
using Owned = std::unique_ptr<Object, Unref>;

// Fonts for one thread: pango keeps glyphs and metrics in its maps, and its maps know no locks.
class Fonts {
 public:
  // Returns the fonts of a folder for the thread that calls; they live as long as it does. Only the
  // first call of a thread for a folder reads it.
  //
  // Errors: kFailedPrecondition if the folder lacks one of them.
  static absl::StatusOr<Fonts*> Of(const std::string& folder);

  // Returns a context for text in a language.
  Owned<PangoContext> ContextFor(const std::string& language) const;

 private:
  explicit Fonts(Owned<PangoFontMap> map) : map_(std::move(map)) {}

  Owned<PangoFontMap> map_;
};

// The families in the folder.
inline constexpr char kSans[] = "Noto Sans CJK SC";
inline constexpr char kSerif[] = "Noto Serif CJK SC";

}  // namespace sennight::rendering::print
