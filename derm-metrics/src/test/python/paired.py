"""Prints the reference values of ClusteredMcNemarTest and SubgroupCorrelationTest; run with python3, numpy,
scipy and statsmodels.

Clustered McNemar: scipy's exact permutation test exchanges the answers of whole clusters; the variance of the
difference of shares is that of statsmodels' least squares with cluster-robust errors, the interval Bonett and
Price's of the effective counts. Correlated groups: DeLong's paired test from its definition, and a bootstrap over
clusters, for areas; Newcombe's interval and a cluster bootstrap for proportions.
"""

import numpy as np
import scipy.stats
import statsmodels.api as sm

z = scipy.stats.norm.ppf(0.975)


def mcnemar(first, second, cluster):
    d = np.array(first, int) - np.array(second, int)
    ids = np.unique(cluster)
    sums = np.array([d[cluster == k].sum() for k in ids])
    sums = sums[sums != 0]
    zero = np.zeros_like(sums)
    exact = scipy.stats.permutation_test((sums, zero), lambda x, y: (x - y).sum(), permutation_type="samples",
                                         n_resamples=np.inf)
    null = np.abs(exact.null_distribution)
    observed = abs(sums.sum())
    mid = (null > observed).mean() + (null == observed).mean() / 2
    n, b, c = len(d), (d > 0).sum(), (d < 0).sum()
    robust = sm.OLS(d, np.ones(n)).fit(cov_type="cluster", cov_kwds={"groups": cluster}).cov_params()[0, 0]
    effect = max(1.0, robust / (d.var(ddof=1) / n)) if d.any() else n / len(ids)
    fb, fc, fn = b / effect, c / effect, n / effect + 2
    p1, p2 = (fb + 1) / fn, (fc + 1) / fn
    half = z * np.sqrt((p1 + p2 - (p1 - p2) ** 2) / fn)
    return dict(exact=exact.pvalue, mid=mid, effect=effect, low=p1 - p2 - half, high=p1 - p2 + half,
                counts=(int(b), int(c), n))


i = np.arange(36)
print("three images a lesion", mcnemar((i * 7) % 12 < 9, (i * 5 + i // 3) % 11 < 6, i // 3))
print("alike within lesions", mcnemar(i // 3 % 4 > 0, i // 3 % 3 > 0, i // 3))
i = np.arange(18)
print("single", mcnemar((i * 7) % 12 < 9, (i * 5) % 11 < 6, i), scipy.stats.binomtest(2, 7).pvalue)


def placements(scores, truth):
    x, y = scores[truth], scores[~truth]
    wins = (x[:, None] > y) + 0.5 * (x[:, None] == y)
    return wins.mean(), wins.mean(1), wins.mean(0)


def delong(a, b, truth):
    (first, p1, n1), (second, p2, n2) = placements(a, truth), placements(b, truth)
    s = np.cov(p1, p2) / truth.sum() + np.cov(n1, n2) / (~truth).sum()
    return first, second, s[0, 1] / np.sqrt(s[0, 0] * s[1, 1]), (first - second) ** 2 / (s[0, 0] + s[1, 1] - 2 * s[0, 1])


lesion = np.arange(60)
truth = lesion % 3 == 0
base = (lesion * 17 % 61) / 61 + 0.3 * truth
first = np.round(base + 0.2 * ((lesion * 7 % 13) / 13), 2)
second = np.round(base + 0.35 * ((lesion * 11 % 17) / 17) - 0.3 * (lesion % 9 == 0), 2)
a, b, rho, q = delong(first, second, truth)
print("areas", a, b, "correlation", rho, "Q", q, "p", scipy.stats.chi2.sf(q, 1))
random = np.random.default_rng(1)
draws = []
for _ in range(4000):
    k = np.concatenate([random.choice(lesion[truth], truth.sum()), random.choice(lesion[~truth], (~truth).sum())])
    draws.append((placements(first[k], truth[k])[0], placements(second[k], truth[k])[0]))
draws = np.array(draws)
print("bootstrap correlation of areas", np.corrcoef(draws.T)[0, 1])

# Newcombe (1998), method 10 without correction of phi: 36, 12, 2, 0.
both, only1, only2, none = 36, 12, 2, 0
n = both + only1 + only2 + none
p1, p2 = (both + only1) / n, (both + only2) / n


def wilson(p):
    middle, half = (p + z * z / (2 * n)) / (1 + z * z / n), z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return middle - half, middle + half


phi = (both * none - only1 * only2) / np.sqrt((both + only1) * (only2 + none) * (both + only2) * (only1 + none))
(l1, u1), (l2, u2) = wilson(p1), wilson(p2)
print("Newcombe", p1 - p2, p1 - p2 - np.sqrt((p1 - l1) ** 2 - 2 * phi * (p1 - l1) * (u2 - p2) + (u2 - p2) ** 2),
      p1 - p2 + np.sqrt((u1 - p1) ** 2 - 2 * phi * (u1 - p1) * (p2 - l2) + (p2 - l2) ** 2), "phi", phi)

# Two images of each lesion in group A and one in group B, correlated answers.
k = np.arange(48)
a1, a2, b1 = (k * 5 % 7 > 1), (k * 5 % 7 > 1) | (k % 4 == 0), (k * 5 % 7 > 2) & (k % 5 > 0)
pa, pb = np.concatenate([a1, a2]).mean(), b1.mean()
ra, rb = (a1.astype(float) + a2 - 2 * pa) / 96, (b1 - pb) / 48
print("proportions", pa, pb, "correlation", (ra @ rb) / np.sqrt(ra @ ra * (rb @ rb)))
draws = []
for _ in range(4000):
    s = random.choice(48, 48)
    draws.append((np.concatenate([a1[s], a2[s]]).mean(), b1[s].mean()))
print("bootstrap correlation of proportions", np.corrcoef(np.array(draws).T)[0, 1])
