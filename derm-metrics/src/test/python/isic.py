"""Writes isic-truth.csv, isic-prediction.csv and isic-scores.csv; run from src/test/python with Debian's python3.

The scores follow the public description of the ISIC challenge's metrics, computed by scikit-learn.
"""

import pathlib

import numpy as np
import sklearn
from sklearn import metrics

import generated

OUT = pathlib.Path(__file__).parent.parent / "resources/io/github/derm4j/metrics"
CATEGORIES = ["MEL", "NV", "BCC", "AKIEC", "BKL", "DF", "VASC"]


def share(right, wrong):
    return 1.0 if right + wrong == 0 else right / (right + wrong)


def area_above(truth, score, weights, sensitivity):
    """The area below the part of the curve from a sensitivity on."""
    fpr, tpr, _ = metrics.roc_curve(truth, score, sample_weight=weights, drop_intermediate=False)
    i = tpr.searchsorted(sensitivity)
    start = np.interp(sensitivity, tpr[i - 1 : i + 1], fpr[i - 1 : i + 1])
    return metrics.auc(np.insert(fpr[i:], 0, start), np.insert(tpr[i:], 0, sensitivity))


def main():
    s = generated.Stream(77)
    n = 90
    truth = np.array([i % 7 if i < 14 else int(7 * s.next() ** 2) for i in range(n)])
    weights = np.array([int(s.next() * 4) / 2 for _ in range(n)])
    rows = []
    for i in range(n):
        row = [s.next() * 0.5 + (0.4 if c == truth[i] else 0.0) for c in range(7)]
        rows.append([round(v, 2) for v in row])
    p = np.array(rows)
    names = [f"ISIC_{1000 + i:07d}" for i in range(n)]
    with open(OUT / "isic-truth.csv", "w") as out:
        out.write("image," + ",".join(CATEGORIES) + ",score_weight,validation_weight\n")
        for i in range(n):
            one_hot = ",".join("1.0" if c == truth[i] else "0.0" for c in range(7))
            out.write(f"{names[i]},{one_hot},{weights[i]},1.0\n")
    with open(OUT / "isic-prediction.csv", "w") as out:
        out.write("image," + ",".join(reversed(CATEGORIES)) + "\n")
        for i in sorted(range(n), key=lambda k: -k):
            out.write(f"{names[i]}.jpg," + ",".join(str(v) for v in reversed(rows[i])) + "\n")
    with open(OUT / "isic-scores.csv", "w") as out:
        out.write(f"# src/test/python/isic.py, scikit-learn {sklearn.__version__}\n")
        out.write("category,accuracy,sensitivity,specificity,dice,ppv,npv,auc,aucSens80,ap\n")
        for c, name in enumerate(CATEGORIES):
            y, q = truth == c, p[:, c] > 0.5
            tp, fp = weights[y & q].sum(), weights[~y & q].sum()
            fn, tn = weights[y & ~q].sum(), weights[~y & ~q].sum()
            values = [
                share(tp + tn, fp + fn), share(tp, fn), share(tn, fp), share(2 * tp, fp + fn),
                share(tp, fp), share(tn, fn),
                metrics.roc_auc_score(y, p[:, c], sample_weight=weights),
                area_above(y, p[:, c], weights, 0.8),
                metrics.average_precision_score(y, p[:, c], sample_weight=weights),
            ]
            out.write(name + "," + ",".join(f"{v:.13g}" for v in values) + "\n")
        highest = p.max(axis=1)
        decided = np.where((p == highest[:, None]).sum(axis=1) == 1, p.argmax(axis=1), -1)
        per_class = [
            weights[(truth == c) & (decided == c)].sum() / weights[truth == c].sum() for c in range(7)
        ]
        out.write(f"balanced,{np.mean(per_class):.13g},,,,,,,,\n")


main()
