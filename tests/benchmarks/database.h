// The database of a benchmark, past the services and through them.
#pragma once

#include <string>
#include <vector>

#include "sennight/event/v1/event.pb.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"

struct pg_conn;

namespace sennight::benchmarks {

// A connection of libpq; what fails ends the program.
class Database {
 public:
  explicit Database(const std::string& connection);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Returns the first value of the result, if it has one.
  std::string Run(const std::string& sql);

  // Returns what COPY … TO STDOUT sends.
  std::string CopyOut(const std::string& sql);

  // Sends the rows that COPY … FROM STDIN wants.
  void CopyIn(const std::string& sql, const std::string& rows);

 private:
  void Check(bool is_good);
  void Finish();

  pg_conn* connection_;
};

// Waits until all that an import leaves for later has been done: titles sorted in, texts filtered.
void AwaitIndexed(Database& database);

// Returns the messages of an import.
std::vector<eventstore::v1::ImportEventsRequest> ImportOf(std::vector<event::v1::Event> events);

// Imports events that are all new.
void Import(eventstore::v1::EventStoreService::Stub& stub,
            const std::vector<eventstore::v1::ImportEventsRequest>& requests);

}  // namespace sennight::benchmarks
