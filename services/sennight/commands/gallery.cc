#include "services/sennight/commands/gallery.h"

#include <string_view>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "services/sennight/cli/files.h"
#include "services/sennight/cli/format.h"

namespace sennight::commands {
namespace {

using rendering::v1::RenderAllResponse;
using rendering::v1::Rendition;

constexpr char kStyle[] =
    "body{margin:0;padding:24px 32px;font:15px/1.6 system-ui,'Noto Sans CJK SC',sans-serif;"
    "background:#f3f4f1;color:#1b2422}h1{font-size:24px}h2{margin:40px 0 12px;font-size:19px}"
    ".all{display:grid;grid-template-columns:repeat(auto-fill,minmax(420px,1fr));gap:20px}"
    "article{background:#fff;border:1px solid #dcdfd8;border-radius:8px;padding:14px}"
    "h3{margin:0 0 8px;font-size:15px}h3 small{font-weight:normal;color:#5b6764}"
    "iframe,object{width:100%;height:560px;border:1px solid #e5e7e2;background:#fff}"
    "img{max-width:100%;max-height:560px;border:1px solid #e5e7e2}"
    "pre{height:540px;overflow:auto;margin:0;padding:10px;border:1px solid #e5e7e2;font-size:12px;"
    "white-space:pre-wrap;overflow-wrap:anywhere}ul{margin:8px 0 0;padding-left:18px;"
    "font-size:13px}.error{color:#9a2412}.warning{color:#7d4a08}"
    "@media(prefers-color-scheme:dark){body{background:#141a19;color:#e7ece9}"
    "article{background:#1b2322;border-color:#2c3735}h3 small{color:#9fb0ab}"
    ".error{color:#f0a08e}.warning{color:#e9b874}}";

// The words of the page.
struct Words {
  const char* title;
  const char* failed;
  const char* bytes;
  const char* email_page;
};

const Words& WordsOf(const std::string& language) {
  static constexpr Words kChinese = {"全部格式与主题", "未能生成：", "字节", "邮件正文"};
  static constexpr Words kEnglish = {"All formats and themes", "Failed: ", "bytes",
                                     "the HTML of the message"};
  return language.starts_with("zh") ? kChinese : kEnglish;
}

std::string Escaped(std::string_view text) {
  return absl::StrReplaceAll(
      absl::string_view(text.data(), text.size()),
      {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}});
}

// Returns the HTML part of a message as the renderer makes it: the last part, in base64.
std::string HtmlOf(const std::string& mail) {
  const size_t part = mail.rfind("Content-Type: text/html");
  const size_t begin = part == mail.npos ? part : mail.find("\r\n\r\n", part);
  const size_t end = begin == mail.npos ? begin : mail.find("\r\n--", begin);
  std::string html;
  if (end != mail.npos) absl::Base64Unescape(mail.substr(begin, end - begin), &html);
  return html;
}

class GalleryPage {
 public:
  GalleryPage(const std::string& language, std::filesystem::path folder)
      : words_(WordsOf(language)),
        chinese_(language.starts_with("zh")),
        folder_(std::move(folder)) {
    html_ = absl::StrCat("<!DOCTYPE html>\n<html lang=\"", chinese_ ? "zh-CN" : "en",
                         "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
                         "content=\"width=device-width,initial-scale=1\"><title>",
                         words_.title, "</title><style>", kStyle, "</style></head><body>\n<h1>",
                         words_.title, "</h1>\n");
  }

  absl::Status Add(const ThemeShow& show) {
    const std::string& id = show.theme.theme_id();
    absl::StrAppend(&html_, "<h2>", Escaped(chinese_ ? show.theme.name_zh() : show.theme.name_en()),
                    "</h2>\n<div class=\"all\">\n");
    for (const RenderAllResponse& answer : show.answers) {
      absl::StrAppend(&html_, "<article>");
      if (absl::Status status = AddOne(id, answer); !status.ok()) return status;
      absl::StrAppend(&html_, "</article>\n");
    }
    absl::StrAppend(&html_, "</div>\n");
    return absl::OkStatus();
  }

  absl::Status Write() {
    return cli::WriteFile(folder_ / "index.html", html_ + "</body></html>\n");
  }

 private:
  absl::Status AddOne(const std::string& theme, const RenderAllResponse& answer) {
    const std::string name = cli::FormatName(answer.format());
    if (answer.has_error()) {
      absl::StrAppend(&html_, "<h3>", name, "</h3><p class=\"error\">", words_.failed,
                      Escaped(answer.error().message()), "</p>");
      return absl::OkStatus();
    }
    const Rendition& rendition = answer.rendition();
    const std::filesystem::path file = folder_ / theme / rendition.file_name();
    if (absl::Status status = cli::WriteFile(file, rendition.content()); !status.ok()) {
      return status;
    }
    const std::string path = Escaped(absl::StrCat(theme, "/", rendition.file_name()));
    absl::StrAppend(&html_, "<h3>", name, " <small><a href=\"", path, "\">",
                    Escaped(rendition.file_name()), "</a> · ", rendition.content().size(), " ",
                    words_.bytes, "</small></h3>");
    if (absl::Status status = AddPreview(theme, path, rendition); !status.ok()) return status;
    AddFindings(rendition);
    return absl::OkStatus();
  }

  absl::Status AddPreview(const std::string& theme, const std::string& path,
                          const Rendition& rendition) {
    const std::string& type = rendition.content_type();
    if (type.starts_with("text/html")) {
      Frame(path, rendition.file_name());
    } else if (type.starts_with("image/")) {
      absl::StrAppend(&html_, "<img src=\"", path, "\" alt=\"", Escaped(rendition.file_name()),
                      "\">");
    } else if (type == "application/pdf") {
      absl::StrAppend(&html_, "<object type=\"application/pdf\" data=\"", path, "\"><a href=\"",
                      path, "\">PDF</a></object>");
    } else if (type == "message/rfc822") {
      const std::string name = rendition.file_name() + ".html";
      absl::Status status = cli::WriteFile(folder_ / theme / name, HtmlOf(rendition.content()));
      if (!status.ok()) return status;
      Frame(Escaped(absl::StrCat(theme, "/", name)), words_.email_page);
    } else {
      absl::StrAppend(&html_, "<pre>", Escaped(rendition.content()), "</pre>");
    }
    return absl::OkStatus();
  }

  void Frame(const std::string& path, const std::string& title) {
    absl::StrAppend(&html_, "<iframe src=\"", path, "\" title=\"", Escaped(title), "\"></iframe>");
  }

  void AddFindings(const Rendition& rendition) {
    if (rendition.findings().empty()) return;
    absl::StrAppend(&html_, "<ul>");
    for (const digest::v1::Finding& finding : rendition.findings()) {
      const bool is_error = finding.severity() == digest::v1::SEVERITY_ERROR;
      absl::StrAppend(&html_, "<li class=\"", is_error ? "error" : "warning", "\">",
                      Escaped(finding.rule_id()), ": ", Escaped(finding.message()), "</li>");
    }
    absl::StrAppend(&html_, "</ul>");
  }

  const Words& words_;
  const bool chinese_;
  const std::filesystem::path folder_;
  std::string html_;
};

}  // namespace

absl::Status WriteGallery(const std::vector<ThemeShow>& shows, const std::string& language,
                          const std::filesystem::path& folder) {
  GalleryPage page(language, folder);
  for (const ThemeShow& show : shows) {
    if (absl::Status status = page.Add(show); !status.ok()) return status;
  }
  return page.Write();
}

}  // namespace sennight::commands
