#include "tests/benchmarks/headlines.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"

namespace sennight::benchmarks {
namespace {

constexpr int kOrganizations = 3'000;
constexpr int kProducts = 20'000;
constexpr int kWords = 8'000;
constexpr int kMostReports = 40;

struct Words {
  const char* english;
  const char* chinese;
};

constexpr std::array<Words, 8> kActions = {{{"wins approval for", "获批"},
                                            {"files for approval of", "递交上市申请"},
                                            {"reports phase 2 data for", "公布二期数据"},
                                            {"licenses out", "达成授权协议"},
                                            {"raises funds for", "完成融资推进"},
                                            {"doses the first patient with", "完成首例给药"},
                                            {"launches", "推出"},
                                            {"halts the trial of", "暂停试验"}}};

constexpr std::array<Words, 8> kDiseases = {{{"sickle cell disease", "镰状细胞病"},
                                             {"multiple myeloma", "多发性骨髓瘤"},
                                             {"haemophilia B", "血友病"},
                                             {"systemic lupus", "系统性红斑狼疮"},
                                             {"diffuse large B-cell lymphoma", "弥漫大B细胞淋巴瘤"},
                                             {"retinitis pigmentosa", "视网膜色素变性"},
                                             {"spinal muscular atrophy", "脊髓性肌萎缩症"},
                                             {"gastric cancer", "胃癌"}}};

constexpr std::array<const char*, 20> kSyllables = {"vi", "cel", "gen", "ra",  "to",  "mab", "lo",
                                                    "zu", "nor", "ka",  "tis", "pro", "dex", "um",
                                                    "al", "ven", "io",  "qua", "ry",  "sol"};

// A word of the number: equal numbers, equal words.
std::string Spell(int number, int syllables) {
  std::string word;
  for (int i = 0; i < syllables; ++i) {
    word += kSyllables[static_cast<size_t>(number) % kSyllables.size()];
    number /= static_cast<int>(kSyllables.size());
  }
  return word;
}

std::string Name(int number, int syllables) {
  std::string name = Spell(number, syllables);
  name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

// A Chinese word of two characters.
std::string Han(int number) {
  std::string word;
  for (const int part : {number % 90, number / 90 % 90}) {
    const uint32_t c = 0x4E00 + 40 + 57 * static_cast<uint32_t>(part);
    word += static_cast<char>(0xE0 | (c >> 12));
    word += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    word += static_cast<char>(0x80 | (c & 0x3F));
  }
  return word;
}

class Generator {
 public:
  event::v1::Event Next() {
    if (left_ == 0) BeginStory();
    --left_;
    return Report();
  }

 private:
  // Small numbers are drawn far more often than large ones.
  int Drawn(int most) {
    const double share = static_cast<double>(random_() % 1'000'000) / 1'000'000;
    return static_cast<int>(std::pow(static_cast<double>(most), share)) - 1;
  }

  void BeginStory() {
    left_ = 1 + Drawn(kMostReports);
    organization_ = Drawn(kOrganizations);
    product_ = static_cast<int>(random_() % kProducts);
    action_ = kActions[random_() % kActions.size()];
    disease_ = kDiseases[random_() % kDiseases.size()];
    amount_ = 5 + static_cast<int>(random_() % 900);
    day_ = static_cast<int>(random_() % 7);
    for (int& word : story_words_) word = Drawn(kWords);
  }

  event::v1::Event Report() {
    const bool chinese = random_() % 3 == 0;
    const std::string organization = Name(organization_ + 7'000, 4) + " Therapeutics";
    const std::string product = Name(product_, 4) + "-" + std::to_string(100 + product_ % 900);
    event::v1::Event event;
    const int number = ++count_;
    event.set_event_id(absl::StrCat("e", number));
    event.set_position(number);
    event.set_revision(1);
    event.set_language(chinese ? "zh-CN" : "en");
    std::string filler;
    for (int i = 0; i < 24; ++i) {
      const int word = i < 12 ? story_words_[static_cast<size_t>(i)] : Drawn(kWords);
      absl::StrAppend(&filler, chinese ? "" : " ", chinese ? Han(word) : Spell(word, 3));
    }
    if (chinese) {
      event.set_title(
          absl::StrCat(organization, action_.chinese, product, "，用于治疗", disease_.chinese));
      event.set_body(absl::StrCat(organization, "宣布", product, action_.chinese, "，金额", amount_,
                                  "万美元。", filler, "。"));
    } else {
      event.set_title(
          absl::StrCat(organization, " ", action_.english, " ", product, " in ", disease_.english));
      event.set_body(
          absl::StrCat(organization, " said ", product, filler, " for $", amount_, " million."));
    }
    event.mutable_occurred()->set_start(absl::StrCat("2025-12-", day_ < 1 ? "0" : "", 9 + day_));
    event.mutable_occurred()->set_basis(event::v1::DATE_BASIS_OCCURRED);
    event::v1::EntityRef* entity = event.add_entities();
    entity->set_entity_id(absl::StrCat("o-", organization_));
    entity->set_name(organization);
    entity->set_kind("organization");
    entity = event.add_entities();
    entity->set_entity_id(absl::StrCat("p-", product_));
    entity->set_name(product);
    entity->set_kind("product");
    event.add_sources()->set_publisher(absl::StrCat("Publisher ", random_() % 300));
    return event;
  }

  std::mt19937 random_{20251209};
  int count_ = 0;
  int left_ = 0;  // Of the story.
  int organization_ = 0;
  int product_ = 0;
  Words action_ = kActions[0];
  Words disease_ = kDiseases[0];
  int amount_ = 0;
  int day_ = 0;
  std::array<int, 12> story_words_ = {};
};

}  // namespace

std::vector<event::v1::Event> MakeHeadlines(int count) {
  Generator generator;
  std::vector<event::v1::Event> events;
  events.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) events.push_back(generator.Next());
  std::mt19937 random(7);
  for (size_t i = events.size(); i > 1; --i) std::swap(events[i - 1], events[random() % i]);
  for (int i = 0; i < count; ++i) events[static_cast<size_t>(i)].set_position(i + 1);
  return events;
}

}  // namespace sennight::benchmarks
