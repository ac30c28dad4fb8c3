"""Writes label_errors.csv; run from src/test/python with Debian's python3.

Confident learning as Northcutt, Jiang and Chuang (arXiv 1911.00068) define it, recomputed with numpy; cleanlab is not used. The
thresholds are equation 2, the confident joint equation 1 (a case with several confident classes counts for the most probable
one), the joint distribution equation 3. An error is off the diagonal of the confident joint. The ranking is by the normalized
margin, the probability of the label less the largest other one. As in cleanlab, a probability reaches a threshold if it is at
most 1e-6 below it. Inputs are those of generated.py.
"""

import pathlib

import numpy as np

import generated

OUT = pathlib.Path(__file__).parent.parent / "resources/io/github/derm4j/metrics"

lines = []
for seed in range(100):
    probabilities, actual = generated.classes(seed)
    p, y = np.array(probabilities), np.array(actual)
    n, m = p.shape
    t = np.array([p[y == j, j].mean() for j in range(m)])
    above = p >= t - 1e-6
    guess = np.where(above.any(axis=1), np.where(above, p, -1).argmax(axis=1), -1)
    joint = np.zeros((m, m))
    for i, j in zip(y, guess):
        if j >= 0:
            joint[i, j] += 1
    rows = joint.sum(axis=1)
    scaled = np.where(rows[:, None] > 0, joint / np.maximum(rows, 1)[:, None], np.eye(m)) * np.bincount(y, minlength=m)[:, None]
    q = scaled / scaled.sum()
    errors = (guess >= 0) & (guess != y)
    masked = p.copy()
    masked[np.arange(n), y] = -1
    margin = p[np.arange(n), y] - masked.max(axis=1)
    order = np.argsort(margin, kind="stable")
    order = order[errors[order]]
    lines.append([seed, *(f"{v:.15g}" for v in (t.sum(), joint.trace(), joint.sum(), q[0, 1], 1 - q.trace())), errors.sum(),
                  order[0] if len(order) else -1, order[-1] if len(order) else -1,
                  f"{margin[order].sum():.15g}", f"{(order * np.arange(1, len(order) + 1)).sum()}"])

with open(OUT / "label_errors.csv", "w") as out:
    out.write(f"# src/test/python/label_errors.py, numpy {np.__version__}\n")
    out.write("seed,thresholds,diagonal,confident,joint01,share,errors,first,last,margins,order\n")
    for line in lines:
        out.write(",".join(map(str, line)) + "\n")
