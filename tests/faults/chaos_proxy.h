// A proxy that does to a connection what bad networks do.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace sennight::testing {

// Listens on a free port of 127.0.0.1 and passes what comes to and from `target`: host:port (the
// host as a number) or unix:/path. What it does to the bytes can be changed while it runs; a change
// is made when the method returns. Safe for concurrent use.
class ChaosProxy {
 public:
  // Who sends; for what concerns one direction.
  enum class Sender { kClient, kServer };

  explicit ChaosProxy(std::string target);
  ~ChaosProxy();
  ChaosProxy(const ChaosProxy&) = delete;
  ChaosProxy& operator=(const ChaosProxy&) = delete;

  // Where it listens: 127.0.0.1:port.
  const std::string& address() const { return address_; }

  // From now on all is well again, for frozen connections too; those that were swallowed stay dead.
  void Pass();

  // Every chunk is passed so much later.
  void Delay(std::chrono::milliseconds delay);

  // Chunks are passed in pieces of so many bytes.
  void Pieces(size_t bytes);

  // Nothing is passed, nobody is told, and nothing is lost: Pass() sends what was held back.
  void Freeze();

  // Nothing is passed, nobody is told, and what was sent is lost: connections of now and those made
  // until Pass() are dead for ever, as when a router forgets them.
  void Swallow();

  // Connections of now and those to come are reset, until Pass().
  void Refuse();

  // Resets the connections of now.
  void Cut();

  // Resets all connections when so many more bytes have been passed, in both directions together.
  void CutAfter(size_t bytes);

  // Ends what `sender` sends on the connections of now: the other side reads the end of the stream.
  void HalfClose(Sender sender);

  // How many connections were accepted so far, and how many are open.
  int accepted() const;
  int open() const;

  // How many bytes were passed so far.
  size_t passed() const;

 private:
  using Clock = std::chrono::steady_clock;

  struct Chunk {
    Clock::time_point due;
    std::string bytes;
  };

  // One direction of a connection.
  struct Flow {
    int from = -1;
    int to = -1;
    std::deque<Chunk> chunks = {};
    size_t queued = 0;
    bool has_ended = false;  // Nothing more is read.
    bool is_shut = false;    // The reader was told so.
    bool is_lost = false;    // What is read goes nowhere.
  };

  struct Connection {
    Flow up;    // From the client.
    Flow down;  // From the server; `from` is -1 if there is none.
  };

  enum class Mode { kPass, kFreeze, kSwallow, kRefuse };

  void Run();
  void Accept();
  bool Move(Flow& flow, Clock::time_point now);
  bool Read(Flow& flow, Clock::time_point now);
  bool Write(Flow& flow, Clock::time_point now);
  bool WantsRead(const Flow& flow) const;
  void ResetAll();
  void Wake();

  const std::string target_;
  std::string address_;
  int listener_ = -1;
  int wake_read_ = -1;
  int wake_write_ = -1;

  mutable std::mutex mutex_;  // Guards the members below.
  Mode mode_ = Mode::kPass;
  std::chrono::milliseconds delay_{0};
  size_t piece_ = 0;  // 0: as they come.
  std::optional<size_t> budget_;
  std::list<Connection> connections_;
  int accepted_ = 0;
  size_t passed_ = 0;
  bool stopping_ = false;

  std::thread thread_;
};

}  // namespace sennight::testing
