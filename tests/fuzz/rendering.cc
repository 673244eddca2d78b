// Whatever a digest says stays text: no value of any field leaves its context in any format.
#include <fuzzer/FuzzedDataProvider.h>
#include <google/protobuf/message.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "common/status/status.h"
#include "common/text/utf8.h"
#include "google/rpc/error_details.pb.h"
#include "sennight/digest/v1/digest.pb.h"
#include "services/rendering/domain/html_writer.h"
#include "services/rendering/domain/limits.h"
#include "services/rendering/domain/render.h"
#include "services/rendering/domain/render_options.h"
#include "services/rendering/domain/theme.h"
#include "services/rendering/domain/validate.h"
#include "services/rendering/domain/wechat.h"
#include "tests/fuzz/expect.h"
#include "tests/fuzz/filler.h"
#include "tests/unit/rendering/xml_outline.h"

namespace sennight::fuzz {
namespace {

using digest::v1::Digest;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Makes citations cite: each names one of the references.
void MendCitations(Message& message, const Digest& digest) {
  if (auto* citation = dynamic_cast<digest::v1::Citation*>(&message); citation != nullptr) {
    for (int i = 0; i < citation->ref_ids_size(); ++i) {
      citation->set_ref_ids(i, digest.references(i % digest.references_size()).ref_id());
    }
    return;
  }
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      MendCitations(*reflection.MutableMessage(&message, field), digest);
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      MendCitations(*reflection.MutableRepeatedMessage(&message, field, i), digest);
    }
  }
}

// Makes a digest valid where Validate wants it.
void Mend(Digest& digest) {
  digest.mutable_window()->set_start("2025-12-09");
  digest.mutable_window()->set_end("2025-12-16");
  digest.mutable_window()->set_time_zone("Asia/Shanghai");
  if (digest.references_size() == 0) digest.add_references();
  for (int i = 0; i < digest.references_size(); ++i) {
    digest.mutable_references(i)->set_ref_id("r" + std::to_string(i));
  }
  Digest references = digest;
  MendCitations(digest, references);
}

// Takes out of the options what the service refuses.
void Mend(rendering::v1::RenderOptions& options) {
  if (!rendering::CheckTheme(options.custom_theme(), "theme").ok()) options.clear_custom_theme();
  const google::rpc::BadRequest wrong = BadRequestOf(rendering::CheckOptions(options));
  for (const auto& violation : wrong.field_violations()) {
    // options.web_url, options.publication.logo
    Message* message = &options;
    std::string_view path = std::string_view(violation.field()).substr(sizeof("options"));
    if (const std::size_t dot = path.find('.'); dot != path.npos) {
      message = options.mutable_publication();
      path.remove_prefix(dot + 1);
    }
    message->GetReflection()->ClearField(
        message, message->GetDescriptor()->FindFieldByName(std::string(path)));
  }
  Expect(rendering::CheckOptions(options).ok(), "a refusal names what is wrong");
}

std::string Render(const Digest& digest, rendering::v1::Format format,
                   const rendering::v1::RenderOptions& options) {
  const absl::StatusOr<rendering::v1::Rendition> rendition =
      rendering::RenderDigest(digest, format, options, SENNIGHT_FONT_FOLDER);
  Expect(rendition.ok(), "a valid digest is rendered");
  Expect(format >= rendering::v1::FORMAT_PDF || text::IsValidUtf8(rendition->content()),
         "renditions are UTF-8");
  for (const digest::v1::Finding& finding : rendition->findings()) {
    Expect(!finding.rule_id().empty() && !finding.message().empty(), "findings say something");
    const bool is_ours = finding.rule_id().starts_with("WX-") &&
                         !finding.rule_id().ends_with("-LEN") && finding.rule_id() != "WX-BUDGET";
    Expect(!is_ours, "the fragment breaks no rule of the platform: " + finding.rule_id());
  }
  Expect(rendition->file_name().find_first_of("/\\\"<>|:*?\n") == std::string::npos,
         "file names are names");
  return rendition->content();
}

bool IsLink(std::string_view address) {
  return address.starts_with("#") || address.starts_with("https://") ||
         address.starts_with("http://") || address == "data:,";
}

bool IsStyle(std::string_view style) {
  return std::ranges::all_of(style, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-:;#.,% ()").find(c) != std::string_view::npos;
  });
}

void CheckMarkup(const std::string& html, const std::set<std::string>& tags) {
  const rendering::Outline outline = rendering::OutlineOf(html);
  Expect(outline.error.empty(), outline.error);
  for (const rendering::FoundElement& element : outline.elements) {
    Expect(tags.contains(element.tag), "only elements of the program: " + element.tag);
    for (const auto& [name, value] : element.attributes) {
      Expect(!name.starts_with("on"), "no event handlers");
      Expect(name != "href" || IsLink(value), "links lead to the web: " + value);
      Expect(name != "src" && name != "srcset" && name != "srcdoc", "nothing is loaded");
      Expect(name != "style" || IsStyle(value), "styles are the program's: " + value);
    }
  }
}

