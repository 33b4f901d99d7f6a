// Round trips between two processes that sleep in futex(2) and wake each other, for nothing but the trip's number: what the
// kernel takes for two sleeps and two wake-ups.
//
//   futex TRIPS REST_US
#include <linux/futex.h>
#include <sys/syscall.h>

#include <algorithm>
#include <atomic>
#include <vector>

#include "shared.hpp"

struct Trip {
  alignas(cacheLine) std::atomic<std::uint32_t> there;
  alignas(cacheLine) std::atomic<std::uint32_t> back;
};

static void waitFor(std::atomic<std::uint32_t> &word, std::uint32_t value) {
  for (std::uint32_t now = word.load(); now != value; now = word.load())
    syscall(SYS_futex, &word, FUTEX_WAIT, now, nullptr, nullptr, 0);
}

static void send(std::atomic<std::uint32_t> &word, std::uint32_t value) {
  word.store(value);
  syscall(SYS_futex, &word, FUTEX_WAKE, 1, nullptr, nullptr, 0);
}

int main(int, char **arguments) {
  const std::uint32_t trips = std::atoi(arguments[1]), restUs = std::atoi(arguments[2]);
  Trip *trip = static_cast<Trip *>(sharedMemory(sizeof(Trip)));
  if (fork() == 0) {
    for (std::uint32_t number = 1; number <= trips; ++number) {
      waitFor(trip->there, number);
      send(trip->back, number);
    }
    _exit(0);
  }
  std::vector<double> samples;
  for (std::uint32_t number = 1; number <= trips; ++number) {
    if (restUs > 0) usleep(restUs);
    const double left = monotonicUs();
    send(trip->there, number);
    waitFor(trip->back, number);
    samples.push_back(monotonicUs() - left);
  }
  samples.erase(samples.begin(), samples.begin() + (samples.size() + 9) / 10);
  std::sort(samples.begin(), samples.end());
  auto at = [&](double share) { return samples[std::min(samples.size() - 1, std::size_t(samples.size() * share))]; };
  std::printf("{\"trips\":%u,\"p50Us\":%.3f,\"p99Us\":%.3f,\"p999Us\":%.3f}\n", trips, at(0.5), at(0.99), at(0.999));
  wait(nullptr);
  return 0;
}
