// 1080p frames from a buffer of the writer's into blocks of shared memory, by memcpy, handed to a reader process that checks one stamp
// per page: what the machine's memory allows for one copy.
//
//   memcpy CAPACITY ITEMS WARMUP
#include <atomic>
#include <cstring>

#include "shared.hpp"

constexpr std::size_t frameBytes = 1920 * 1080 * 3, page = 4096, blockBytes = (frameBytes + page - 1) / page * page;

struct Control {
  alignas(cacheLine) std::atomic<std::uint32_t> tail;
  alignas(cacheLine) std::atomic<std::uint32_t> head;
};

int main(int, char **arguments) {
  const std::uint32_t capacity = std::atoi(arguments[1]), items = std::atoi(arguments[2]), warmup = std::atoi(arguments[3]);
  Control *control = static_cast<Control *>(sharedMemory(sizeof(Control)));
  unsigned char *blocks = static_cast<unsigned char *>(sharedMemory(capacity * blockBytes));
  if (fork() == 0) {
    unsigned char *frame = static_cast<unsigned char *>(std::calloc(1, frameBytes));
    for (std::uint32_t tail = 0; tail < items; ++tail) {
      for (std::size_t at = 0; at < frameBytes; at += page) frame[at] = tail & 0xff;
      while (tail - control->head.load(std::memory_order_acquire) >= capacity) relax();
      std::memcpy(blocks + (tail % capacity) * blockBytes, frame, frameBytes);
      control->tail.store(tail + 1, std::memory_order_release);
    }
    _exit(0);
  }
  std::uint32_t checksum = 0;
  double startUs = 0;
  for (std::uint32_t head = 0; head < items;) {
    while (control->tail.load(std::memory_order_acquire) == head) relax();
    const unsigned char *frame = blocks + (head % capacity) * blockBytes;
    for (std::size_t at = 0; at < frameBytes; at += page) {
      if (frame[at] != (head & 0xff)) {
        std::fprintf(stderr, "frame %u is not whole\n", head);
        return 1;
      }
      checksum += frame[at];
    }
    control->head.store(++head, std::memory_order_release);
    if (head == warmup) startUs = monotonicUs();
  }
  report(items - warmup, monotonicUs() - startUs, items, checksum);
  wait(nullptr);
  return 0;
}
