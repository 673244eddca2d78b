#include "common/findings/rule.h"

#include <string>

#include "common/text/fill.h"
#include "common/text/language.h"

namespace sennight::findings {

digest::v1::Finding Broken(const Rule& rule, std::string_view language, std::string_view path,
                           std::initializer_list<std::string_view> arguments) {
  digest::v1::Finding finding;
  finding.set_rule_id(std::string(rule.id));
  finding.set_severity(rule.severity);
  finding.set_path(std::string(path));
  finding.set_message(
      text::Fill(text::IsChinese(language) ? rule.chinese : rule.english, arguments));
  return finding;
}

}  // namespace sennight::findings
