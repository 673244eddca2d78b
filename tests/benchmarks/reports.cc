#include "tests/benchmarks/reports.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/hash/hash.h"

namespace sennight::benchmarks {
namespace {

constexpr char kUrlNamespace[] = "6ba7b811-9dad-11d1-80b4-00c04fd430c8";
constexpr int64_t kTuesdayMorning = 1765242000;  // 2025-12-09T01:00:00Z

constexpr const char* kSyllables[] = {"va", "lo",  "ri",  "me", "ta",  "zu",  "ke", "no",
                                      "si", "pra", "del", "fu", "gan", "hol", "ix", "bre"};
constexpr const char* kPlaces[] = {"Boston", "Utrecht", "Osaka", "Lyon", "Leeds", "Turin", "Ghent"};
constexpr const char* kDiseases[] = {"multiple myeloma", "lupus nephritis", "haemophilia B",
                                     "beta thalassaemia", "retinitis pigmentosa"};
constexpr const char* kDiseasesInChinese[] = {"多发性骨髓瘤", "狼疮性肾炎", "乙型血友病",
                                              "β地中海贫血", "视网膜色素变性"};
constexpr const char* kCategories[] = {"clinical", "approval", "funding"};

template <typename T, size_t N>
T Pick(const T (&from)[N], int number) {
  return from[static_cast<size_t>(number) % N];
}

// A name that no other story has.
std::string Name(int story, int salt) {
  std::string name;
  for (int rest = story * 7 + salt * 3 + 16 * 16; rest > 0; rest /= 16) {
    name += Pick(kSyllables, rest);
  }
  name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

void WriteInEnglish(int story, bool is_second, event::v1::Event* event) {
  const std::string product = Name(story, 1) + "cel";
  const std::string company = Name(story, 2) + " Therapeutics";
  const int patients = 20 + story % 180;
  const int rate = 30 + story % 60;
  event->set_language("en");
  event->set_title(is_second ? absl::StrCat(company, " reports ", rate, "% response with ", product)
                             : absl::StrCat(product, " shows a ", rate, "% response rate in ",
                                            Pick(kDiseases, story)));
  event->set_body(absl::StrCat(
      company, " reported results of a trial of ", product, " in patients with ",
      Pick(kDiseases, story), ". The study enrolled ", patients, " patients at centres in ",
      Pick(kPlaces, story), " and ", Pick(kPlaces, story + 3), ". The objective response rate was ",
      rate, "% at a median follow-up of ", 6 + story % 18,
      " months.\nNo patient had cytokine release syndrome of grade 3 or higher, and ",
      1 + story % 9, " patients had serious adverse events. \"The results are ",
      is_second ? "encouraging" : "consistent with what was seen before",
      ",\" said the investigator of the trial. ", company, " will ask for approval in ",
      2026 + story % 3, ".\nThe company was founded in ", Pick(kPlaces, story + 1), " and raised $",
      20 + story % 300, " million in its last round."));
}

void WriteInChinese(int story, event::v1::Event* event) {
  const std::string product = Name(story, 1) + "cel";
  const std::string company = Name(story, 2) + " Therapeutics";
  event->set_language("zh-CN");
  event->set_title(absl::StrCat(company, "公布", product, "治疗", Pick(kDiseasesInChinese, story),
                                "的临床数据"));
  event->set_body(absl::StrCat(
      company, "公布了", product, "治疗", Pick(kDiseasesInChinese, story),
      "的临床试验结果。研究纳入", 20 + story % 180, "名患者，客观缓解率为", 30 + story % 60,
      "%，中位随访", 6 + story % 18, "个月。\n研究未观察到3级及以上细胞因子释放综合征，",
      1 + story % 9, "名患者发生严重不良事件。公司计划于", 2026 + story % 3, "年提交上市申请。"));
}

}  // namespace

std::vector<event::v1::Event> MakeReports(int count, int first) {
  std::vector<event::v1::Event> reports;
  reports.reserve(static_cast<size_t>(count));
  for (int number = first; number < first + count; ++number) {
    const int story = number / 3;
    event::v1::Event& event = reports.emplace_back();
    const std::string url = absl::StrCat("https://news-", number % 40, ".example.org/2025/12/",
                                         number, "?utm_source=feed");
    event.set_event_id(hash::UuidV5(kUrlNamespace, url));
    event.set_topic("cell-gene-therapy");
    if (number % 3 == 2) {
      WriteInChinese(story, &event);
    } else {
      WriteInEnglish(story, number % 3 == 1, &event);
    }
    event.mutable_occurred()->set_start(absl::StrCat("2025-12-", 9 + story % 7));
    if (story % 7 == 0) event.mutable_occurred()->set_start("2025-12-09");
    event.mutable_reported_time()->set_seconds(kTuesdayMorning + number % 600'000);
    event::v1::Source* source = event.add_sources();
    source->set_url(url);
    source->set_canonical_url(url.substr(0, url.find('?')));
    source->set_publisher(absl::StrCat("Paper ", number % 40));
    source->set_kind(event::v1::SOURCE_KIND_NEWS);
    event.set_category(Pick(kCategories, story));
    event.set_revision(1);
    event.set_position(number + 1);
    event.set_state(event::v1::EVENT_STATE_ACTIVE);
  }
  return reports;
}

}  // namespace sennight::benchmarks
