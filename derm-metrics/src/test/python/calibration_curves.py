"""Writes lowess-calibration.csv and lowess-band.csv; run from src/test/python with Debian's python3.

The curve's values are statsmodels' lowess without robustness iterations, at the probabilities where Cleveland's rule
evaluates it; numpy interpolates between them and gives the mean and the quantiles of the errors. statsmodels has no value
where two thirds of the cases tie; there it is the mean of the ties. The effective number of cases comes from the rows of
the hat matrix, each by numpy's least squares on unit vectors. Clusters are those of generated.py. lowess-band.csv has the
bootstrap band of one larger set, by whole clusters.
"""

import pathlib

import numpy as np
import statsmodels
from statsmodels.nonparametric.smoothers_lowess import lowess

import generated

OUT = pathlib.Path(__file__).parent.parent / "resources/io/github/derm4j/metrics"
SEEDS = 300


def knots(x):
    """The probabilities at which the smoother is evaluated: steps of at most a hundredth of the range, if cases allow."""
    distinct = np.unique(x)
    step = 0.01 * (x.max() - x.min())
    found = [distinct[0]]
    while found[-1] < distinct[-1]:
        later = distinct[distinct > found[-1]]
        near = later[later <= found[-1] + step]
        found.append(near[-1] if len(near) else later[0])
    return np.array(found)


def radius(x, at):
    k = max(2, int(2 / 3 * len(x) + 1e-10))
    return np.sort(abs(x - at))[k - 1]


def values(x, y, at):
    order = np.argsort(x, kind="stable")
    with np.errstate(all="ignore"):
        fit = lowess(y[order], x[order], frac=2 / 3, it=0, xvals=at, is_sorted=True)
    for i, place in enumerate(at):
        if radius(x, place) == 0 or np.isnan(fit[i]):
            fit[i] = y[x == place].mean()
    return fit


def hat(x, at):
    """The weight of each outcome in the value at a place."""
    r = radius(x, at)
    distance = abs(x - at)
    w = np.where(distance == 0, 1.0, (1 - np.minimum(1, distance / r) ** 3) ** 3 if r > 0 else 0.0)
    if len(np.unique(x[w > 0])) < 2:
        return w / w.sum()
    design = np.stack([np.ones(len(x)), x - at], axis=1) * np.sqrt(w)[:, None]
    return np.linalg.lstsq(design, np.diag(np.sqrt(w)), rcond=None)[0][0]


def effective(x, y, fitted, clusters, at):
    l = hat(x, at)
    r = l * (y - fitted)
    groups = np.unique(clusters)
    m = len(groups)
    if m == 1:
        return np.nan
    independent = (r**2).sum()
    if independent > 1e-20 * (l**2).sum():  # Otherwise all residuals are 0 but for rounding.
        effect = m / (m - 1) * sum(r[clusters == c].sum() ** 2 for c in groups) / independent
    else:
        effect = sum(l[clusters == c].sum() ** 2 for c in groups) / (l**2).sum()
    return 1 / ((l**2).sum() * (1 if m == len(x) else max(1, effect)))


def small():
    with open(OUT / "lowess-calibration.csv", "w") as out:
        out.write(f"# src/test/python/calibration_curves.py, statsmodels {statsmodels.__version__}, numpy {np.__version__}\n")
        out.write("seed,first,middle,last,integrated,median,ninetieth,effectiveFirst,effectiveMiddle,effectiveLast,scaledBrier\n")
        for seed in range(SEEDS):
            truth, scores, _, _, clusters = generated.scores(seed)
            x, y, clusters = np.array(scores), np.array(truth, dtype=float), np.array(clusters)
            x = x / max(1.0, x.max())
            at = knots(x)
            fit = values(x, y, at)
            # The weights agree with statsmodels' values, so that they are those of the same lines.
            assert np.allclose([hat(x, a) @ y for a in at], fit, atol=1e-9), seed
            fitted = np.interp(x, at, fit)
            error = abs(np.clip(fitted, 0, 1) - x)
            middle = len(at) // 2
            row = [*np.clip(fit[[0, middle, -1]], 0, 1), error.mean(), *np.quantile(error, [0.5, 0.9])]
            row += [effective(x, y, fitted, clusters, at[k]) for k in (0, middle, -1)]
            row.append(1 - ((x - y) ** 2).mean() / y.var())
            out.write(f"{seed}," + ",".join("NA" if np.isnan(v) else f"{v:.12g}" for v in row) + "\n")


def band():
    """600 cases in 200 clusters of three, whose outcomes agree more than their probabilities explain."""
    stream = generated.Stream(4711)
    x, y, clusters = [], [], []
    for c in range(200):
        base, shared = stream.next(), stream.next()
        for _ in range(3):
            p = min(1.0, max(0.0, base + 0.2 * (stream.next() - 0.5)))
            x.append(p)
            y.append(1.0 if (shared if stream.next() < 0.6 else stream.next()) < 0.2 + 0.5 * p else 0.0)
            clusters.append(c)
    x, y = np.array(x), np.array(y)
    rng = np.random.default_rng(1)
    places = np.quantile(x, [0.1, 0.3, 0.5, 0.7, 0.9], method="nearest")
    samples = []
    for _ in range(2000):
        cases = (3 * rng.integers(0, 200, 200)[:, None] + np.arange(3)).ravel()
        samples.append(values(x[cases], y[cases], places))
    with open(OUT / "lowess-band.csv", "w") as out:
        out.write(f"# src/test/python/calibration_curves.py, 2,000 bootstrap samples, statsmodels {statsmodels.__version__}\n")
        out.write("probability,low,high\n")
        for place, (low, high) in zip(places, np.quantile(samples, [0.025, 0.975], axis=0).T):
            out.write(f"{place:.17g},{low:.6g},{high:.6g}\n")


small()
band()
