#include "services/event_store/adapters/postgres/log_texts.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>

#include <pqxx/binarystring>

namespace sennight::event_store {
namespace {

constexpr int64_t kPage = 4096;

constexpr char kReadTexts[] = R"sql(
  SELECT e.position, e.event_id, t.name AS topic, e.sketch, e.op = 4 AS is_erased
  FROM event_store.event e JOIN event_store.topic t USING (topic_id)
  WHERE e.log_id = 1 AND e.position > $1::bigint AND e.position <= $2::bigint
  ORDER BY e.position
)sql";

SketchedText TextOf(const pqxx::row& row) {
  const int64_t position = row["position"].as<int64_t>();
  // Of before there were sketches: like nothing.
  if (row["sketch"].is_null()) return {.position = position};
  const pqxx::binarystring column(row["sketch"]);
  const std::string_view bytes(column.get(), column.size());
  SketchedText text{.position = position,
                    .event_id = row["event_id"].as<std::string>(),
                    .topic = row["topic"].as<std::string>(),
                    .sketch = SketchFromBytes(bytes.substr(0, kSketchBytes))};
  for (const char byte : bytes.substr(kSketchBytes)) {
    text.source_key = text.source_key << 8 | static_cast<uint8_t>(byte);
  }
  return text;
}

// Adds the texts up to the head; returns whether one of them was erased.
bool AddTexts(Transaction& transaction, const Head& head, NearDuplicates& texts) {
  bool has_erased = false;
  while (texts.position() < head.position) {
    const int64_t last = std::min(texts.position() + kPage, head.position);
    for (const pqxx::row& row : transaction.Run(kReadTexts, texts.position(), last)) {
      has_erased = has_erased || row["is_erased"].as<bool>();
      texts.Add(TextOf(row));
    }
    if (texts.position() != last) throw std::logic_error("positions are missing in the log");
  }
  return has_erased;
}

}  // namespace

void CatchUp(Transaction& transaction, const Head& head, NearDuplicates& texts) {
  const int64_t oldest =
      std::max<int64_t>(head.position - static_cast<int64_t>(kRememberedTexts), 0);
  if (texts.epoch() != head.epoch || texts.position() < oldest) {
    texts.Restart(head.epoch, oldest);
  }
  texts.Withdraw(head.position);
  texts.Trim();
  const bool remembers_some = texts.position() > oldest;
  if (AddTexts(transaction, head, texts) && remembers_some) {
    // What was erased is among those of before, too.
    texts.Restart(head.epoch, oldest);
    AddTexts(transaction, head, texts);
  }
  texts.Confirm(head.position);
}

}  // namespace sennight::event_store
