"""Reference of NoveltyScoresTest: Mahalanobis distances, neighbours and energy by scikit-learn and scipy.

The covariance is LedoitWolf of the features less their class means, the distance its mahalanobis() to the nearest class mean;
the relative distance (Ren et al., arXiv 2106.09022) subtracts that to the mean of all images with LedoitWolf of the centred
features. The neighbours are NearestNeighbors of the features, or their roots with signs, at unit length. The features include a constant one, equal
images, a class of one image and a class number without images.

Run: cd derm-model/src/test/python && /usr/bin/python3 novelty.py   (Debian bookworm: scikit-learn 1.2.1, scipy 1.10.1)"""
import csv
import pathlib

import numpy as np
from scipy.special import logsumexp
from sklearn.covariance import LedoitWolf
from sklearn.neighbors import NearestNeighbors

OUT = pathlib.Path(__file__).parent.parent / "resources/io/github/derm4j/model/novelty/novelty.csv"
NEIGHBOURS = 3

random = np.random.default_rng(5)
n, p = 40, 8
classes = np.array([0] * 20 + [1] * 14 + [3] * 5 + [4])
centres = random.normal(size=(5, p))
mixing = random.normal(size=(p, p))
x = centres[classes] + 0.5 * random.normal(size=(n, p)) @ mixing
x[:, 3] = 0.25  # A constant feature.
x[7] = x[3]  # Equal images.
queries = np.concatenate([x[:4], centres[[0, 2]], 3 * random.normal(size=(6, p)), np.zeros((1, p))])
x, queries = x.astype(np.float32), queries.astype(np.float32)

wide = x.astype(float)
means = {c: wide[classes == c].mean(axis=0) for c in np.unique(classes)}
within = LedoitWolf(assume_centered=True).fit(np.array([row - means[c] for row, c in zip(wide, classes)]))
overall = LedoitWolf(assume_centered=True).fit(wide - wide.mean(axis=0))
distance = np.min([within.mahalanobis(queries - m) for m in means.values()], axis=0)
relative = distance - overall.mahalanobis(queries - wide.mean(axis=0))


def unit(rows):
    norm = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(norm == 0, 1, norm)


def neighbour(rows, others):
    return NearestNeighbors(n_neighbors=NEIGHBOURS).fit(unit(rows)).kneighbors(unit(others))[0][:, -1]


def roots(rows):
    return np.sign(rows) * np.sqrt(np.abs(rows))


near = neighbour(wide, queries.astype(float))
near_roots = neighbour(roots(wide), roots(queries.astype(float)))
energy = -logsumexp(queries.astype(float)[:, :4], axis=1)  # The first four features as logits.

OUT.parent.mkdir(parents=True, exist_ok=True)
with open(OUT, "w", newline="") as file:
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(["part", "class"] + [f"f{j}" for j in range(p)] + ["mahalanobis", "relative", "neighbour", "energy", "roots"])
    for row, c in zip(x, classes):
        rows.writerow(["train", c, *row, "", "", "", "", ""])
    for row, *figures in zip(queries, distance, relative, near, energy, near_roots):
        rows.writerow(["query", "", *row, *figures])
print("shrinkage", within.shrinkage_, overall.shrinkage_)
