#include "services/rendering/domain/ui_text.h"

#include "common/text/language.h"
#include "services/rendering/domain/typography.h"

namespace sennight::rendering {
namespace {

constexpr UiText kChinese = {
    .skip_to_content = "跳到正文",
    .year_week = "{0} · 第 {1} 周",
    .stories = "{0} 件要闻",
    .sources = "{0} 条来源",
    .reading_time = "阅读约 {0} 分钟",
    .timeline = "本期时间线",
    .window = "本期窗口",
    .outside_window = "窗口之外",
    .at_a_glance = "本期速览",
    .in_figures = "本期数字",
    .contents = "本期目录",
    .source_list = "来源",
    .told_by = "来源：",
    .told_by_several = "来源：",
    .more_sources = "另有 {0} 条",
    .reported_date = "{0}报道",
    .compared_with = "对照 {0}{1}",
    .about = "约 ",
    .more_than = "超过 ",
    .less_than = "不足 ",
    .sources_differ = "来源说法不一",
    .note_late = "窗口之外",
    .note_original_language = "保留原文",
    .note_single_source = "单一来源",
    .note_previously = "此前",
    .read_more = "延伸阅读",
    .in_brief = "简讯",
    .closing = "结语",
    .references = "参考资料",
    .reference = "参考资料 {0}",
    .back_links = "引用处",
    .back_link = "回到第 {0} 处引用",
    .disclaimers = "声明",
    .checks = "校验与来历",
    .sentences_checked = "全文 {0} 句均有出处：原文 {1} 句，计算 {2} 句，模板 {3} 句",
    .events_read = "读取 {0} 篇报道，相关 {1} 篇，采用 {2} 篇",
    .as_of = "数据截至第 {0} 位（纪元 {1}）",
    .engine = "引擎",
    .content_hash = "内容指纹",
    .contact = "联系",
    .left_out = "篇幅所限，另有 {0} 节未收入此版，请见网页版。",
    .part_citation_look = "引用编号的样式",
    .part_bars = "条形图",
    .part_addresses = "参考资料的网址",
    .part_citation_glue = "引用编号的禁则",
    .part_key_points = "要点",
    .part_sections = "{0} 节",
    .view_online = "在浏览器中查看",
    .unsubscribe = "退订",
    .scan_to_read = "扫码阅读全文",
    .colon = "：",
    .semicolon = "；",
    .list_comma = "、",
    .open_parenthesis = "（",
    .close_parenthesis = "）",
};

constexpr UiText kEnglish = {
    .skip_to_content = "Skip to the content",
    .year_week = "{0} · Week {1}",
    .stories = "{0} stories",
    .sources = "{0} sources",
    .reading_time = "{0} min read",
    .timeline = "Timeline",
    .window = "This issue",
    .outside_window = "outside the window",
    .at_a_glance = "At a glance",
    .in_figures = "In figures",
    .contents = "Contents",
    .source_list = "Sources",
    .told_by = "Source: ",
    .told_by_several = "Sources: ",
    .more_sources = "and {0} more",
    .reported_date = "reported {0}",
    .compared_with = "against {0}{1}",
    .about = "about ",
    .more_than = "over ",
    .less_than = "under ",
    .sources_differ = "Sources differ",
    .note_late = "Before the window",
    .note_original_language = "Original language",
    .note_single_source = "Single source",
    .note_previously = "Previously",
    .read_more = "Read more",
    .in_brief = "In brief",
    .closing = "In closing",
    .references = "References",
    .reference = "Reference {0}",
    .back_links = "Cited at",
    .back_link = "Back to citation {0}",
    .disclaimers = "Please note",
    .checks = "Checks and provenance",
    .sentences_checked =
        "All {0} sentences are supported: {1} quoted, {2} computed, {3} from templates",
    .events_read = "{0} reports read, {1} relevant, {2} used",
    .as_of = "As of position {0} (epoch {1})",
    .engine = "Engine",
    .content_hash = "Content hash",
    .contact = "Contact",
    .left_out = "For want of room, {0} more sections stand in the web edition only.",
    .part_citation_look = "the look of citations",
    .part_bars = "bars",
    .part_addresses = "addresses of references",
    .part_citation_glue = "the glue of citations",
    .part_key_points = "key points",
    .part_sections = "{0} sections",
    .view_online = "View in the browser",
    .unsubscribe = "Unsubscribe",
    .scan_to_read = "Scan to read the edition",
    .colon = ": ",
    .semicolon = "; ",
    .list_comma = ", ",
    .open_parenthesis = " (",
    .close_parenthesis = ")",
};

}  // namespace

const UiText& UiTextFor(std::string_view language) {
  return text::IsChinese(language) ? kChinese : kEnglish;
}

std::string_view SourceKindName(event::v1::SourceKind kind, std::string_view language) {
  const bool chinese = text::IsChinese(language);
  switch (kind) {
    case event::v1::SOURCE_KIND_REGULATOR:
      return chinese ? "监管机构" : "Regulator";
    case event::v1::SOURCE_KIND_REGISTRY:
      return chinese ? "登记平台" : "Registry";
    case event::v1::SOURCE_KIND_JOURNAL:
      return chinese ? "学术期刊" : "Journal";
    case event::v1::SOURCE_KIND_MEETING:
      return chinese ? "学术会议" : "Meeting";
    case event::v1::SOURCE_KIND_ORGANIZATION:
      return chinese ? "当事机构" : "Organisation";
    case event::v1::SOURCE_KIND_TRADE_PRESS:
      return chinese ? "行业媒体" : "Trade press";
    case event::v1::SOURCE_KIND_NEWS:
      return chinese ? "新闻媒体" : "News";
    case event::v1::SOURCE_KIND_SOCIAL:
      return chinese ? "社交媒体" : "Social media";
    default:
      return {};
  }
}

std::string_view NoteLabel(digest::v1::NoteKind kind, const UiText& ui) {
  switch (kind) {
    case digest::v1::NOTE_KIND_LATE:
      return ui.note_late;
    case digest::v1::NOTE_KIND_ORIGINAL_LANGUAGE:
      return ui.note_original_language;
    case digest::v1::NOTE_KIND_SINGLE_SOURCE:
      return ui.note_single_source;
    case digest::v1::NOTE_KIND_PREVIOUSLY:
      return ui.note_previously;
    default:
      return {};
  }
}

}  // namespace sennight::rendering
