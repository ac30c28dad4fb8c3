"""Writes conformal.csv; run from src/test/python with Debian's python3.

Conformal prediction as MAPIE and TorchCP publish it, recomputed with numpy; neither program is used. The scores are
TorchCP's LAC, APS and RAPS: probabilities sorted downwards, their cumulative sum less U times the probability, plus the
penalty max(penalty * (rank - kreg), 0). The threshold is that of the papers, the ceil((n + 1)(1 - alpha))-th smallest score,
infinite beyond n: numpy's inverse of the empirical distribution at (n + 1)(1 - alpha)/n. (Both programs take a quantile of
numpy or torch with other rules for ranks between two scores, which can be the next larger score.) A set that would be empty
is the class with the lowest score. The hierarchical quantile is that of Lee, Barber and Willett: the smallest score at which
the sum of 1/((K + 1) N_k) reaches 1 - alpha. The area under the risk-coverage curve is Geifman and El-Yaniv's mean over the
cases of the risk at the confidence of the case. The referral threshold is found by the one-sided limit of Clopper and
Pearson (scipy's beta quantile) at each candidate. Inputs are those of generated.py: even cases calibrate, odd ones test;
calibration cases 3k, 3k + 1 and 3k + 2 are one lesion.
"""

import pathlib

import numpy as np
import scipy
import scipy.stats

import generated

OUT = pathlib.Path(__file__).parent.parent / "resources/io/github/derm4j/metrics"
COVERAGE = 0.8
PENALTY, KREG = 0.1, 1


def all_scores(p, method, u):
    if method == "lac":
        return 1 - p
    order = np.argsort(-p, axis=1, kind="stable")
    ordered = np.take_along_axis(p, order, axis=1)
    scores = ordered.cumsum(axis=1) - ordered * u[:, None]
    if method == "raps":
        scores = scores + np.maximum(PENALTY * (np.arange(1, p.shape[1] + 1) - KREG), 0)
    back = np.empty_like(scores)
    np.put_along_axis(back, order, scores, axis=1)
    return back


def quantile(scores):
    n = len(scores)
    level = (n + 1) * COVERAGE / n if n else 2
    return np.inf if level > 1 + 1e-12 else np.quantile(scores, min(1, level - 1e-12), method="inverted_cdf")


def hierarchical(scores, lesions):
    names, index, counts = np.unique(lesions, return_inverse=True, return_counts=True)
    weight = 1 / ((len(names) + 1) * counts[index])
    candidates = [s for s in np.unique(scores) if weight[scores <= s].sum() >= COVERAGE - 1e-12]
    return min(candidates, default=np.inf)


def sets(scores, q):
    inside = scores <= q
    empty = ~inside.any(axis=1)
    inside[empty, scores[empty].argmin(axis=1)] = True
    return inside


def risk_coverage(p, y):
    confidence, wrong = p.max(axis=1), p.argmax(axis=1) != y
    area = np.mean([wrong[confidence >= c].mean() for c in confidence])
    ideal = np.sort(wrong.astype(float))
    return area, area - np.mean(ideal.cumsum() / np.arange(1, len(y) + 1))


def referral(scores, sensitivity, confidence):
    s = np.sort(scores)
    n = len(s)
    fits = [k for k in range(1, n + 1) if scipy.stats.beta.ppf(1 - confidence, n - k + 1, k) >= sensitivity]
    return s[max(fits) - 1] if fits else -np.inf


NAMES = []
lines = []
for seed in range(100):
    probabilities, actual = generated.classes(seed)
    p, y = np.array(probabilities), np.array(actual)
    draws = generated.Stream(seed + 7)
    u = np.array([draws.next() for _ in y])
    cal, test = np.arange(0, len(y), 2), np.arange(1, len(y), 2)
    lesions = np.arange(len(cal)) // 3
    row = {"seed": seed}
    for name, method, at in (("lac", "lac", 0 * u), ("aps", "aps", 0 * u), ("raps", "raps", 0 * u),
                             ("apsRandom", "aps", u), ("rapsRandom", "raps", u)):
        scores = all_scores(p, method, at)
        own = scores[cal, y[cal]]
        q = quantile(own)
        inside = sets(scores[test], q)
        row[name + "Q"] = q
        row[name + "Size"] = inside.sum()
        row[name + "Hits"] = inside[np.arange(len(test)), y[test]].sum()
        row[name + "Lesions"] = hierarchical(own, lesions)
        each = np.array([quantile(own[y[cal] == c]) for c in range(p.shape[1])])
        inside = sets(scores[test], each)
        row[name + "ClassQ"] = each[np.isfinite(each)].sum()
        row[name + "ClassSize"] = inside.sum()
        row[name + "ClassHits"] = inside[np.arange(len(test)), y[test]].sum()
    row["area"], row["excess"] = risk_coverage(p, y)
    row["referral"] = referral(p[y == 0, 0], 0.7, 0.8)
    NAMES = list(row)
    lines.append(",".join(f"{v:.15g}".replace("inf", "Infinity") for v in row.values()))

with open(OUT / "conformal.csv", "w") as out:
    out.write(f"# src/test/python/conformal.py, numpy {np.__version__}, scipy {scipy.__version__}\n")
    out.write(",".join(NAMES) + "\n" + "\n".join(lines) + "\n")
