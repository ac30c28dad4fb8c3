"""Prints the reference values of CalibrationTest for certain probabilities; numpy, scipy and statsmodels."""

import numpy as np
import statsmodels.api as sm
from scipy.optimize import brentq

p = np.array([1 - 1e-6] * 3 + [1e-6] * 5)
y = np.array([1, 1, 0, 1, 1, 0, 0, 0])
logit = np.log(p / (1 - p))
line = sm.Logit(y, sm.add_constant(logit)).fit(disp=0, start_params=[0, 0])
print("intercept and slope", line.params, "errors", line.bse)
large = brentq(lambda a: (1 / (1 + np.exp(-a - logit))).sum() - y.sum(), -40, 40, xtol=1e-14)
shifted = 1 / (1 + np.exp(-large - logit))
print("in the large", large, "error", (shifted * (1 - shifted)).sum() ** -0.5)
