"""Prints the reference values of AgreementTest; run with Debian's python3 and python3-statsmodels."""

import numpy as np
import statsmodels
from statsmodels.stats import contingency_tables, inter_rater, proportion

print("statsmodels", statsmodels.__version__)
table = np.array([[20, 5, 1], [4, 15, 6], [2, 3, 14]])
for weights in (None, "linear", "quadratic"):
    r = inter_rater.cohens_kappa(table, wt=weights)
    print("cohen", weights, repr(r.kappa), repr(r.std_kappa))
counts = np.array([[3, 1, 0], [0, 4, 0], [1, 1, 2], [4, 0, 0], [0, 2, 2], [2, 2, 0]])
print("fleiss", repr(inter_rater.fleiss_kappa(counts)))
print("mcnemar exact", repr(contingency_tables.mcnemar([[30, 12], [4, 20]], exact=True).pvalue))
right = np.array([[1, 1, 0], [1, 0, 0], [1, 1, 1], [0, 1, 0], [1, 1, 0], [1, 0, 1], [1, 1, 0], [0, 0, 0]])
q = contingency_tables.cochrans_q(right)
print("cochran", repr(q.statistic), repr(q.pvalue))
for method in ("agresti_coull", "jeffreys"):
    for k, n in ((81, 263), (7, 12)):
        print(method, k, n, proportion.proportion_confint(k, n, 0.05, method))
