// What the events of a window come to before anything is written: which belong to window and
// topic, which tell one story, how the stories rank and which belong together.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/window/window.h"
#include "sennight/summarization/v1/summarization_service.pb.h"
#include "services/summarization/domain/draft.h"

namespace sennight::summarization {

// The days before the window in which a story may have happened, if the topic does not say.
inline constexpr int kDefaultLateDays = 3;

// Grammar: Read, then Merge, once each; the getters tell what is there by then.
class Survey {
 public:
  // `topic` must outlive the survey. Without a window every event is of it. `language` is the
  // digest's, a BCP 47 tag.
  Survey(const topic::v1::Topic& topic, std::optional<window::Window> window,
         const std::string& language);

  Survey(const Survey&) = delete;
  Survey& operator=(const Survey&) = delete;

  // Adds how often names were told of before; to be called before Read.
  template <typename Fame>
  void Recall(const Fame& fame) {
    for (const v1::Fame& name : fame) Recall(name.name(), name.mentions());
  }
  void Recall(const std::string& name, int mentions);

  // Reads the events, which must outlive the survey and be in the store's order; leaves out what
  // belongs to another time or field. `earlier` are those of the weeks before, whose titles tell
  // what is well known and what was told of before; what is no earlier is passed over.
  void Read(const std::vector<event::v1::Event>& events,
            const std::vector<event::v1::Event>& earlier = {});

  // Reads all events as of the window and the topic, as far as an excerpt of them needs: neither
  // Merge nor what tells of stories can follow.
  void ReadForExcerpt(const std::vector<event::v1::Event>& events);

  // Merges the reports that were read into stories and ranks them; leaves out what was told before
  // the window.
  void Merge();

  // Returns the stories, in their rank, as groups of those that belong together.
  std::vector<std::vector<int>> Groups() const;

  int in_window() const { return in_window_; }  // Events that are of the window,
  int relevant() const { return relevant_; }    // and those of them that belong to the topic.
  const Material& material() const { return material_; }
  const std::vector<Draft>& drafts() const { return drafts_; }
  const std::vector<v1::LeftOutEvent>& left_out() const { return left_out_; }

 private:
  void LeaveOut(const event::v1::Event& event, v1::LeftOutReason reason, std::string evidence);
  void WeighTerms();
  void ReadEarlier(const std::vector<event::v1::Event>& events,
                   const std::vector<event::v1::Event>& current);
  void CountMentions();
  void DraftStory(const std::vector<int>& group);

  std::optional<window::Window> window_;
  Lexicon lexicon_;
  Material material_;
  std::optional<Rarity> rarity_;
  std::vector<Draft> drafts_;
  std::vector<v1::LeftOutEvent> left_out_;
  int in_window_ = 0;
  int relevant_ = 0;
};

}  // namespace sennight::summarization
