#include "services/rendering/domain/email.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/text/width.h"
#include "common/url/mail_address.h"
#include "services/rendering/domain/edition_id.h"
#include "services/rendering/domain/email_html.h"
#include "services/rendering/domain/format_rules.h"
#include "services/rendering/domain/mail_parts.h"
#include "services/rendering/domain/plain_text.h"

namespace sennight::rendering {
namespace {

// Columns of a subject that most mail programs show.
constexpr int kMaxSubjectColumns = 70;

// The sender of a message that nobody has named one for: a domain that cannot exist (RFC 2606).
constexpr char kNobody[] = "digest@sennight.invalid";

struct Envelope {
  url::MailAddress sender;
  std::optional<SafeUrl> unsubscribe;  // https only: RFC 8058.
  std::optional<url::MailAddress> unsubscribe_mail;
  std::optional<SafeUrl> web;
};

Envelope EnvelopeOf(const digest::v1::Digest& digest, const v1::RenderOptions& options,
                    FormatFindings* findings) {
  std::optional<url::MailAddress> sender = url::MailAddress::Parse(options.sender());
  if (!sender.has_value()) sender = url::MailAddress::Parse(digest.branding().contact());
  if (!sender.has_value()) {
    findings->Add(kMailSender, "/branding/contact", {kNobody});
    sender = url::MailAddress::Parse(kNobody);
  }
  std::optional<SafeUrl> unsubscribe = SafeUrl::Parse(options.unsubscribe_url());
  if (unsubscribe.has_value() && !unsubscribe->text().starts_with("https:")) unsubscribe.reset();
  if (!unsubscribe.has_value()) findings->Add(kMailUnsubscribe, "");
  return {.sender = *std::move(sender),
          .unsubscribe = std::move(unsubscribe),
          .unsubscribe_mail = url::MailAddress::Parse(options.unsubscribe_email()),
          .web = SafeUrl::Parse(options.web_url())};
}

// Returns the name of the list, that of the topic in a language.
std::string ListName(const digest::v1::Digest& digest) {
  constexpr std::size_t kMost = 60;
  std::string name = absl::StrCat(digest.topic(), "-", digest.language()).substr(0, kMost);
  for (char& c : name) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c))) c = '-';
  }
  return name;
}

// Writes the headers that mail programs read to offer leaving the list.
void WriteListHeaders(const DigestView& view, const Envelope& envelope, std::string* mail) {
  absl::StrAppend(mail, "List-Id: <", ListName(view.digest()), ".",
                  std::string(envelope.sender.domain()), ">\r\n");
  std::string ways;
  if (envelope.unsubscribe.has_value()) ways = absl::StrCat("<", envelope.unsubscribe->text(), ">");
  if (envelope.unsubscribe_mail.has_value()) {
    absl::StrAppend(&ways, ways.empty() ? "" : ",\r\n ",
                    "<mailto:", envelope.unsubscribe_mail->text(), ">");
  }
  if (!ways.empty()) absl::StrAppend(mail, "List-Unsubscribe: ", ways, "\r\n");
  if (envelope.unsubscribe.has_value()) {
    absl::StrAppend(mail, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
  }
}

std::string WithCrLf(std::string_view text) {
  std::string lines;
  lines.reserve(text.size() + text.size() / 16);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.append(text.substr(0, end));
    if (end < text.size()) lines.append("\r\n");
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

void WritePart(std::string_view type, std::string_view boundary, std::string_view content,
               std::string* mail) {
  absl::StrAppend(mail, "--", std::string(boundary), "\r\nContent-Type: ", std::string(type),
                  "; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
  AppendBase64Lines(content, mail);
}

// Writes the HTML, and the logo as a part beside it if there is one.
void WriteHtml(const DigestView& view, const std::string& html, const std::string& logo_id,
               std::string_view boundary, std::string* mail) {
  if (logo_id.empty()) return WritePart("text/html", boundary, html, mail);
  const std::string related = absl::StrCat("=_r", std::string(boundary.substr(2)));
  absl::StrAppend(mail, "--", std::string(boundary),
                  "\r\nContent-Type: multipart/related; type=\"text/html\";\r\n boundary=\"",
                  related, "\"\r\n\r\n");
  WritePart("text/html", related, html, mail);
  absl::StrAppend(mail, "--", related,
                  "\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
                  "Content-ID: <",
                  logo_id, ">\r\nContent-Disposition: inline; filename=\"logo.png\"\r\n\r\n");
  AppendBase64Lines(view.publication().logo(), mail);
  absl::StrAppend(mail, "--", related, "--\r\n");
}

void CheckContent(const DigestView& view, const EmailHtml& email, FormatFindings* findings) {
  const std::string& html = email.html;
  if (html.size() > kMaxEmailHtml) {
    findings->Add(kMailClipped, "", {absl::StrCat(html.size())});
  } else if (html.size() > kMuchEmailHtml) {
    findings->Add(kMailLarge, "", {absl::StrCat(html.size())});
  }
  if (const int columns = text::DisplayWidth(view.Title()); columns > kMaxSubjectColumns) {
    findings->Add(kMailSubject, "/title", {absl::StrCat(columns)});
  }
  if (view.digest().intro().runs_size() == 0) findings->Add(kMailPreheader, "/intro");
  // What the program itself writes; a text that says `var(` is none.
  for (std::size_t i = 0; i < kNotInMail.size(); ++i) {
    if ((email.not_in_mail >> i & 1) != 0) findings->Add(kMailStyle, "", {kNotInMail[i]});
  }
}

}  // namespace

Rendered RenderEmail(const digest::v1::Digest& digest, const v1::RenderOptions& options) {
  const DigestView view(digest, GapOf(options, HanLatinGap::kSpace), ThemeOf(options),
                        options.publication());
  FormatFindings findings(digest.language());
  const Envelope envelope = EnvelopeOf(digest, options, &findings);
  const std::string uuid = EditionUuid(digest);
  // Base64 knows no "=_", so no part can hold the boundary.
  const std::string boundary = absl::StrCat("=_", absl::StrReplaceAll(uuid, {{"-", ""}}));
  const std::string logo =
      options.publication().logo().empty()
          ? ""
          : absl::StrCat("logo.", uuid, "@", std::string(envelope.sender.domain()));
  const EmailHtml email = WriteEmailHtml(
      view, {.web = envelope.web, .unsubscribe = envelope.unsubscribe, .logo = logo});
  const std::string& html = email.html;
  CheckContent(view, email, &findings);

  std::string mail;
  mail.reserve(2 * html.size());
  absl::StrAppend(&mail, "From: ", HeaderName(view.Publication()), "\r\n <", envelope.sender.text(),
                  ">\r\nSubject: ", HeaderText(view.Title()),
                  "\r\nDate: ", PrintRfc5322(MomentOf(view)), "\r\nMessage-ID: <", uuid, "@",
                  std::string(envelope.sender.domain()), ">\r\n");
  WriteListHeaders(view, envelope, &mail);
  absl::StrAppend(&mail,
                  "MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary=\"",
                  boundary, "\"\r\n\r\n");
  // Lines of mail end with CR LF within the encoding, too.
  WritePart("text/plain", boundary, WithCrLf(WritePlainText(view)), &mail);
  WriteHtml(view, html, logo, boundary, &mail);
  absl::StrAppend(&mail, "--", boundary, "--\r\n");
  return {.content = std::move(mail), .findings = findings.Take()};
}

}  // namespace sennight::rendering
