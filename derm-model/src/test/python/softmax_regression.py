#!/usr/bin/python3
"""Writes softmax_regression.csv: a generated problem and scikit-learn's solution of it.

The features are correlated and of unequal spread, one class is rare. scikit-learn minimises
C sum(loss) + |W|^2/2, which is the mean loss + l2/2 |W|^2 with C = 1/(l2 n). With class_weight
"balanced" the loss of an image of class c counts n / (classes n_c), which is 1 on average.
"""
import sys

import numpy
import sklearn
from sklearn.linear_model import LogisticRegression

ROWS, FEATURES, L2 = 120, 6, 0.05

random = numpy.random.RandomState(7)
mixing = random.normal(size=(FEATURES, FEATURES)) * [3, 2, 1, 1, 0.5, 0.1]
features = numpy.round(random.normal(size=(ROWS, FEATURES)) @ mixing.T, 4)
scores = features @ random.normal(size=(FEATURES, 4)) + [0, 0, 0, -3] + 2 * random.gumbel(size=(ROWS, 4))
labels = scores.argmax(axis=1)


def solution(class_weight, weights):
    fit = LogisticRegression(
        C=1 / (L2 * ROWS), tol=1e-12, max_iter=100000, class_weight=class_weight
    ).fit(features, labels)
    probabilities = fit.predict_proba(features)
    losses = -numpy.log(probabilities[range(ROWS), labels])
    return probabilities, (weights * losses).mean() + L2 / 2 * (fit.coef_**2).sum()


probabilities, loss = solution(None, numpy.ones(ROWS))
balanced, balanced_loss = solution("balanced", ROWS / (4 * numpy.bincount(labels)[labels]))

out = sys.stdout
out.write(f"# softmax_regression.py, scikit-learn {sklearn.__version__}: l2 {L2}, loss {loss:.12f}, balanced {balanced_loss:.12f}\n")
out.write("label," + ",".join(f"x{i}" for i in range(FEATURES)) + "," + ",".join(f"p{i}" for i in range(4))
          + "," + ",".join(f"b{i}" for i in range(4)) + "\n")
for label, row, p, b in zip(labels, features, probabilities, balanced):
    out.write(f"{label}," + ",".join(f"{v:.4f}" for v in row) + "," + ",".join(f"{v:.9f}" for v in p)
              + "," + ",".join(f"{v:.9f}" for v in b) + "\n")
