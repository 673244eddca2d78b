// A story before it is written: which reports tell it and what is known of it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/time/civil_time.h"
#include "common/window/window.h"
#include "sennight/digest/v1/digest.pb.h"
#include "sennight/topic/v1/topic.pb.h"
#include "services/summarization/domain/features.h"
#include "services/summarization/domain/stories.h"

namespace sennight::summarization {

// What the window's stories are drafted from; all of it must live as long as the drafts.
struct Material {
  const topic::v1::Topic* topic = nullptr;
  const window::Window* window = nullptr;
  std::string language;  // The digest's, a primary subtag.
  std::vector<Report> reports;
  std::vector<Features> features;
  std::vector<EventTime> times;
  // From here on the reports are those of the weeks before, of which the titles are known.
  size_t first_earlier = 0;
  Lexicon* lexicon = nullptr;
  const Rarity* rarity = nullptr;
  // How many reports of the weeks before and of this window tell of what an actor did.
  std::unordered_map<int, int64_t> actor_mentions;
};

struct Draft {
  std::vector<int> members;  // Places in Material, the weightiest first.
  bool late = false;
  std::optional<event::v1::EventDate> occurred;
  absl::CivilDay first_day;
  absl::CivilDay day;      // The last day of the happening.
  std::string category;    // An id of the topic.
  int action = -1;         // The main action, a concept.
  int regulator = -1;      // The authority that acts, a concept.
  std::vector<int> names;  // Products, else organisations: what it is about.
  // What groups stories: occasions and organisations of their titles, rare names among those, and
  // what kinds of product deals are about. All sorted.
  std::vector<int> occasions;
  std::vector<int> organizations;
  std::vector<int> kinds;
  int publishers = 0;  // Distinct ones.
  int previous = -1;   // The report of the weeks before that told of the same last; -1: none did.
  double score = 0;
  std::vector<digest::v1::RankReason> reasons;  // Their contributions add up to the score.
};

// Drafts the story that `members` tell: orders them and settles date, category, action and rank.
Draft MakeDraft(std::vector<int> members, const Material& material);

// Returns the ids of the events that tell the story, in the order of its members.
std::vector<std::string> EventIdsOf(const Draft& draft, const Material& material);

// Puts stories in the order of their rank: by score, then by day and first event id. A story that
// rests on one publisher does not come first if another of nearly its score rests on two.
void Rank(std::vector<Draft>* drafts, const Material& material);

}  // namespace sennight::summarization
