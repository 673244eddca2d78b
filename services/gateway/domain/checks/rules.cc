#include "services/gateway/domain/checks/rules.h"

namespace sennight::gateway::checks {
namespace {

using findings::kError;
using findings::kInfo;
using findings::kWarning;

}  // namespace

const Rule kHeadIncomplete = {"STR-TITLE", kError, "周报缺少必备内容：{0}。",
                              "The digest lacks something it must have: {0}."};
const Rule kHighlightOrder = {"STR-HL-NUM", kError, "速览的顺序与正文各节不一致（{0}）。",
                              "The highlights do not stand in the order of the sections ({0})."};
const Rule kHighlightUnknown = {"STR-HL-COVER", kError, "速览所指的一节不存在：{0}。",
                                "The highlight announces a section that is not there: {0}."};
const Rule kHighlightMissing = {"STR-HL-COVER", kError, "速览没有提到这一节（{0}）。",
                                "No highlight announces this section ({0})."};
const Rule kHighlightRepeats = {"STR-HL-DUP", kInfo, "速览与该节标题逐字相同。",
                                "The highlight repeats the section's heading word for word."};
const Rule kSectionNumber = {"STR-SEC-NUM", kError, "各节编号应为 1、2、3……连续排列；此处是 {0}。",
                             "Sections are numbered 1, 2, 3, …; this one has {0}."};
const Rule kSectionId = {"STR-SEC-NUM", kError, "标识重复：{0}。", "The id is used twice: {0}."};
const Rule kSectionEmpty = {"STR-SEC-EMPTY", kError, "没有任何报道：{0}。",
                            "Nothing is told: {0}."};
const Rule kStoryEmpty = {"STR-SEC-EMPTY", kError, "报道缺少{0}。", "The story has no {0}."};
const Rule kSingleSubItem = {"STR-SUB-ONE", kWarning, "这一节只有一条子项，应直接用其标题。",
                             "The section has a single sub-item under a heading of its own."};
const Rule kDisclaimer = {"STR-DISCLAIMER", kError, "缺少必须刊出的声明：{0}。",
                          "A disclaimer that must be printed is missing: {0}."};

const Rule kReferenceOrphan = {"CIT-REF-ORPHAN", kError, "参考文献从未被引用：{0}。",
                               "The reference is never cited: {0}."};
const Rule kCitationDangling = {"CIT-DANGLING", kError, "引用指向不存在的参考文献：{0}。",
                                "A citation points to a reference that is not there: {0}."};
const Rule kCitationOrder = {"CIT-ORDER", kWarning, "参考文献未按首次引用的先后编号：{0}。",
                             "The references do not follow the order of first citation: {0}."};
const Rule kStoryUncited = {"CIT-SEC-NONE", kError, "这条报道没有任何引用。",
                            "The story cites no source."};
const Rule kFigureUncited = {"CIT-NUM-NONE", kWarning, "含有数字的句子没有引用来源：{0}",
                             "A sentence with a figure cites no source: {0}"};
const Rule kOneSource = {"CIT-ONE-SOURCE", kWarning, "这条报道只依据一个非一手来源（{0}）。",
                         "The story rests on a single source that is not a primary one ({0})."};
const Rule kReferenceNoUrl = {"REF-NO-URL", kError, "参考文献没有链接。",
                              "The reference has no address."};
const Rule kReferenceBare = {"REF-BARE-URL", kWarning, "参考文献信息不全，缺少：{0}。",
                             "The reference is incomplete; it lacks: {0}."};
const Rule kReferenceTwice = {"REF-DUP", kWarning, "两条参考文献的链接相同：{0}。",
                              "Two references have one address: {0}."};
const Rule kReferenceLate = {"REF-DATE", kWarning, "来源的发布日期晚于周报的时间窗口：{0}。",
                             "The source is dated after the window: {0}."};
const Rule kReferenceEarly = {"REF-DATE", kWarning, "来源的发布日期早于所述事件：{0}。",
                              "The source is dated before what it reports: {0}."};

const Rule kUrlTracking = {"URL-TRACK", kError, "链接带有跟踪参数：{0}。",
                           "The address carries a tracking parameter: {0}."};
const Rule kUrlScheme = {"URL-SCHEME", kError, "链接必须是完整的 http 或 https 地址：{0}。",
                         "The address is not a whole http or https one: {0}."};
const Rule kUrlCredentials = {"URL-CRED", kError, "链接中含有用户名或密码。",
                              "The address contains a user name or a password."};
const Rule kUrlLength = {"URL-LEN", kWarning, "链接过长：{0} 个字节。",
                         "The address is very long: {0} bytes."};

const Rule kDateOutside = {"DATE-OUT-WINDOW", kError,
                           "事件早于周报的时间窗口，且不在补报期内：{0}。",
                           "The story lies before the window and its late days: {0}."};
const Rule kDateLateUnmarked = {
    "DATE-OUT-WINDOW", kError, "事件早于周报的时间窗口，却没有补报说明：{0}。",
    "The story lies before the window and has no note that says so: {0}."};
const Rule kDateLate = {"DATE-OUT-WINDOW", kWarning,
                        "事件早于周报的时间窗口，作为补报刊出（{0}），本主题的补报期允许。",
                        "The story lies before the window and is told late ({0}), as the topic's "
                        "late days allow."};
const Rule kDateOverlap = {"DATE-OUT-WINDOW", kWarning, "事件只有一部分在周报的时间窗口内：{0}。",
                           "The story lies only partly in the window: {0}."};
const Rule kDateVague = {"DATE-OUT-WINDOW", kError,
                         "事件日期不精确，且没有来源在时间窗口内发布：{0}。",
                         "The story's date is vague and no source of it was published in the "
                         "window: {0}."};
const Rule kDateFuture = {"DATE-FUTURE", kError, "事件日期晚于周报的时间窗口：{0}。",
                          "The story is dated after the window: {0}."};
const Rule kDateMissing = {"DATE-NONE", kWarning, "这条报道没有事件日期。",
                           "The story has no date."};
const Rule kDateGap = {"DATE-GAP", kInfo, "时间窗口内没有事件的日子：{0}。",
                       "Days of the window without a story: {0}."};

const Rule kNumberConflict = {"NUM-CONFLICT", kWarning, "各来源的数字不一致：{0}。",
                              "The sources differ on a figure: {0}."};
const Rule kNumberUnreachable = {"NUM-GRIM", kWarning, "该百分比与样本量不相符：{0}。",
                                 "The percentage cannot come from that number of subjects: {0}."};
const Rule kNumberWithoutN = {
    "NUM-NO-N", kWarning, "比率没有给出样本量或对照：{0}。",
    "A rate is given without the number of subjects or a comparison: {0}."};

const Rule kForbiddenCharacter = {
    "TYP-CTRL", kError, "文字中有不可见字符、控制字符或私用区字符：{0}。",
    "The text contains invisible, control or private characters: {0}."};
const Rule kOddHyphen = {"TYP-NBHYPHEN", kWarning, "文字中有特殊连字符，检索时会漏掉：{0}。",
                         "The text contains special hyphens, which searches miss: {0}."};
const Rule kHalfWidthPunctuation = {"TYP-HALF-PUNCT", kInfo, "汉字旁使用了半角标点：{0}。",
                                    "Half-width punctuation stands beside Han characters: {0}."};

const Rule kClaimUnsupported = {"GRD-UNSUPPORTED", kError, "这句话在其来源中没有依据：{0}",
                                "The sources do not support this sentence: {0}"};
const Rule kClaimChecked = {"GRD-CHECKED", kWarning, "这句话不是原文，仅经词语比对：{0}",
                            "The sentence is no quotation; its words have been checked only: {0}"};

absl::Span<const Rule* const> AllRules() {
  static const Rule* const rules[] = {
      &kHeadIncomplete,   &kHighlightOrder,
      &kHighlightUnknown, &kHighlightMissing,
      &kHighlightRepeats, &kSectionNumber,
      &kSectionId,        &kSectionEmpty,
      &kStoryEmpty,       &kSingleSubItem,
      &kDisclaimer,       &kReferenceOrphan,
      &kCitationDangling, &kCitationOrder,
      &kStoryUncited,     &kFigureUncited,
      &kOneSource,        &kReferenceNoUrl,
      &kReferenceBare,    &kReferenceTwice,
      &kReferenceLate,    &kReferenceEarly,
      &kUrlTracking,      &kUrlScheme,
      &kUrlCredentials,   &kUrlLength,
      &kDateOutside,      &kDateLateUnmarked,
      &kDateLate,         &kDateOverlap,
      &kDateVague,        &kDateFuture,
      &kDateMissing,      &kDateGap,
      &kNumberConflict,   &kNumberUnreachable,
      &kNumberWithoutN,   &kForbiddenCharacter,
      &kOddHyphen,        &kHalfWidthPunctuation,
  };
  return rules;
}

}  // namespace sennight::gateway::checks
