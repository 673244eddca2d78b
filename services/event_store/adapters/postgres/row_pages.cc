#include "services/event_store/adapters/postgres/row_pages.h"

#include "absl/strings/str_cat.h"

namespace sennight::event_store {
namespace {

constexpr char kFetch[] = "FETCH 200 FROM rows";

}  // namespace

void ForEachPage(Transaction& transaction, const char* sql,
                 const std::function<void(const pqxx::result&)>& visit) {
  transaction.RunOnce(absl::StrCat("DECLARE rows NO SCROLL CURSOR FOR ", sql).c_str());
  for (;;) {
    const pqxx::result page = transaction.RunOnce(kFetch);
    if (page.empty()) break;
    visit(page);
  }
  transaction.RunOnce("CLOSE rows");
}

}  // namespace sennight::event_store
