// Loaded into a PostgreSQL server before the C library (LD_PRELOAD): what it asks of its disk fails
// or waits as the file $BAD_DISK says. See bad_disk.h.
//
// A full disk is one on which what has a block can be written again, and nothing gets another: the
// end of a file stays where it is.
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "tests/postgres/bad_disk_state.h"

namespace {

using sennight::event_store::BadDiskState;

BadDiskState* State() {
  static BadDiskState* const state = []() -> BadDiskState* {
    const char* path = getenv("BAD_DISK");
    if (path == nullptr) return nullptr;
    const int file = open(path, O_RDWR | O_CLOEXEC);
    if (file < 0) return nullptr;
    void* memory = mmap(nullptr, sizeof(BadDiskState), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    return memory == MAP_FAILED ? nullptr : static_cast<BadDiskState*>(memory);
  }();
  return state;
}

template <typename Function>
Function Next(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

bool IsOfTheLog(int file) {
  char link[64];
  char path[4096];
  snprintf(link, sizeof(link), "/proc/self/fd/%d", file);
  const ssize_t size = readlink(link, path, sizeof(path) - 1);
  if (size < 0) return false;
  path[size] = '\0';
  return strstr(path, "/pg_wal/") != nullptr;
}

// Whether a write that ends at `end` needs a block that the disk does not have.
bool IsRefused(int file, off_t end) {
  BadDiskState* state = State();
  if (state == nullptr) return false;
  const bool is_full = state->tables_are_full || state->log_is_full;
  if (!is_full) return false;
  struct stat status;
  if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode) || end <= status.st_size) return false;
  if (!(IsOfTheLog(file) ? state->log_is_full : state->tables_are_full)) return false;
  ++state->refused;
  return true;
}

off_t Total(const iovec* parts, int count) {
  off_t total = 0;
  for (int i = 0; i < count; ++i) total += static_cast<off_t>(parts[i].iov_len);
  return total;
}

ssize_t NoSpace() {
  errno = ENOSPC;
  return -1;
}

// Waits as long as the disk is slow, but looks every few milliseconds whether it still is.
void WaitForTheDisk() {
  BadDiskState* state = State();
  if (state == nullptr || !state->is_slow) return;
  ++state->delayed;
  const timespec moment{0, 2'000'000};
  while (state->is_slow) nanosleep(&moment, nullptr);
}

}  // namespace

extern "C" {

ssize_t pwrite(int file, const void* data, size_t size, off_t at) {
  static const auto next = Next<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite");
  return IsRefused(file, at + static_cast<off_t>(size)) ? NoSpace() : next(file, data, size, at);
}

ssize_t pwrite64(int file, const void* data, size_t size, off64_t at) {
  return pwrite(file, data, size, at);
}

ssize_t pwritev(int file, const iovec* parts, int count, off_t at) {
  static const auto next = Next<ssize_t (*)(int, const iovec*, int, off_t)>("pwritev");
  return IsRefused(file, at + Total(parts, count)) ? NoSpace() : next(file, parts, count, at);
}

ssize_t pwritev64(int file, const iovec* parts, int count, off64_t at) {
  return pwritev(file, parts, count, at);
}

int posix_fallocate(int file, off_t at, off_t size) {
  static const auto next = Next<int (*)(int, off_t, off_t)>("posix_fallocate");
  return IsRefused(file, at + size) ? ENOSPC : next(file, at, size);
}

int posix_fallocate64(int file, off64_t at, off64_t size) {
  return posix_fallocate(file, at, size);
}

int fsync(int file) {
  static const auto next = Next<int (*)(int)>("fsync");
  WaitForTheDisk();
  return next(file);
}

int fdatasync(int file) {
  static const auto next = Next<int (*)(int)>("fdatasync");
  WaitForTheDisk();
  return next(file);
}

}  // extern "C"
