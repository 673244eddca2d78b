// The fixed sentences of Chinese digests.
#include "services/summarization/domain/templates.h"

namespace sennight::summarization {
namespace {

constexpr Template kTemplates[] = {
    // {0} news, {1} more news.
    {"title.two", "{0}；{1}"},
    // {0} field, {1} dates: where no news can be printed.
    {"title.plain", "{0}要闻：{1}"},

    // {0} dates, {1} field, {2} reports, {3} stories, {4} stories by category.
    {"intro.opening", "{0}，{1}领域有{2}篇报道讲述了{3}个事件：{4}。"},
    // {0} subjects, {1} publishers.
    {"intro.most-told", "报道来源最多的是{0}，共有{1}家。"},
    {"intro.most-told-several", "报道来源最多的是{0}，各有{1}家。"},
    // {0} subjects.
    {"intro.late", "{0}一事发生在本期之前数日，本期才见诸报道，文中已注明。"},
    // {0} figures.
    {"intro.conflicts", "有{0}处数字各来源说法不一，文中并列给出，不作取舍。"},

    // {0} authority, {1} days, {2} stories, {3} subjects.
    {"heading.approve", "{0}在{1}天内批准{2}款产品：{3}"},
    {"heading.approve.one-day", "{0}同日批准{1}款产品：{2}"},
    // {0} category, {1} stories, {2} subjects.
    {"heading.several", "{0}{1}项：{2}"},

    // {0} date.
    {"note.late", "此事发生于{0}，早于本期起始日，本期才见诸报道。"},
    // {0} language.
    {"note.original-language", "此条没有中文来源，保留{0}原句，不作翻译。"},
    // {0} date, {1} headline.
    {"note.previously", "{0}：{1}"},
    {"note.single-source", "此条目前只有一家来源。"},

    // {0} sections, {1} subjects.
    {"closing.sections", "本期{0}个板块涉及{1}。"},
    // {0} date, {1} stories.
    {"closing.busiest-day", "事件最集中的一天是{0}，共{1}项。"},
    // {0} references, {1} by language, {2} stories.
    {"closing.sources", "全文列出参考资料{0}篇（{1}），其中{2}个事件有两家以上来源。"},
    // {0} references, {1} by language: where no story has two publishers.
    {"closing.references", "全文列出参考资料{0}篇（{1}）。"},
    // {0} dates.
    {"closing.upcoming", "来源提到的后续时间点：{0}。"},

    // Parts of sentences. {0}, {1} what is listed.
    {"list.separator", "{0}、{1}"},
    {"list.last", "{0}、{1}"},
    // {0} category, {1} stories.
    {"part.category-count", "{0}{1}项"},
    // {0} subject, {1} category.
    {"part.subject-category", "{0}（{1}）"},
    // {0} subject, {1} date.
    {"part.upcoming", "{0}（{1}）"},
    // {0} language, {1} references.
    {"part.language-count", "{0}{1}篇"},
};

}  // namespace

std::span<const Template> ChineseTemplates() { return kTemplates; }

}  // namespace sennight::summarization
