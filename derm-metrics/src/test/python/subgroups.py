"""Prints the reference values of SubgroupGapTest and HolmTest; run with python3, statsmodels and scipy.

Proportions of independent cases: Newcombe's hybrid score interval and Pearson's chi-square by statsmodels. Areas:
each group's DeLong variance from the covariance of the placements, Cochran's Q from its definition.
"""

import numpy as np
import scipy.stats
import statsmodels
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_chisquare

print("statsmodels", statsmodels.__version__)
for hits, cases in (((18, 9, 14), (20, 15, 16)), ((12, 12), (12, 12)), ((30, 11, 10), (30, 20, 25))):
    p = np.array(hits) / cases
    high, low = int(p.argmax()), int(p.argmin())
    limits = confint_proportions_2indep(hits[high], cases[high], hits[low], cases[low], method="newcomb", compare="diff")
    print(hits, cases, high, low, [float(v) for v in limits], [float(v) for v in proportions_chisquare(hits, cases)[:2]])


def area(scores, truth):
    x, y = scores[truth], scores[~truth]
    wins = (x[:, None] > y) + 0.5 * (x[:, None] == y)
    return wins.mean(), wins.mean(1).var(ddof=1) / len(x) + wins.mean(0).var(ddof=1) / len(y)


areas = []
for group in range(3):
    i = np.arange(40)
    scores = ((i * (17 + 6 * group) + 11 * group) % 41) / 41 + 0.25 * (i % 2)
    areas.append(area(scores, i % 2 == 1))
value, variance = np.array(areas).T
weight = 1 / variance
q = (weight * (value - (weight * value).sum() / weight.sum()) ** 2).sum()
z = scipy.stats.norm.ppf(0.975)
low, high = np.clip(value - z * variance**0.5, 0, 1), np.clip(value + z * variance**0.5, 0, 1)
a, b = int(value.argmax()), int(value.argmin())
d = value[a] - value[b]
print("areas", value.tolist(), a, b, d, d - np.hypot(value[a] - low[a], high[b] - value[b]),
      d + np.hypot(high[a] - value[a], value[b] - low[b]), q, scipy.stats.chi2.sf(q, 2))
print("Holm", multipletests([0.01, 0.04, 0.03, 0.005, 0.5], method="holm")[1].tolist())
