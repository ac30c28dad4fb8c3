#!/usr/bin/python3
"""Reference values for FeatureRanking, made by scikit-learn (Debian: python3-sklearn 1.2).

Writes into ../resources/io/github/derm4j/data/cleaning:
  images.csv  image, label (a path), cosine distance to the 10th neighbour, ratio of distances by label, features
  pairs.csv   the pairs of images with the smallest cosine distances, as many as there are images

The ratio is that of SelfClean (arXiv 2305.17048): the squared distance to the nearest image of another label, divided
by the sum of this and the squared distance to the nearest image of the same label. A label and one below it are the same.

Run in this folder: python3 ranking_reference.py
"""
import csv
import os

import numpy as np
from sklearn.metrics.pairwise import cosine_distances
from sklearn.neighbors import NearestNeighbors

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../resources/io/github/derm4j/data/cleaning")
LABELS = ["benign", "benign > nevus", "benign > keratosis", "malignant", "malignant > melanoma"]

random = np.random.default_rng(20261127)
labels = [LABELS[i % 5] for i in range(40)] + ["only one"]
centres = {"benign": random.normal(size=6), "malignant": random.normal(size=6), "only one": random.normal(size=6)}
features = np.array([centres[label.split(" > ")[0]] + random.normal(scale=0.6, size=6) for label in labels])
features[7] = features[3] * 2.5  # a copy under another label
features = np.round(features, 3)

distances = cosine_distances(features)
neighbours, _ = NearestNeighbors(n_neighbors=11, metric="cosine").fit(features).kneighbors(features)
same = np.array([[a == b or (b + " > ").startswith(a + " > ") or (a + " > ").startswith(b + " > ") for b in labels]
                 for a in labels])
own = ~np.eye(len(labels), dtype=bool)
os.makedirs(OUT, exist_ok=True)
with open(os.path.join(OUT, "images.csv"), "w", newline="") as file:
    table = csv.writer(file, lineterminator="\n")
    table.writerow(["image", "label", "tenth", "ratio"] + [f"f{i}" for i in range(6)])
    for i, label in enumerate(labels):
        alike, other = distances[i][same[i] & own[i]], distances[i][~same[i]]
        ratio = f"{other.min() ** 2 / (alike.min() ** 2 + other.min() ** 2):.6f}" if len(alike) else ""
        table.writerow([i, label, f"{neighbours[i][10]:.6f}", ratio] + list(features[i]))
with open(os.path.join(OUT, "pairs.csv"), "w", newline="") as file:
    table = csv.writer(file, lineterminator="\n")
    table.writerow(["first", "second", "distance"])
    first, second = np.triu_indices(len(labels), 1)
    for k in np.argsort(distances[first, second], kind="stable")[: len(labels)]:
        table.writerow([first[k], second[k], f"{max(0, distances[first[k], second[k]]):.6f}"])
