// Single-producer single-consumer ring over shared memory, process to process: the physical yardstick of one hop. Slots of the same
// size as Kahnveyor's (72 bytes: ticket, block, 64 bytes), published one by one; positions of the other side are cached. Both
// sides spin: no waiting, no commits, no restart.
//
//   ring CAPACITY ITEMS WARMUP
#include <atomic>
#include <cstring>

#include "shared.hpp"

struct Slot {
  std::uint32_t ticket, block;
  std::uint32_t sequence, flags;
  std::uint64_t timeUs;
  double x, y, z, roll, pitch, yaw;
};
static_assert(sizeof(Slot) == 72);

struct Ring {
  alignas(cacheLine) std::atomic<std::uint32_t> tail;
  alignas(cacheLine) std::atomic<std::uint32_t> head;
  alignas(cacheLine) Slot slots[1];
};

template <std::memory_order order>
int run(std::uint32_t capacity, std::uint32_t items, std::uint32_t warmup) {
  std::uint32_t slots = 1;
  while (slots < capacity) slots *= 2;
  Ring *ring = static_cast<Ring *>(sharedMemory(sizeof(Ring) + slots * sizeof(Slot)));
  if (fork() == 0) {
    std::uint32_t tail = 0, knownHead = 0;
    for (std::uint32_t sequence = 0; sequence < items; ++sequence) {
      while (tail - knownHead >= capacity) {
        knownHead = ring->head.load(std::memory_order_acquire);
        if (tail - knownHead >= capacity) relax();
      }
      Slot &slot = ring->slots[tail & (slots - 1)];
      slot = Slot{sequence, 0,   sequence, 1,    sequence * 10ull, double(sequence >> 1), double(sequence),
                  2.5,      0.5, 0.25,     0.125};
      ring->tail.store(++tail, order);
    }
    _exit(0);
  }
  std::uint32_t head = 0, knownTail = 0, checksum = 0;
  double startUs = 0;
  while (head < items) {
    while (head == knownTail) {
      knownTail = ring->tail.load(std::memory_order_acquire);
      if (head == knownTail) relax();
    }
    const Slot &slot = ring->slots[head & (slots - 1)];
    if (slot.sequence != head) {
      std::fprintf(stderr, "expected item %u, got %u\n", head, slot.sequence);
      return 1;
    }
    checksum += slot.sequence + std::uint32_t(slot.x);
    ring->head.store(++head, order);
    if (head == warmup) startUs = monotonicUs();
  }
  report(items - warmup, monotonicUs() - startUs, items, checksum);
  wait(nullptr);
  return 0;
}

int main(int, char **arguments) {
  const std::uint32_t capacity = std::atoi(arguments[2]), items = std::atoi(arguments[3]), warmup = std::atoi(arguments[4]);
  return std::strcmp(arguments[1], "release") == 0 ? run<std::memory_order_release>(capacity, items, warmup)
                                                   : run<std::memory_order_seq_cst>(capacity, items, warmup);
}
