#include "tests/memory/scarce_memory.h"

#include <atomic>
#include <cstdlib>
#include <new>
#include <thread>

namespace sennight::testing {
namespace {

constexpr int kNever = -1;

// How many allocations go well before the next fails; how many have failed or are to fail still.
std::atomic<int> before = kNever;
std::atomic<int> to_fail = 0;
std::atomic<int> failed = 0;
std::atomic<std::thread::id> only_of;  // Of all threads if it is none.
std::atomic<std::size_t> least = 0;    // Smaller ones do not count.
thread_local int plenty = 0;

bool Fails(std::size_t size) {
  if (plenty > 0 || before.load() == kNever || size < least.load()) return false;
  const std::thread::id thread = only_of.load();
  if (thread != std::thread::id() && thread != std::this_thread::get_id()) return false;
  if (before.load() > 0 && before.fetch_sub(1) > 0) return false;
  if (to_fail.fetch_sub(1) <= 0) return false;
  ++failed;
  return true;
}

}  // namespace

void* TryAllocate(std::size_t size) {
  return Fails(size) ? nullptr : std::malloc(size == 0 ? 1 : size);
}

void* Allocate(std::size_t size) {
  void* const memory = TryAllocate(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

ScarceMemory::ScarceMemory(int first, int count, Whose whose, std::size_t least_bytes) {
  failed = 0;
  only_of = whose == Whose::kAll ? std::thread::id() : std::this_thread::get_id();
  least = least_bytes;
  to_fail = count;
  before = first - 1;
}

ScarceMemory::~ScarceMemory() { before = kNever; }

bool ScarceMemory::has_failed() const { return failed > 0; }

PlentyOfMemory::PlentyOfMemory() { ++plenty; }
PlentyOfMemory::~PlentyOfMemory() { --plenty; }

}  // namespace sennight::testing

void* operator new(std::size_t size) { return sennight::testing::Allocate(size); }
void* operator new[](std::size_t size) { return sennight::testing::Allocate(size); }
// All of them: a sanitizer's own, beside ours to give back, would be a mismatch.
void* operator new(std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
  return sennight::testing::TryAllocate(size);
}
void* operator new[](std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
  return sennight::testing::TryAllocate(size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*size*/) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t /*size*/) noexcept { std::free(memory); }
