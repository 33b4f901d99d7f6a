// What the peers share: memory between a process and its child, the monotonic clock, a pause in a spin.
#pragma once
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>

constexpr std::size_t cacheLine = 128;

inline void *sharedMemory(std::size_t bytes) {
  void *memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    std::perror("mmap");
    std::exit(1);
  }
  return memory;
}

inline double monotonicUs() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

inline void relax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

inline void report(std::uint64_t items, double elapsedUs, std::uint64_t received, std::uint32_t checksum) {
  std::printf("{\"items\":%llu,\"elapsedUs\":%.3f,\"received\":%llu,\"checksum\":%u}\n", (unsigned long long)items,
              elapsedUs, (unsigned long long)received, checksum);
}
