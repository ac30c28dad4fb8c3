"""Times derm-metrics, scikit-learn and pROC on the same numbers, one after the other, and prints the ratios.

    mvn -Pbenchmarks -pl derm-benchmarks -am -DskipTests package
    python3 derm-benchmarks/peers/metrics.py java -jar derm-benchmarks/target/benchmarks.jar

Needs Debian's python3-sklearn and r-cran-proc. What follows the script's name is the command that starts JMH.
"""

import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
import sklearn
from sklearn.metrics import roc_auc_score, roc_curve

SIZES = [10_000, 1_000_000, 10_000_000]


def unit(i):
    """Number i of the stream of GeneratedCases.java."""
    z = (i + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((z ^ (z >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) * 2.0**-53


def cases(n):
    i = np.arange(n, dtype=np.uint64) * np.uint64(2)
    positive = unit(i) < 0.3
    return 0.75 * unit(i + np.uint64(1)) + 0.25 * positive, positive


def median_seconds(run, times):
    run()
    measured = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        measured.append(time.perf_counter() - start)
    return statistics.median(measured)


def jmh(command, folder):
    """JMH's milliseconds by benchmark and parameter."""
    result = folder / "jmh.json"
    subprocess.run(
        [*command, "metrics.*(curveAndInterval|Bootstrap)", "-prof", "gc", "-rf", "json", "-rff", str(result)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    times = {}
    for row in json.loads(result.read_text()):
        name = row["benchmark"].rsplit(".", 1)[1]
        value = next(iter(row["params"].values()))
        times[name, int(value)] = row["primaryMetric"]["score"] / 1000
        if name == "curveAndInterval":
            allocated = row["secondaryMetrics"]["gc.alloc.rate.norm"]["score"]
            print(f"derm-metrics allocates {allocated / int(value):.1f} bytes a case at n = {value}")
    return times


def main():
    print(f"scikit-learn {sklearn.__version__}")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        score, positive = cases(1_000_000)
        score.tofile(folder / "scores")
        positive.astype(np.int8).tofile(folder / "truth")
        ours = jmh(sys.argv[1:], folder)
        for n in SIZES:
            score, positive = cases(n)
            peer = median_seconds(
                lambda: (roc_curve(positive, score), roc_auc_score(positive, score)), 21 if n < 1e6 else 3
            )
            own = ours["curveAndInterval", n]
            print(f"scikit-learn roc_curve + roc_auc_score, {n}: {peer:.4f} s; ours with interval {own:.6f} s; {peer / own:.1f} ×")
        script = pathlib.Path(__file__).parent / "metrics.R"
        out = subprocess.run(
            ["Rscript", script, folder / "scores", folder / "truth"], check=True, capture_output=True, text=True
        ).stdout
        for line in out.splitlines():
            what, n, peer = line.split(",")
            own = ours["ofCases", 1] if "bootstrap" in what else ours["curveAndInterval", int(n)]
            print(f"{what}, {n.strip()}: {float(peer):.3f} s; ours {own:.6f} s; {float(peer) / own:.1f} ×")
        for threads in (1, 2):
            print(
                f"bootstrap of 2,000 on {threads} threads: 10^4 cases {ours['ofCases', threads]:.3f} s, "
                f"10^5 images by lesion {ours['ofLesions', threads]:.3f} s"
            )


main()
