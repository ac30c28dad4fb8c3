"""Writes sklearn-calibration.csv; run from src/test/python with Debian's python3.

Losses are scikit-learn's and numpy's, the temperature scipy's, the clustered errors of the calibration line those
of statsmodels' cluster-robust covariance with the factor m/(m-1); three cases in a row are a cluster.
"""

import pathlib

import numpy as np
import scipy.optimize
import scipy.special
import sklearn
import statsmodels
import statsmodels.api as sm
from sklearn import metrics

import generated

OUT = pathlib.Path(__file__).parent.parent / "resources/io/github/derm4j/metrics/sklearn-calibration.csv"
SEEDS = 200
BINS = 15


def error(p, y):
    """The bins' distances, weighted by their cases."""
    which = np.digitize(p, np.arange(1, BINS) / BINS)
    return sum(abs(p[which == b].mean() - y[which == b].mean()) * (which == b).mean() for b in np.unique(which))


def temperature(p, y):
    def loss(x):
        return metrics.log_loss(y, scipy.special.softmax(np.log(p) / np.exp(x), axis=1), labels=range(p.shape[1]))

    best = scipy.optimize.minimize_scalar(loss, bounds=(-4, 4), method="bounded", options={"xatol": 1e-10})
    return np.nan if abs(best.x) > 3.99 else np.exp(best.x)


def clustered(y, p):
    """Standard errors of intercept and slope, and of the intercept with slope 1."""
    groups = np.arange(len(y)) // 3
    factor = np.sqrt((groups.max() + 1) / groups.max())
    logit = np.log(p / (1 - p))
    kwds = {"cov_type": "cluster", "cov_kwds": {"groups": groups, "use_correction": False}}
    if logit[y == 1].min() >= logit[y == 0].max():
        return np.nan, np.nan, np.nan
    # Near separation GLM's weighted least squares lose digits that Newton's steps keep.
    line = sm.Logit(y, sm.add_constant(logit)).fit(disp=0, maxiter=200, **kwds)
    large = sm.GLM(y, np.ones(len(y)), family=sm.families.Binomial(), offset=logit).fit(tol=1e-12, **kwds)
    return *(factor * line.bse), factor * large.bse[0]


def main():
    names = ["logLoss", "brier", "expectedError", "classwiseError", "temperature", "lossAfter",
             "interceptError", "slopeError", "largeError"]
    with open(OUT, "w") as out:
        out.write(f"# src/test/python/calibration.py, scikit-learn {sklearn.__version__}, statsmodels {statsmodels.__version__}\n")
        out.write("seed," + ",".join(names) + "\n")
        for seed in range(SEEDS):
            probabilities, actual = generated.classes(seed)
            p, y = np.array(probabilities), np.array(actual)
            classes = range(p.shape[1])
            best = temperature(p, y)
            after = np.nan if np.isnan(best) else metrics.log_loss(
                y, scipy.special.softmax(np.log(p) / best, axis=1), labels=classes)
            values = [
                metrics.log_loss(y, p, labels=classes),
                ((p - np.eye(p.shape[1])[y]) ** 2).sum(axis=1).mean(),
                error(p.max(axis=1), (p.argmax(axis=1) == y).astype(float)),
                np.mean([error(p[:, c], (y == c).astype(float)) for c in classes]),
                best,
                after,
                *clustered((y == 0).astype(float), p[:, 0]),
            ]
            out.write(f"{seed}," + ",".join("NA" if np.isnan(v) else f"{v:.12g}" for v in values) + "\n")


main()
