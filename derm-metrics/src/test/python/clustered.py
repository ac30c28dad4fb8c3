"""Prints the reference values of ClusteredProportionTest; run with python3 and statsmodels.

The variance is that of statsmodels' cluster-robust covariance of a regression on a constant, whose
correction m/(m-1) is that of a ratio over m clusters; the intervals are proportion_confint's of the
effective counts.
"""

import numpy as np
import statsmodels
import statsmodels.api as sm
from statsmodels.stats.proportion import proportion_confint

print("statsmodels", statsmodels.__version__)


def show(name, sizes, successes):
    y = np.concatenate([[1.0] * k + [0.0] * (n - k) for n, k in zip(sizes, successes)])
    cluster = np.repeat(np.arange(len(sizes)), sizes)
    fit = sm.OLS(y, np.ones(len(y))).fit(cov_type="cluster", cov_kwds={"groups": cluster})
    clustered = fit.cov_params()[0, 0]
    independent = sm.OLS(y, np.ones(len(y))).fit().cov_params()[0, 0]
    effect = max(1.0, clustered / independent)
    n = len(y) / effect
    x = y.sum() / effect
    print(name, repr(float(clustered / independent)), [proportion_confint(x, n, 0.05, m) for m in ("wilson", "beta")])


show("uneven", [1, 2, 3, 4, 5, 1, 2, 6], [1, 2, 0, 4, 3, 0, 2, 1])
show("pairs", [2] * 10, [2, 2, 2, 2, 2, 2, 1, 0, 0, 0])
show("spread", [2] * 8, [1, 1, 1, 1, 1, 1, 1, 2])
show("single", [1] * 12, [1] * 9 + [0] * 3)
