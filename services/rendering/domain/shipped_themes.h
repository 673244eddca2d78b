// The themes that come with the program, in text format.
#pragma once

#include <array>

namespace sennight::rendering {

// The first is used unless another is named.
inline constexpr std::array<const char*, 2> kShippedThemes = {
    R"pb(
      # Clinic: warm paper, headlines with serifs, the publication's own accent (teal without one).
      theme_id: "clinic"
      name_zh: "诊室"
      name_en: "Clinic"
      light {
        paper: "#fbfaf6"
        card: "#ffffff"
        ink: "#1b2422"
        mute: "#5b6764"
        line: "#e2e4dd"
        warm: "#9a4a12"
        warm_ground: "#fcf1e6"
        accent: "#0b6e6e"
      }
      dark {
        paper: "#141a19"
        card: "#1b2322"
        ink: "#e7ece9"
        mute: "#9fb0ab"
        line: "#2c3735"
        warm: "#e9a874"
        warm_ground: "#2d241b"
        accent: "#63c5bd"
      }
      headline_face: HEADLINE_FACE_SERIF
    )pb",
    R"pb(
      # Industry: cool white, navy, headlines without serifs.
      theme_id: "industry"
      name_zh: "产业"
      name_en: "Industry"
      light {
        paper: "#f5f7fa"
        card: "#ffffff"
        ink: "#14202e"
        mute: "#526173"
        line: "#d9e0e8"
        warm: "#9c3b00"
        warm_ground: "#fdeee2"
        accent: "#1d4e89"
      }
      dark {
        paper: "#10161f"
        card: "#18212d"
        ink: "#e6ecf3"
        mute: "#9db0c4"
        line: "#2a3646"
        warm: "#f0a870"
        warm_ground: "#2f2418"
        accent: "#7fb2ea"
      }
      headline_face: HEADLINE_FACE_SANS
      keeps_accent: true
    )pb"};

}  // namespace sennight::rendering
