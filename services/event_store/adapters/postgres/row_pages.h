// Goes through more rows than there is memory for.
#pragma once

#include <functional>

#include <pqxx/result>

#include "services/event_store/adapters/postgres/transaction.h"

namespace sennight::event_store {

// Calls `visit` with the rows of a query, a constant of the program, a few hundred at a time.
void ForEachPage(Transaction& transaction, const char* sql,
                 const std::function<void(const pqxx::result&)>& visit);

}  // namespace sennight::event_store
