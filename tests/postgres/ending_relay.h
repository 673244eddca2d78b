// A relay to a PostgreSQL that ends connections as a server does, at the worst moment.
#pragma once

#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/test_folder.h"

namespace sennight::event_store {

// Passes bytes between clients and a server, until told how the connections of now end. Those that
// come later are passed as before.
class EndingRelay {
 public:
  // `database` is a connection string of a server with a socket in the file system.
  explicit EndingRelay(const std::string& database);
  ~EndingRelay();
  EndingRelay(const EndingRelay&) = delete;
  EndingRelay& operator=(const EndingRelay&) = delete;

  // How libpq connects to the same database through it.
  const std::string& connection_string() const { return connection_string_; }

  // Tells the clients, whose connections must be idle, that an administrator ends them, as
  // PostgreSQL does, and closes each connection only when the client sends its next statement:
  // like a server that is not quite gone yet.
  void SayTheEndAndStay();

  // Each connection ends when its client sends the next statement: with the same words, or with
  // none, as if the server had been killed. The server sees nothing of the statement.
  void EndAtNextStatement(bool with_words);

 private:
  enum class End { kNone, kSaid, kToBeSaid, kSilent };
  struct Pair {
    int client;
    int server;
    End end = End::kNone;
  };

  void Run();
  // Passes what has come; returns false when the connection has ended.
  static bool PassOn(Pair& pair, bool from_client);
  void Accept();
  void EndAll(End end);

  testing::TestFolder folder_;
  std::string server_;  // Its socket.
  std::string connection_string_;
  int listener_;
  int stop_[2];
  std::mutex mutex_;
  std::vector<Pair> pairs_;  // Guarded by mutex_.
  std::thread thread_;
};

}  // namespace sennight::event_store
