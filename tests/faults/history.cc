#include "tests/faults/history.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"

namespace sennight::testing {
namespace {

class Judge {
 public:
  explicit Judge(const std::vector<std::string>& log) : log_(log) {
    for (size_t i = 0; i < log.size(); ++i) {
      const auto [place, is_new] = positions_.emplace(log[i], static_cast<int64_t>(i) + 1);
      if (!is_new) Note(log[i], " is twice in the log: at ", place->second, " and ", i + 1);
    }
  }

  void JudgeContent(const History& history) {
    std::set<std::string> sent;
    for (const AppendSeen& append : history.appends) {
      sent.insert(append.ids.begin(), append.ids.end());
      for (size_t i = 0; i < append.positions.size(); ++i) {
        const std::string& id = append.ids[i];
        const auto place = positions_.find(id);
        if (place == positions_.end()) {
          Note(id, " was acknowledged at ", append.positions[i], " and is lost");
        } else if (place->second != append.positions[i]) {
          Note(id, " was acknowledged at ", append.positions[i], " and is at ", place->second);
        }
      }
    }
    for (const std::string& id : log_) {
      if (!sent.contains(id)) Note(id, " is in the log and nobody sent it");
    }
  }

  // In the order of their ends, the greatest position acknowledged so far is compared with what
  // begins after it.
  void JudgeOrder(const History& history) {
    std::vector<const AppendSeen*> ended;
    for (const AppendSeen& append : history.appends) {
      if (!append.positions.empty()) ended.push_back(&append);
    }
    std::vector<const AppendSeen*> begun = ended;
    std::ranges::sort(ended, {}, &AppendSeen::end);
    std::ranges::sort(begun, {}, &AppendSeen::begin);
    std::vector<HeadSeen> heads = history.heads;
    std::ranges::sort(heads, {}, &HeadSeen::begin);
    Acknowledged before_appends(ended);
    for (const AppendSeen* append : begun) {
      const int64_t known = before_appends.Until(append->begin);
      const int64_t first = *std::ranges::min_element(append->positions);
      if (first <= known) {
        Note(append->ids.front(), " is at ", first, ", but ", known,
             " was acknowledged before it was sent");
      }
    }
    Acknowledged before_heads(ended);
    for (const HeadSeen& head : heads) {
      const int64_t known = before_heads.Until(head.begin);
      if (head.position < known) {
        Note("the head was ", head.position, " after ", known, " had been acknowledged");
      }
    }
  }

  void JudgeReads(const History& history) {
    for (const ReadSeen& read : history.reads) {
      for (const auto& [position, id] : read.ids) {
        const bool is_there = position >= 1 && position <= static_cast<int64_t>(log_.size()) &&
                              log_[static_cast<size_t>(position) - 1] == id;
        if (!is_there || position > read.as_of) {
          Note("a read as of ", read.as_of, " had ", id, " at ", position);
        }
      }
    }
  }

  std::vector<std::string> Take() { return std::move(notes_); }

 private:
  // The greatest position that was acknowledged until a time; times never decrease.
  class Acknowledged {
   public:
    explicit Acknowledged(const std::vector<const AppendSeen*>& ended) : ended_(ended) {}

    int64_t Until(absl::Time time) {
      for (; next_ < ended_.size() && ended_[next_]->end < time; ++next_) {
        greatest_ = std::max(greatest_, *std::ranges::max_element(ended_[next_]->positions));
      }
      return greatest_;
    }

   private:
    const std::vector<const AppendSeen*>& ended_;
    size_t next_ = 0;
    int64_t greatest_ = 0;
  };

  template <typename... Words>
  void Note(const Words&... words) {
    notes_.push_back(absl::StrCat(words...));
  }

  const std::vector<std::string>& log_;
  std::map<std::string, int64_t> positions_;
  std::vector<std::string> notes_;
};

}  // namespace

std::vector<std::string> Contradictions(const History& history,
                                        const std::vector<std::string>& log) {
  Judge judge(log);
  judge.JudgeContent(history);
  judge.JudgeOrder(history);
  judge.JudgeReads(history);
  return judge.Take();
}

}  // namespace sennight::testing
