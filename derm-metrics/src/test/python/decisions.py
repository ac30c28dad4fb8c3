"""Prints the reference values of ClusteredDecisionsTest; run with python3 and statsmodels.

The standard error of a net benefit is that of statsmodels' cluster-robust regression of each case's benefit on a
constant. Likelihood ratios and predictive values: the formulas of Simel (1991) and Mercaldo (2007) with the number of
cases over the design effect, which statsmodels' cluster-robust variance gives.
"""

import numpy as np
import scipy.stats
import statsmodels
import statsmodels.api as sm

print("statsmodels", statsmodels.__version__)
i = np.arange(60)
truth = i // 2 % 3 == 0
score = ((i * 37 + 11) % 61 / 61 + 0.4 * truth) / 1.4
cluster = i // 2
Z = scipy.stats.norm.ppf(0.975)


def robust(y, groups):
    ones = np.ones(len(y))
    return sm.OLS(y, ones).fit(cov_type="cluster", cov_kwds={"groups": groups}).cov_params()[0, 0]


for t in (0.2, 0.45, 0.6):
    benefit = np.where(score >= t, np.where(truth, 1.0, -t / (1 - t)), 0.0)
    print("net benefit at", t, repr(float(benefit.mean())), repr(float(robust(benefit, cluster) ** 0.5)))


def effective(right, groups):
    independent = sm.OLS(right, np.ones(len(right))).fit().cov_params()[0, 0]
    return right.mean(), len(right) / max(1.0, robust(right, groups) / independent)


right = ((score >= 0.45) == truth).astype(float)
se, n1 = effective(right[truth], cluster[truth])
sp, n0 = effective(right[~truth], cluster[~truth])
positive = ((1 - se) / (se * n1) + sp / ((1 - sp) * n0)) ** 0.5
negative = (se / ((1 - se) * n1) + (1 - sp) / (sp * n0)) ** 0.5
for name, ratio, error in (("LR+", se / (1 - sp), positive), ("LR-", (1 - se) / sp, negative)):
    print(name, float(ratio), float(ratio * np.exp(-Z * error)), float(ratio * np.exp(Z * error)))
pi = 0.1
for name, p, error in (("PPV", se * pi / (se * pi + (1 - sp) * (1 - pi)), positive),
                       ("NPV", sp * (1 - pi) / (sp * (1 - pi) + (1 - se) * pi), negative)):
    logit = np.log(p / (1 - p))
    print(name, float(p), [float(1 / (1 + np.exp(-(logit + s * Z * error)))) for s in (-1, 1)])
