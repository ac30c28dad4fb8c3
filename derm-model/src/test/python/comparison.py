"""Prints the reference values of ModelComparisonTest; run with python3, numpy, scipy, scikit-learn and statsmodels.

The areas and the clustered variance of their difference from Obuchowski's (1997) definition, McNemar's test by
scipy's exact permutation of whole lesions, Holm's correction over the tasks by statsmodels, the figures of several classes by scikit-learn with a bootstrap of
lesions within each class.
"""

import numpy as np
import scipy.stats
from sklearn.metrics import balanced_accuracy_score, cohen_kappa_score, f1_score
from statsmodels.stats.multitest import multipletests

lesion = np.arange(120) // 2
truth = lesion % 3
i = np.arange(120)


def rows(a, b, c, gain):
    p = np.stack([(i * a % 17) / 17, (i * b % 19) / 19, (i * c % 23) / 23], 1) + 0.2
    p[i, truth] += gain
    return (p / p.sum(1, keepdims=True)).astype(np.float32).astype(float)


first, other = rows(5, 7, 11, 0.45), rows(3, 11, 5, 0.3)
keep = i % 10 != 9  # The other model could not read every tenth image.


def placements(s, t):
    wins = (s[t][:, None] > s[~t]) + 0.5 * (s[t][:, None] == s[~t])
    v = np.empty(len(s))
    v[t], v[~t] = wins.mean(1), wins.mean(0)
    return wins.mean(), v


def permutation(right, of_other, group):
    """Exact and mid-p of the signs of the lesions' sums."""
    sums = np.array([right[group == k].sum() - of_other[group == k].sum() for k in np.unique(group)])
    sums = sums[sums != 0].astype(int)
    null = np.ones(1)  # The probability of each sum, from the lowest to the highest, over all signs.
    for s in np.abs(sums):
        null = np.convolve(null, np.bincount([0, 2 * s], minlength=2 * s + 1) / 2)
    values = np.abs(np.arange(len(null)) - np.abs(sums).sum())
    observed = abs(sums.sum())
    return (len(sums), null[values >= observed].sum(),
            null[values > observed].sum() + null[values == observed].sum() / 2)


def task(positive):
    """The p-values of a class against the others: area, sensitivity, specificity, accuracy."""
    t, group = (truth == positive)[keep], lesion[keep]
    scores = [(p[:, positive] / p.sum(1))[keep] for p in (first, other)]
    (a1, v1), (a2, v2) = (placements(s, t) for s in scores)
    d = v1 - v2
    m, n = t.sum(), (~t).sum()
    ids = np.unique(group)
    x = np.array([(d[(group == k) & t] - (a1 - a2)).sum() for k in ids])
    y = np.array([(d[(group == k) & ~t] - (a1 - a2)).sum() for k in ids])
    i10, i01 = len(np.unique(group[t])), len(np.unique(group[~t]))
    variance = (i10 / (i10 - 1) * (x @ x) / m**2 + i01 / (i01 - 1) * (y @ y) / n**2
                + 2 * len(ids) / (len(ids) - 1) * (x @ y) / (m * n))
    z = scipy.stats.norm.ppf(0.975)
    p = [2 * scipy.stats.norm.sf(abs(a1 - a2) / variance**0.5)]
    print("auc", a1, a2, a1 - a2 - z * variance**0.5, a1 - a2 + z * variance**0.5, p[0])
    r1, r2 = ((s >= 0.4) == t for s in scores)
    for name, side in (("sensitivity", t), ("specificity", ~t), ("accuracy", t | ~t)):
        lesions, exact, mid = permutation(r1[side], r2[side], group[side])
        print(name, r1[side].mean(), r2[side].mean(), "lesions", lesions, "exact", exact, "mid", mid)
        p.append(mid)
    return p


of_tasks = np.array([task(c) for c in range(3)])
print("Holm, a column for each figure\n", np.stack([multipletests(p, method="holm")[1] for p in of_tasks.T], 1))
group = lesion[keep]
ids = np.unique(group)
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
