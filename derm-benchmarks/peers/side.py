"""A process that works on command, so that two can be timed in turn: the protocol of Side.java, for Python."""

import json
import os
import sys
import time

THREADS = 2


def serve(versions, workload):
    """Answers questions until the input ends; workload(task, size) returns a function of no argument."""
    # What libraries print must not come between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    prepared = {}
    for line in sys.stdin:
        question, *words = line.split()
        if question == "versions":
            answer = versions
        else:
            key = words[0], int(words[1])
            if key not in prepared:
                prepared[key] = workload(*key)
            work = prepared[key]
            if question == "check":
                answer = {"values": [float(value) for value in work()]}
            else:
                runs, seconds, start = 0, 0.0, time.perf_counter()
                while runs == 0 or seconds < float(words[2]):
                    work()
                    runs += 1
                    seconds = time.perf_counter() - start
                answer = {"runs": runs, "seconds": seconds}
        print(json.dumps(answer), file=answers, flush=True)
