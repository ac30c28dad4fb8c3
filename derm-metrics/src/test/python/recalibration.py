"""Writes recalibration.csv and recalibration-classes.csv; run from src/test/python with Debian's python3.

Isotonic regression is scikit-learn's. Platt's is scikit-learn's LogisticRegression without a penalty on the logit, fitted to
Platt's targets (n1 + 1)/(n1 + 2) and 1/(n0 + 2): each case counts as a positive and as a negative with these weights. Where
its slope is negative, scipy's bounded minimiser gives the best slope of at least 0. Beta calibration is the same on log p and
-log(1 - p), by scipy's bounded minimiser; scikit-learn's unpenalised fit agrees where both of its coefficients are positive.
Probabilities are clipped to [1e-8, 1 - 1e-8]. Inputs are those of generated.py.
"""

import pathlib
import warnings

import numpy as np
import scipy
import scipy.optimize
import sklearn
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

import generated

OUT = pathlib.Path(__file__).parent.parent / "resources/io/github/derm4j/metrics"
SEEDS = 300
PLACES = [0.0, 0.05, 0.3, 0.5, 0.77, 1.0]
warnings.filterwarnings("ignore")


def clipped(p):
    return np.clip(np.asarray(p, dtype=float), 1e-8, 1 - 1e-8)


def logit(p):
    return np.log(p) - np.log1p(-p)


def targets(y):
    positives, negatives = y.sum(), (1 - y).sum()
    return np.where(y == 1, (positives + 1) / (positives + 2), 1 / (negatives + 2))


def bounded(columns, t):
    """The best intercept and coefficients of at least 0."""
    spread = np.maximum(columns.std(axis=0), 1e-12)
    middle = columns.mean(axis=0)
    x = (columns - middle) / spread

    def loss(theta):
        z = theta[0] + x @ theta[1:]
        p = 1 / (1 + np.exp(-z))
        gradient = np.concatenate([[(p - t).sum()], x.T @ (p - t)])
        return (np.logaddexp(0, z) - t * z).sum(), gradient

    best = None
    for start in (0.0, 1.0):
        found = scipy.optimize.minimize(
            loss, [0.0] + [start] * x.shape[1], jac=True, method="L-BFGS-B",
            bounds=[(None, None)] + [(0, None)] * x.shape[1],
            options={"maxiter": 100000, "maxfun": 100000, "ftol": 1e-16, "gtol": 1e-12})
        if best is None or found.fun < best.fun:
            best = found
    coefficients = best.x[1:] / spread
    return best.x[0] - coefficients @ middle, coefficients


def unpenalised(columns, t):
    n = len(t)
    model = LogisticRegression(penalty=None, tol=1e-12, max_iter=100000)
    model.fit(np.concatenate([columns, columns]), np.repeat([1, 0], n), sample_weight=np.concatenate([t, 1 - t]))
    return model.intercept_[0], model.coef_[0]


def platt(p, y):
    x = logit(clipped(p))[:, None]
    c, (a,) = bounded(x, targets(y))
    free, (slope,) = unpenalised(x, targets(y))
    if slope > 1e-3:
        assert abs(slope - a) < 1e-3 * (1 + abs(a)) and abs(free - c) < 1e-3 * (1 + abs(c)), (slope, a, free, c)
    return lambda q: 1 / (1 + np.exp(-(c + a * logit(clipped(q)))))


def beta(p, y):
    def columns(q):
        q = clipped(q)
        return np.stack([np.log(q), -np.log1p(-q)], axis=1)

    c, coefficients = bounded(columns(p), targets(y))
    return lambda q: 1 / (1 + np.exp(-(c + columns(q) @ coefficients)))


def isotonic(p, y):
    model = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(p, y)
    return lambda q: model.predict(np.asarray(q, dtype=float))


METHODS = {"platt": platt, "isotonic": isotonic, "beta": beta}


def one_side():
    with open(OUT / "recalibration.csv", "w") as out:
        out.write(f"# src/test/python/recalibration.py, scikit-learn {sklearn.__version__}, scipy {scipy.__version__}\n")
        out.write("seed," + ",".join(f"{name}{q}" for name in METHODS for q in PLACES) + "\n")
        for seed in range(SEEDS):
            truth, scores, _, _, _ = generated.scores(seed)
            p, y = np.array(scores), np.array(truth, dtype=float)
            p = p / max(1.0, p.max())
            row = []
            for name, fit in METHODS.items():
                # Two coefficients of one value, or of two, have no unique best: only their sum counts there.
                row += list(fit(p, y)(PLACES)) if len(np.unique(p)) > 2 or name == "isotonic" else [np.nan] * len(PLACES)
            out.write(f"{seed}," + ",".join("NA" if np.isnan(v) else f"{v:.9g}" for v in row) + "\n")


def several_classes():
    """Each class against all others, then each row divided by its sum; the mean log loss of the same cases."""
    with open(OUT / "recalibration-classes.csv", "w") as out:
        out.write(f"# src/test/python/recalibration.py, scikit-learn {sklearn.__version__}, scipy {scipy.__version__}\n")
        out.write("seed," + ",".join(f"{name}{what}" for name in METHODS for what in ("First", "Loss")) + "\n")
        for seed in range(100):
            probabilities, actual = generated.classes(seed)
            p, y = np.array(probabilities), np.array(actual)
            row = []
            for fit in METHODS.values():
                q = np.stack([fit(p[:, c], (y == c).astype(float))(p[:, c]) for c in range(p.shape[1])], axis=1)
                total = q.sum(axis=1, keepdims=True)
                q = np.where(total > 0, q / np.where(total > 0, total, 1), p)
                row += [q[0, 0], -np.log(np.maximum(1e-15, q[np.arange(len(y)), y])).mean()]
            out.write(f"{seed}," + ",".join(f"{v:.9g}" for v in row) + "\n")


one_side()
several_classes()
