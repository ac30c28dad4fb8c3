#!/usr/bin/env python3
"""Draws scores.csv: two invented models on the images of 240 invented lesions. Needs NumPy; prints scikit-learn's AUC."""

from pathlib import Path

import numpy
from sklearn.metrics import roc_auc_score

random = numpy.random.default_rng(2017)
lines = ["image,lesion,malignant,model_a,model_b"]
truth, first, second = [], [], []
for lesion in range(240):
    malignant = int(random.random() < 0.35)
    lesions_own = random.normal(0, 0.8)
    for image in range(random.integers(1, 4)):
        shared = 1.9 * malignant - 1 + lesions_own + random.normal(0, 0.5)
        a = 1 / (1 + numpy.exp(-(shared + random.normal(0, 0.6))))
        b = 1 / (1 + numpy.exp(-(0.9 * shared + random.normal(0, 1.1))))
        truth.append(malignant)
        first.append(round(a, 4))
        second.append(round(b, 4))
        lines.append(f"I{len(truth):04d},L{lesion:03d},{malignant},{a:.4f},{b:.4f}")
Path(__file__).with_name("scores.csv").write_text("\n".join(lines) + "\n")
print("model_a", roc_auc_score(truth, first), "model_b", roc_auc_score(truth, second))
