#include "services/rendering/domain/provenance.h"

#include "absl/strings/str_cat.h"
#include "common/text/fill.h"
#include "services/rendering/domain/counts.h"

namespace sennight::rendering {

std::vector<std::string> ProvenanceLines(const DigestView& view) {
  const UiText& ui = view.ui();
  const digest::v1::Stats& stats = view.digest().stats();
  const digest::v1::Provenance& provenance = view.digest().provenance();
  std::vector<std::string> lines;
  if (const SentenceCounts sentences = CountSentences(view.digest()); sentences.total() > 0) {
    lines.push_back(
        text::Fill(ui.sentences_checked,
                   {absl::StrCat(sentences.total()), absl::StrCat(sentences.quoted),
                    absl::StrCat(sentences.computed), absl::StrCat(sentences.templates)}));
  }
  if (stats.events_read() > 0) {
    lines.push_back(text::Fill(
        ui.events_read, {absl::StrCat(stats.events_read()), absl::StrCat(stats.events_relevant()),
                         absl::StrCat(stats.events_used())}));
  }
  if (provenance.as_of_position() > 0) {
    lines.push_back(text::Fill(ui.as_of, absl::StrCat(provenance.as_of_position()),
                               absl::StrCat(provenance.epoch())));
  }
  const auto append = [&](std::string_view label, const std::string& value) {
    if (value.empty()) return;
    lines.push_back(absl::StrCat(std::string(label), ui.colon, view.Plain(value)));
  };
  append(ui.engine, provenance.engine_version());
  append(ui.content_hash, provenance.content_hash());
  return lines;
}

}  // namespace sennight::rendering
