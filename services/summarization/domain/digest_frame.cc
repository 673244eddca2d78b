#include "services/summarization/domain/digest_frame.h"

namespace sennight::summarization {

void WriteFrame(const topic::v1::Topic& topic, const window::Window& window, const std::string& tag,
                digest::v1::Digest* digest) {
  const auto in_language = [&tag](const auto& texts) {
    const auto text = texts.find(tag);
    return text == texts.end() ? std::string() : text->second;
  };
  digest->set_topic(topic.topic_id());
  digest->set_topic_name(in_language(topic.name()));
  digest->set_language(tag);
  *digest->mutable_window() = window.ToProto();
  digest::v1::Branding* branding = digest->mutable_branding();
  branding->set_publication(in_language(topic.branding().publication()));
  branding->set_tagline(in_language(topic.branding().tagline()));
  branding->set_accent_color(
      topic.branding().accent_color().empty() ? "#0b6e6e" : topic.branding().accent_color());
  branding->set_accent_color_dark(topic.branding().accent_color_dark().empty()
                                      ? "#63c5bd"
                                      : topic.branding().accent_color_dark());
  branding->set_home_url(topic.branding().home_url());
  branding->set_contact(in_language(topic.branding().contact()));
  for (const topic::v1::TopicDisclaimer& disclaimer : topic.disclaimers()) {
    const std::string text = in_language(disclaimer.text());
    if (text.empty()) continue;
    digest::v1::Disclaimer* copied = digest->add_disclaimers();
    copied->set_kind(disclaimer.kind());
    copied->set_text(text);
  }
}

}  // namespace sennight::summarization
