#include "services/event_store/adapters/postgres/token_key.h"

namespace sennight::event_store {
namespace {

constexpr char kReadKey[] = R"sql(
  SELECT epoch, encode(token_key, 'hex') FROM event_store.log WHERE log_id = 1
)sql";

}  // namespace

std::string TokenKey::Get() const {
  const std::lock_guard lock(mutex_);
  return key_;
}

std::string TokenKey::Read(Transaction& transaction) {
  const pqxx::result rows = transaction.Run(kReadKey);
  const std::lock_guard lock(mutex_);
  epoch_ = rows.at(0)[0].as<int32_t>();
  key_ = rows.at(0)[1].as<std::string>();
  return key_;
}

void TokenKey::Note(int32_t epoch) {
  const std::lock_guard lock(mutex_);
  if (epoch != epoch_) key_.clear();
}

}  // namespace sennight::event_store
