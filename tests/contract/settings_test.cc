#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/config/reader.h"
#include "services/event_store/config.h"
#include "services/gateway/config.h"
#include "services/rendering/config.h"
#include "services/summarization/config.h"
#include "tests/support/golden.h"

namespace sennight {
namespace {

using config::Setting;

struct Program {
  std::string name;
  std::string prefix;
  std::vector<Setting> settings;
};

// What is read does not matter here: only what is asked for.
template <typename Config>
Program ProgramOf(const std::string& name, const std::string& prefix,
                  absl::Status (*read_config)(config::Reader&, Config&)) {
  config::Reader read(prefix, {"--help"}, {});
  Config config;
  read_config(read, config).IgnoreError();
  return {name, prefix, read.settings()};
}

std::vector<Program> Programs() {
  return {ProgramOf("sennight-gateway", "SENNIGHT_GATEWAY", &gateway::ReadConfig),
          ProgramOf("sennight-event-store", "SENNIGHT_EVENT_STORE", &event_store::ReadConfig),
          ProgramOf("sennight-summarization", "SENNIGHT_SUMMARIZATION", &summarization::ReadConfig),
          ProgramOf("sennight-rendering", "SENNIGHT_RENDERING", &rendering::ReadConfig)};
}

const Setting* Find(const Program& program, const std::string& flag) {
  for (const Setting& setting : program.settings) {
    if (setting.flag == flag) return &setting;
  }
  return nullptr;
}

bool IsCommon(const std::vector<Program>& programs, const std::string& flag) {
  for (const Program& program : programs) {
    if (Find(program, flag) == nullptr) return false;
  }
  return true;
}

std::string Code(const std::string& text) {
  return text.empty() ? "" : absl::StrCat("`", text, "`");
}

constexpr char kHead[] =
    "| flag | variable | type | default | range | meaning |\n|---|---|---|---|---|---|\n";

std::string Row(const Setting& setting, const std::string& variable,
                const std::string& default_value) {
  return absl::StrCat("| ", Code(setting.flag), " | ", Code(variable), " | ", setting.type, " | ",
                      default_value, " | ", setting.range, " | ", setting.purpose, " |\n");
}

std::string Table() {
  const std::vector<Program> programs = Programs();
  std::string text =
      "# Settings\n\n"
      "Every setting of the four servers. A flag (`--name=value` or `--name value`) goes before "
      "its\n"
      "variable, the variable before the default. Whatever is unknown, given twice or out of "
      "range\n"
      "ends the program with status 2 and every mistake on a line of its own; `--check-config` "
      "finds\n"
      "out without starting, `--help` lists. Durations are written `500ms`, `5s`, `1m30s`. "
      "Secrets\n"
      "are read from files only. The settings of the program `sennight` are told by `sennight "
      "help`.\n"
      "\nThis page is made from the code: `UPDATE_GOLDEN=1 build/release/tests/settings_test`.\n"
      "\n## Every server\n\n"
      "`SERVICE` is `GATEWAY`, `EVENT_STORE`, `SUMMARIZATION` or `RENDERING`.\n\n";
  absl::StrAppend(&text, kHead);
  for (const Setting& setting : programs[0].settings) {
    if (!IsCommon(programs, setting.flag)) continue;
    std::string default_value = Code(setting.default_value);
    std::string purpose = setting.purpose;
    for (const Program& program : programs) {
      const Setting& other = *Find(program, setting.flag);
      if (other.default_value != setting.default_value) default_value = "see below";
      if (other.purpose != setting.purpose) purpose = "see below";
    }
    Setting shown = setting;
    shown.purpose = purpose;
    absl::StrAppend(&text, Row(shown,
                               absl::StrCat("SENNIGHT_SERVICE_",
                                            setting.variable.substr(programs[0].prefix.size() + 1)),
                               default_value));
  }
  for (const Program& program : programs) {
    absl::StrAppend(&text, "\n## ", program.name, "\n\n", kHead);
    for (const Setting& setting : program.settings) {
      const bool is_told =
          IsCommon(programs, setting.flag) &&
          setting.default_value == Find(programs[0], setting.flag)->default_value &&
          setting.default_value == Find(programs[1], setting.flag)->default_value &&
          setting.purpose == Find(programs[1], setting.flag)->purpose;
      if (!is_told) {
        absl::StrAppend(&text, Row(setting, setting.variable, Code(setting.default_value)));
      }
    }
  }
  return text;
}

TEST(SettingsTest, ThePageTellsOfEverySettingOfEveryServer) {
  EXPECT_TRUE(testing::MatchesGolden(Table(), "../../deploy/SETTINGS.md"));
}

TEST(SettingsTest, EverySettingSaysWhatItIsFor) {
  for (const Program& program : Programs()) {
    for (const Setting& setting : program.settings) {
      EXPECT_FALSE(setting.purpose.empty()) << program.name << " " << setting.flag;
      EXPECT_TRUE(setting.purpose.empty() || setting.purpose.back() == '.')
          << program.name << " " << setting.flag << ": " << setting.purpose;
    }
  }
}

}  // namespace
}  // namespace sennight
