"""One hop from a writer process to a reader process through a Python queue, each in the predecessor's worker loop.

python3 one_hop.py manager|multiprocessing struct|frames CAPACITY ITEMS WARMUP
Prints {"items", "elapsedUs", "received", "checksum"}; the reader has checked every item.
"""

import json
import multiprocessing as mp
import sys
import time

PAGE = 4096
FRAME_BYTES = 1920 * 1080 * 3
PAGES = (FRAME_BYTES + PAGE - 1) // PAGE


class Sample:
    """The fields of the 64-byte struct."""

    __slots__ = ("sequence", "flags", "time_us", "x", "y", "z", "roll", "pitch", "yaw")

    def __init__(self, sequence):
        self.sequence = sequence
        self.flags = 1
        self.time_us = sequence * 10
        self.x = float(sequence >> 1)
        self.y = float(sequence)
        self.z = 2.5
        self.roll = 0.5
        self.pitch = 0.25
        self.yaw = 0.125


class WorkerController:
    """Pause and exit, as every iteration of the predecessor's workers checks them."""

    def __init__(self):
        self.__pause = mp.BoundedSemaphore(1)
        self.__exit_queue = mp.Queue(1)

    def check_pause(self):
        self.__pause.acquire()
        self.__pause.release()

    def is_exit_requested(self):
        return not self.__exit_queue.empty()


def writer(carrier, kind, items, queue, controller):
    sequence = 0
    frame = bytearray(FRAME_BYTES)
    while not controller.is_exit_requested() and sequence < items:
        controller.check_pause()
        if kind == "struct":
            queue.put(Sample(sequence))
        else:
            stamp = sequence & 0xFF
            frame[::PAGE] = bytes((stamp,)) * PAGES
            # mp.Queue pickles in a thread of its own, later: what is put must not change any more.
            queue.put((sequence, frame if carrier == "manager" else frame[:]))
        sequence += 1


def reader(kind, items, warmup, queue, controller):
    received = 0
    checksum = 0
    started = 0
    while not controller.is_exit_requested() and received < items:
        controller.check_pause()
        item = queue.get()
        if kind == "struct":
            if item.sequence != received:
                raise ValueError(f"expected item {received}, got {item.sequence}")
            checksum = (checksum + item.sequence + int(item.x)) & 0xFFFFFFFF
        else:
            sequence, frame = item
            stamp = received & 0xFF
            if sequence != received or bytes(frame[::PAGE]) != bytes((stamp,)) * PAGES:
                raise ValueError(f"frame {received} is not whole")
            checksum = (checksum + stamp * PAGES) & 0xFFFFFFFF
        received += 1
        if received == warmup:
            started = time.monotonic_ns()
    elapsed = time.monotonic_ns() - started
    print(
        json.dumps(
            {"items": received - warmup, "elapsedUs": elapsed / 1000, "received": received, "checksum": checksum}
        ),
        flush=True,
    )


def main():
    carrier, kind, capacity, items, warmup = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
    queue = mp.Manager().Queue(capacity) if carrier == "manager" else mp.Queue(capacity)
    controller = WorkerController()
    workers = [
        mp.Process(target=writer, args=(carrier, kind, items, queue, controller)),
        mp.Process(target=reader, args=(kind, items, warmup, queue, controller)),
    ]
    for worker in workers:
        worker.start()
    writing, reading = workers
    reading.join()
    if reading.exitcode != 0:
        writing.terminate()
    writing.join()
    sys.exit(abs(reading.exitcode))


if __name__ == "__main__":
    main()
