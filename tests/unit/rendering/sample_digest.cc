#include "tests/unit/rendering/sample_digest.h"

#include "absl/strings/str_cat.h"
#include "tests/support/golden.h"
#include "tests/support/proto_matchers.h"

namespace sennight::rendering {

using digest::v1::Digest;

Digest SampleDigest(const std::string& language) {
  return testing::ParseText<Digest>(testing::ReadSourceFile(
      absl::StrCat("tests/golden/rendering/sample.", language, ".textproto")));
}

std::string FontFolder() { return SENNIGHT_FONT_FOLDER; }

v1::RenderOptions SampleOptions() {
  v1::RenderOptions options;
  options.set_web_url("https://sennight.example.org/cell-gene-therapy/2025-W50");
  options.set_feed_url("https://sennight.example.org/cell-gene-therapy/feed");
  options.set_sender("digest@sennight.example.org");
  options.set_unsubscribe_url("https://sennight.example.org/leave?token=a&b=c");
  options.set_unsubscribe_email("leave@sennight.example.org");
  return options;
}

Digest EmptyDigest(const std::string& language) {
  Digest digest;
  digest.set_topic("cell-gene-therapy");
  digest.set_language(language);
  digest.mutable_window()->set_start("2025-12-09");
  digest.mutable_window()->set_end("2025-12-16");
  return digest;
}

void SetText(const std::string& text, digest::v1::InlineText* inline_text) {
  inline_text->clear_runs();
  inline_text->add_runs()->set_text(text);
}

Digest DigestOf(int sections, const std::string& text) {
  Digest digest = EmptyDigest();
  SetText(text, digest.mutable_title());
  for (int i = 0; i < sections; ++i) {
    const std::string ref_id = absl::StrCat("r", i);
    digest.add_references()->set_ref_id(ref_id);
    digest.mutable_references(i)->set_title(text);
    digest::v1::Section* section = digest.add_sections();
    section->set_section_id(absl::StrCat("s", i));
    SetText(text, section->mutable_heading());
    digest::v1::Story* story = section->add_stories();
    story->add_ref_ids(ref_id);
    SetText(text, story->mutable_lead());
    story->mutable_lead()->add_runs()->mutable_cite()->add_ref_ids(ref_id);
    digest::v1::Highlight* highlight = digest.add_highlights();
    highlight->set_section_id(absl::StrCat("s", i));
    SetText(text, highlight->mutable_text());
  }
  return digest;
}

namespace {

// Puts `text` into every string field of `message` and its parts, ids and dates of the samples
// excepted.
void Fill(const std::string& text, google::protobuf::Message* message) {
  const google::protobuf::Reflection* reflection = message->GetReflection();
  const google::protobuf::Descriptor* type = message->GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const google::protobuf::FieldDescriptor* field = type->field(i);
    if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) {
      if (field->is_repeated()) {
        for (int k = 0; k < reflection->FieldSize(*message, field); ++k) {
          Fill(text, reflection->MutableRepeatedMessage(message, field, k));
        }
      } else if (reflection->HasField(*message, field)) {
        Fill(text, reflection->MutableMessage(message, field));
      }
      continue;
    }
    const std::string& name = field->name();
    if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_STRING ||
        field->is_repeated() || name.ends_with("_id") || type->name() == "Window" ||
        type->name() == "EventDate") {
      continue;
    }
    if (field->containing_oneof() != nullptr && !reflection->HasField(*message, field)) continue;
    reflection->SetString(message, field, text);
  }
}

}  // namespace

Digest DigestFullOf(const std::string& text, const std::string& language) {
  Digest digest = SampleDigest("zh-CN");
  Fill(text, &digest);
  digest.set_language(language);
  return digest;
}

}  // namespace sennight::rendering
