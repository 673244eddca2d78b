#include "services/summarization/domain/inline_writer.h"

#include "absl/strings/str_cat.h"
#include "common/text/fill.h"
#include "services/summarization/domain/templates.h"

namespace sennight::summarization {

Supported Quote(const Report& report, Field field, const Range& range) {
  Supported quote;
  quote.text = TextOf(report, field, range);
  *quote.support.mutable_span() = SpanOf(report, field, range);
  return quote;
}

Supported Computed(std::string_view function, std::string value,
                   std::vector<std::string> event_ids) {
  Supported computed;
  digest::v1::ComputedValue* basis = computed.support.mutable_computed();
  basis->set_function(std::string(function));
  basis->set_value(value);
  for (std::string& id : event_ids) basis->add_event_ids(std::move(id));
  computed.text = std::move(value);
  return computed;
}

Supported FromTemplate(std::string_view language, std::string_view id,
                       std::vector<Supported> arguments) {
  Supported filled;
  digest::v1::TemplateUse* basis = filled.support.mutable_template_();
  basis->set_template_id(std::string(id));
  std::vector<std::string> texts;
  for (Supported& argument : arguments) {
    texts.push_back(std::move(argument.text));
    *basis->add_arguments() = std::move(argument.support);
  }
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  filled.text = text::Fill(PatternOf(language, id), views);
  return filled;
}

Supported Listed(std::string_view language, std::vector<Supported> texts) {
  if (texts.empty()) return {};
  Supported list = std::move(texts.front());
  for (size_t i = 1; i < texts.size(); ++i) {
    const std::string_view id = i + 1 == texts.size() ? "list.last" : "list.separator";
    std::vector<Supported> pair;
    pair.push_back(std::move(list));
    pair.push_back(std::move(texts[i]));
    list = FromTemplate(language, id, std::move(pair));
  }
  return list;
}

void InlineWriter::Sentence(Supported sentence, const std::vector<std::string>& ref_ids) {
  if (sentence.text.empty()) return;
  const bool first = text_.runs_size() == 0;
  sentence.support.set_run_start(text_.runs_size());
  text_.add_runs()->set_text(absl::StrCat(spaced_ && !first ? " " : "", sentence.text));
  if (!ref_ids.empty()) {
    digest::v1::Citation* cite = text_.add_runs()->mutable_cite();
    for (const std::string& id : ref_ids) cite->add_ref_ids(id);
  }
  sentence.support.set_run_end(text_.runs_size());
  *text_.add_support() = std::move(sentence.support);
}

digest::v1::InlineText OneSentence(std::string_view language, Supported sentence,
                                   const std::vector<std::string>& ref_ids) {
  InlineWriter writer(language);
  writer.Sentence(std::move(sentence), ref_ids);
  return writer.Take();
}

}  // namespace sennight::summarization
