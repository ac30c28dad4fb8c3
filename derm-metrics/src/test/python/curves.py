"""Writes sklearn-curves.csv, proc-curves.csv and clustered-auc.csv; run from src/test/python with Debian's python3."""

import pathlib
import subprocess
import tempfile

import numpy as np
import sklearn
from sklearn.metrics import average_precision_score, roc_auc_score

import generated

OUT = pathlib.Path(__file__).parent.parent / "resources/io/github/derm4j/metrics"
SKLEARN_SEEDS = 2000
PROC_SEEDS = 900
CLUSTERED_SETS = 400


def kernel(truth, scores):
    """One row per positive, one column per negative: 1 for a pair won, one half for a tie."""
    scores, truth = np.array(scores), np.array(truth)
    difference = scores[truth][:, None] - scores[~truth][None, :]
    return (difference > 0) + 0.5 * (difference == 0)


def clustered_variance(truth, clusters, won):
    """Obuchowski's variance of the mean of a kernel of all pairs, by its printed formula."""
    truth, clusters = np.array(truth), np.array(clusters)
    of_positive, of_negative = clusters[truth], clusters[~truth]
    m, n = won.shape
    area, v10, v01 = won.mean(), won.mean(axis=1), won.mean(axis=0)
    everyone = sorted(set(clusters))
    positive = {c: (v10[of_positive == c] - area).sum() for c in everyone}
    negative = {c: (v01[of_negative == c] - area).sum() for c in everyone}
    i10, i01, i = len(set(of_positive)), len(set(of_negative)), len(everyone)
    if i10 < 2 or i01 < 2:
        return None
    s10 = i10 / ((i10 - 1) * m) * sum(x * x for x in positive.values())
    s01 = i01 / ((i01 - 1) * n) * sum(x * x for x in negative.values())
    s11 = i / (i - 1) * sum(positive[c] * negative[c] for c in everyone)
    return max(0.0, s10 / m + s01 / n + 2 * s11 / (m * n))


def main():
    with open(OUT / "sklearn-curves.csv", "w") as out:
        out.write(f"# src/test/python/curves.py, scikit-learn {sklearn.__version__}\n")
        out.write("seed,auc,weightedAuc,averagePrecision,mcclish20\n")
        for seed in range(SKLEARN_SEEDS):
            truth, first, _, weights, _ = generated.scores(seed)
            values = [
                roc_auc_score(truth, first),
                roc_auc_score(truth, first, sample_weight=weights),
                average_precision_score(truth, first),
                roc_auc_score(truth, first, max_fpr=0.2),
            ]
            out.write(f"{seed}," + ",".join(f"{v:.13g}" for v in values) + "\n")
    with open(OUT / "clustered-auc.csv", "w") as out:
        out.write("# src/test/python/curves.py, all pairs written out in numpy\n")
        out.write("seed,variance,differenceVariance\n")
        seed = written = 0
        while written < CLUSTERED_SETS:
            truth, first, second, _, clusters = generated.scores(seed)
            a, b = kernel(truth, first), kernel(truth, second)
            variance = clustered_variance(truth, clusters, a)
            if variance is not None:
                difference = clustered_variance(truth, clusters, a - b)
                out.write(f"{seed},{variance:.13g},{difference:.13g}\n")
                written += 1
            seed += 1
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as table:
        table.write("seed,truth,first,second\n")
        for seed in range(PROC_SEEDS):
            truth, first, second, _, _ = generated.scores(seed)
            for row in zip(truth, first, second):
                table.write(f"{seed},{int(row[0])},{row[1]!r},{row[2]!r}\n")
        table.flush()
        script = pathlib.Path(__file__).parent.parent / "r/curves.R"
        subprocess.run(["Rscript", script, table.name, OUT / "proc-curves.csv"], check=True)


main()
