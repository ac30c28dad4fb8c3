"""Prints the reference values of MulticlassBootstrapTest; run with python3, numpy and scikit-learn.

Draws lesions of three images with replacement within each class, 4,000 times, and prints the standard deviation of the
figures over the samples: an independent computation, which agrees within its own error of about 1 %.
"""

import numpy as np
from sklearn import metrics

i = np.arange(90)
truth = i // 3 % 3
noise = (i * 53 + 7) % 97 / 97
other = (i * 31 + 5) % 89 / 89


def probabilities(shift):
    p = np.stack([noise + (truth == 0) * shift, other + (truth == 1) * shift, (noise + other) / 2 + (truth == 2) * shift], 1)
    p = p + 0.1
    return p / p.sum(1, keepdims=True)


first, second = probabilities(0.5), probabilities(0.2)
lesions = i.reshape(-1, 3)
strata = [lesions[truth[lesions[:, 0]] == c] for c in range(3)]
rng = np.random.default_rng(1)


def kappa(p, cases):
    return metrics.cohen_kappa_score(truth[cases], p[cases].argmax(1))


def f1(p, cases):
    return metrics.f1_score(truth[cases], p[cases].argmax(1), average="macro", zero_division=0)


print("estimates", kappa(first, i), f1(first, i), kappa(first, i) - kappa(second, i))
samples = []
for _ in range(4_000):
    cases = np.concatenate([s[rng.integers(len(s), size=len(s))].ravel() for s in strata])
    samples.append((kappa(first, cases), f1(first, cases), kappa(first, cases) - kappa(second, cases)))
print("standard errors", np.std(samples, axis=0, ddof=1))
print("percentiles", np.percentile(samples, [2.5, 97.5], axis=0).T.tolist())
