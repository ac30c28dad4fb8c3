"""Prints the reference values of ModelComparisonTest; run with python3, numpy, scipy and scikit-learn.

The areas and the clustered variance of their difference from Obuchowski's (1997) definition, McNemar's test by
scipy's exact permutation of whole lesions, the figures of several classes by scikit-learn with a bootstrap of
lesions within each class.
"""

import numpy as np
import scipy.stats
from sklearn.metrics import balanced_accuracy_score, cohen_kappa_score, f1_score

lesion = np.arange(120) // 2
truth = lesion % 3
i = np.arange(120)


def rows(a, b, c, gain):
    p = np.stack([(i * a % 17) / 17, (i * b % 19) / 19, (i * c % 23) / 23], 1) + 0.2
    p[i, truth] += gain
    return (p / p.sum(1, keepdims=True)).astype(np.float32).astype(float)


first, other = rows(5, 7, 11, 0.45), rows(3, 11, 5, 0.3)
keep = i % 10 != 9  # The other model could not read every tenth image.
malignant = truth == 0


def score(p):
    return p[:, 0] / p.sum(1)


def placements(s, t):
    wins = (s[t][:, None] > s[~t]) + 0.5 * (s[t][:, None] == s[~t])
    v = np.empty(len(s))
    v[t], v[~t] = wins.mean(1), wins.mean(0)
    return wins.mean(), v


t, group = malignant[keep], lesion[keep]
(a1, v1), (a2, v2) = placements(score(first)[keep], t), placements(score(other)[keep], t)
d = v1 - v2
m, n = t.sum(), (~t).sum()
ids = np.unique(group)
x = np.array([(d[(group == k) & t] - (a1 - a2)).sum() for k in ids])
y = np.array([(d[(group == k) & ~t] - (a1 - a2)).sum() for k in ids])
i10, i01 = len(np.unique(group[t])), len(np.unique(group[~t]))
variance = (i10 / (i10 - 1) * (x @ x) / m**2 + i01 / (i01 - 1) * (y @ y) / n**2
            + 2 * len(ids) / (len(ids) - 1) * (x @ y) / (m * n))
z = scipy.stats.norm.ppf(0.975)
print("auc", a1, a2, a1 - a2 - z * variance**0.5, a1 - a2 + z * variance**0.5,
      2 * scipy.stats.norm.sf(abs(a1 - a2) / variance**0.5))
for name, side in (("sensitivity", t), ("specificity", ~t)):
    r1, r2 = ((score(p)[keep] >= 0.4) == t for p in (first, other))
    sums = np.array([r1[side & (group == k)].sum() - r2[side & (group == k)].sum() for k in np.unique(group[side])])
    sums = sums[sums != 0].astype(int)
    null = np.zeros(1)
    for s in np.abs(sums):  # Every sign of every lesion, by the distribution of the sum.
        null = np.concatenate([null + s, null - s]) if len(null) < 2**20 else null
    null = np.abs(null)
    observed = abs(sums.sum())
    print(name, r1[side].mean(), r2[side].mean(), "lesions", len(sums), "exact", (null >= observed).mean(), "mid",
          (null > observed).mean() + (null == observed).mean() / 2)
random = np.random.default_rng(1)
q1, q2, q = first.argmax(1)[keep], other.argmax(1)[keep], truth[keep]
members = {k: np.flatnonzero(group == k) for k in ids}
strata = [[k for k in ids if k % 3 == c] for c in range(3)]
draws = [np.concatenate([members[k] for s in strata for k in random.choice(s, len(s))]) for _ in range(2000)]
for name, figure in (("balanced accuracy", balanced_accuracy_score), ("kappa", cohen_kappa_score),
                     ("macro F1", lambda a, b: f1_score(a, b, average="macro"))):
    values = np.array([figure(q[s], q1[s]) - figure(q[s], q2[s]) for s in draws])
    print(name, figure(q, q1), figure(q, q2), np.percentile(values, [2.5, 97.5]),
          2 * scipy.stats.norm.sf(abs(figure(q, q1) - figure(q, q2)) / values.std(ddof=1)))