void CheckWeb(const std::string& html) {
  CheckMarkup(html,
              {"html", "head", "meta", "title", "link",    "style", "script",  "body",   "header",
               "nav",  "main", "h1",   "h2",    "h3",      "p",     "a",       "ol",     "ul",
               "li",   "div",  "span", "time",  "section", "small", "article", "strong", "b",
               "i",    "sup",  "br",   "wbr",   "footer",  "svg",   "g",       "circle", "path"});
}

void CheckWechat(const std::string& html) {
  CheckMarkup(html, {"section", "p", "span", "strong", "br", "a"});
  Expect(rendering::CountWechatCharacters(html) <= rendering::kMaxWechatCharacters,
         "the platform takes the fragment");
}

void CheckMail(const std::string& mail) {
  const size_t end = mail.find("\r\n\r\n");
  Expect(end != mail.npos, "a message has headers");
  const std::set<std::string> known = {
      "From",        "Subject",          "Date",         "Message-ID",
      "List-Id",     "List-Unsubscribe", "MIME-Version", "List-Unsubscribe-Post",
      "Content-Type"};
  for (size_t at = 0; at < end;) {
    const size_t next = mail.find("\r\n", at);
    const std::string_view line = std::string_view(mail).substr(at, next - at);
    Expect(line.size() <= 998, "lines are short enough");
    Expect(line.starts_with(" ") || known.contains(std::string(line.substr(0, line.find(':')))),
           "only headers of the program");
    at = next + 2;
  }
  Expect(std::ranges::all_of(
             mail, [](char c) { return c == '\r' || c == '\n' || (c >= ' ' && c < 127); }),
         "mail is ASCII");
}

void CheckFeed(const std::string& xml) {
  const rendering::Outline outline = rendering::OutlineOf(xml);
  Expect(outline.error.empty(), outline.error);
  for (const rendering::FoundElement& element : outline.elements) {
    Expect(element.depth < 4, "what a feed holds is escaped");
  }
}

void CheckJson(const std::string& json, const Digest& digest) {
  Digest again;
  Expect(google::protobuf::util::JsonStringToMessage(json, &again).ok(), "the JSON is a digest");
  Expect(again.sections_size() == digest.sections_size(), "the JSON is the digest");
}

void CheckEscaping(std::string_view bytes) {
  std::string html;
  rendering::AppendEscaped(bytes, &html);
  Expect(html.find_first_of("<>\"'") == std::string::npos, "escaped text has no markup");
  Expect(text::IsValidUtf8(html), "escaped text is UTF-8");
  for (size_t at = html.find('&'); at != std::string::npos; at = html.find('&', at + 1)) {
    const std::string_view rest = std::string_view(html).substr(at);
    Expect(rest.starts_with("&amp;") || rest.starts_with("&lt;") || rest.starts_with("&gt;") ||
               rest.starts_with("&quot;") || rest.starts_with("&#39;"),
           "escaped text has no other references");
  }
  rendering::ScriptSafeJson json;
  json.String(bytes);
  Expect(json.text().find_first_of("<>&") == std::string::npos, "JSON ends no script");
  google::protobuf::Value value;
  Expect(google::protobuf::util::JsonStringToMessage(json.text(), &value).ok(), "JSON is JSON");
}

void Check(FuzzedDataProvider& bytes) {
  CheckEscaping(bytes.ConsumeRandomLengthString(64));
  Digest digest;
  const std::string language = bytes.PickValueInArray({"en", "zh-CN", "zh-Hant-TW", "de", ""});
  rendering::v1::RenderOptions options;
  Filler filler(bytes);
  filler.Fill(options);
  // A theme that cannot be read is refused; with it nothing would be rendered.
  Mend(options);
  filler.Fill(digest);
  digest.set_language(language);
  (void)rendering::Validate(digest);
  Mend(digest);
  CheckWeb(Render(digest, rendering::v1::FORMAT_WEB, options));
  CheckWechat(Render(digest, rendering::v1::FORMAT_WECHAT, options));
  Render(digest, rendering::v1::FORMAT_MARKDOWN, options);
  Render(digest, rendering::v1::FORMAT_TEXT, options);
  CheckJson(Render(digest, rendering::v1::FORMAT_JSON, options), digest);
  CheckMail(Render(digest, rendering::v1::FORMAT_EMAIL, options));
  CheckFeed(Render(digest, rendering::v1::FORMAT_ATOM, options));
  CheckFeed(Render(digest, rendering::v1::FORMAT_RSS, options));
  google::protobuf::Struct feed;
  Expect(google::protobuf::util::JsonStringToMessage(
             Render(digest, rendering::v1::FORMAT_JSONFEED, options), &feed)
             .ok(),
         "the JSON feed is JSON");
  // Drawing takes long under the sanitizers.
  if (bytes.ConsumeIntegralInRange<int>(0, 15) == 1) {
    Expect(Render(digest, rendering::v1::FORMAT_PDF, options).starts_with("%PDF-"),
           "the PDF is one");
    Expect(Render(digest, rendering::v1::FORMAT_SHARE_CARD, options).starts_with("\x89PNG"),
           "the picture is one");
  }
}

}  // namespace
}  // namespace sennight::fuzz

// fontconfig, cairo and pango keep what they have read of fonts until the process ends.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libfontconfig\nleak:libcairo\nleak:libpango\n";
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  FuzzedDataProvider bytes(data, size);
  sennight::fuzz::Check(bytes);
  return 0;
}
