"""Prints the reference values of BoundaryIntervalTest and ClusteredAccuracyTest; run with python3 and statsmodels.

An area of 1 has the exact interval of min(m, n) successes. The simulation shows why no shorter one covers: if a
share q of the positives scores below all negatives and the rest above, the area is 1 - q, and the sample has the
area 1 with the probability (1 - q)^m, which is 2.5 % at the limit.
"""

import numpy as np
import statsmodels
import statsmodels.api as sm
from statsmodels.stats.proportion import proportion_confint

print("statsmodels", statsmodels.__version__)
for k in (2, 5, 36, 200):
    print("area of 1,", k, "pairs", repr(float(proportion_confint(k, k, 0.05, "beta")[0])))

rng = np.random.default_rng(1)
k = 36
low = proportion_confint(k, k, 0.05, "beta")[0]
print("area", low, "gives 1 with", (rng.random((200_000, k)) < low).all(axis=1).mean(), "of at most 0.025")


def effective(right, cluster):
    """Share, effective cases: statsmodels' cluster-robust variance over the independent one."""
    clusters = len(np.unique(cluster))
    if clusters == len(right):
        return right.mean(), len(right)
    if right.all() or not right.any():
        return right.mean(), clusters
    ones = np.ones(len(right))
    robust = sm.OLS(right, ones).fit(cov_type="cluster", cov_kwds={"groups": cluster}).cov_params()[0, 0]
    plain = sm.OLS(right, ones).fit().cov_params()[0, 0]
    return right.mean(), len(right) / max(1.0, robust / plain)


def mover(actual, predicted, cluster):
    shares, below, above = [], 0.0, 0.0
    for c in np.unique(actual):
        p, n = effective((predicted == actual)[actual == c].astype(float), cluster[actual == c])
        low, high = proportion_confint(p * n, n, 0.05, "wilson")
        shares.append(p)
        below += (p - low) ** 2
        above += (high - p) ** 2
    mean = np.mean(shares)
    return mean, mean - below**0.5 / len(shares), mean + above**0.5 / len(shares)


actual = np.array([0] * 12 + [1] * 9 + [2] * 5)
predicted = np.array([0] * 8 + [1] * 3 + [2] + [1] * 6 + [0] * 3 + [2] * 5)
cluster = np.concatenate([np.arange(12) // 3, 10 + np.arange(9) // 2, 20 + np.arange(5)])
for name, groups in (("clustered", cluster), ("single", np.arange(26))):
    print(name, [float(v) for v in mover(actual, predicted, groups)])

# Coverage of the nominal 95 % where each lesion has three images that are right or wrong together.
truth = np.array([0.9, 0.7, 0.5])
hits = 0
runs = 1000
for _ in range(runs):
    right, actual, cluster = [], [], []
    for c, (p, lesions) in enumerate(zip(truth, (40, 25, 12))):
        r = np.repeat(rng.random(lesions) < p, 3)
        right.append(r)
        actual.append(np.full(len(r), c))
        cluster.append(1000 * c + np.repeat(np.arange(lesions), 3))
    right, actual, cluster = map(np.concatenate, (right, actual, cluster))
    _, low, high = mover(actual, np.where(right, actual, (actual + 1) % 3), cluster)
    hits += low <= truth.mean() <= high
print("coverage", hits / runs)
