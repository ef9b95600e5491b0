# SPDX-License-Identifier: Apache-2.0
# peer.py - what the Python peers have in common: median CPU time of a call, as bench.h measures it.
import sys
import time

# Status 99 tells bench/peer.c that there is nothing here to compare with.
try:
    import numpy  # noqa: F401
    import pandas  # noqa: F401
except ImportError:
    sys.exit(99)

ROUNDS = 9


def report(work, divisor=1.0):
    """Print the median of a call's nanoseconds, divided."""
    work()
    values = []
    for _ in range(ROUNDS):
        start = time.process_time_ns()
        work()
        values.append((time.process_time_ns() - start) / divisor)
    print(sorted(values)[ROUNDS // 2])
