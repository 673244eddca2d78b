#include "services/summarization/domain/references.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "common/hash/hash.h"
#include "common/text/normalize.h"
#include "services/summarization/domain/digest_texts.h"
#include "services/summarization/domain/sources.h"

namespace sennight::summarization {
namespace {

constexpr size_t kIdDigits = 8;

bool IsWebAddress(std::string_view address) {
  return address.starts_with("https://") || address.starts_with("http://");
}

std::string PublisherOf(const event::v1::Source& source, const topic::v1::Topic& topic,
                        const std::string& language) {
  if (const topic::v1::KnownSource* known = KnownSourceOf(source, topic)) {
    const auto name = known->publisher().find(language);
    if (name != known->publisher().end()) return name->second;
  }
  const std::string publisher = text::CollapseWhiteSpace(source.publisher());
  return publisher.empty() ? HostOf(AddressOf(source)) : publisher;
}

digest::v1::Reference MakeReference(const event::v1::Event& event, const event::v1::Source& source,
                                    bool own, const Material& material,
                                    const std::string& language) {
  digest::v1::Reference reference;
  reference.set_title(
      text::CollapseWhiteSpace(source.title().empty() ? event.title() : source.title()));
  reference.set_publisher(PublisherOf(source, *material.topic, language));
  const std::string address = AddressOf(source);
  if (IsWebAddress(address)) reference.set_url(address);
  if (source.has_published_time()) {
    reference.set_published(
        window::FormatCivilDay(material.window->DayOf(window::ToTime(source.published_time()))));
  } else if (own && event.has_reported_time()) {
    reference.set_published(
        window::FormatCivilDay(material.window->DayOf(window::ToTime(event.reported_time()))));
  }
  reference.set_kind(KindOf(source, *material.topic));
  reference.set_language(event.language());
  return reference;
}

}  // namespace

ReferenceBook::ReferenceBook(const Material& material, const std::string& language)
    : of_report_(material.reports.size()) {
  for (size_t i = 0; i < material.reports.size(); ++i) {
    const event::v1::Event& event = *material.reports[i].event;
    for (int s = 0; s < event.sources_size(); ++s) {
      const event::v1::Source& source = event.sources(s);
      const std::string address = AddressOf(source);
      // An address that is none cannot be cited; the publisher can.
      if (!address.empty() && !IsWebAddress(address) && source.publisher().empty()) continue;
      const std::string id = absl::StrCat(
          "r-", hash::Sha256Hex(ReferenceKey(source, event.title())).substr(0, kIdDigits));
      auto [known, added] = by_id_.try_emplace(id);
      if (added) {
        known->second = MakeReference(event, source, s == 0, material, language);
        known->second.set_ref_id(id);
      }
      const auto& events = known->second.event_ids();
      if (std::find(events.begin(), events.end(), event.event_id()) == events.end()) {
        known->second.add_event_ids(event.event_id());
      }
      std::vector<std::string>& ids = of_report_[i];
      if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    }
  }
}

std::vector<std::string> ReferenceBook::IdsOf(std::span<const int> reports) const {
  std::vector<std::string> ids;
  std::set<std::string_view> known;
  for (const int report : reports) {
    for (const std::string& id : of_report_[report]) {
      if (known.insert(id).second) ids.push_back(id);
    }
  }
  return ids;
}

std::vector<digest::v1::Reference> ReferenceBook::CitedBy(const digest::v1::Digest& digest) const {
  std::set<std::string> seen;
  std::vector<digest::v1::Reference> cited;
  ForEachText(digest, [&](const TextPlace& place) {
    for (const digest::v1::Run& run : place.text->runs()) {
      for (const std::string& id : run.cite().ref_ids()) {
        if (seen.insert(id).second) cited.push_back(by_id_.at(id));
      }
    }
  });
  return cited;
}

}  // namespace sennight::summarization
