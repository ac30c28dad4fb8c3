#!/usr/bin/python3
"""Writes feature_baselines.csv: generated features, and the probabilities of scikit-learn's baselines on them.

Run: python3 feature_baselines.py > ../resources/io/github/derm4j/model/training/feature_baselines.csv

k0... are those of KNeighborsClassifier(metric="cosine") with the weight exp((1 - distance) / 0.07); m0... are the shares of
exp(-d^2 / 0.14), with d the distance of NearestCentroid's centroids on features of length 1. One test row is equal to a
training row, and one is twice a row that occurs four times.
"""
import sys

import numpy
import sklearn
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid
from sklearn.preprocessing import normalize

TRAIN, TEST, FEATURES, CLASSES, K, TEMPERATURE = 60, 12, 5, 4, 6, 0.07

random = numpy.random.RandomState(5)
centres = random.normal(size=(CLASSES, FEATURES))
labels = random.randint(CLASSES - 1, size=TRAIN)  # The last class has no row.
train = numpy.round(numpy.maximum(0, centres[labels] + 0.7 * random.normal(size=(TRAIN, FEATURES)) + 0.5), 3)
train[10:13] = train[9]
train[train.sum(axis=1) == 0, 0] = 1
test = numpy.round(numpy.maximum(0, random.normal(size=(TEST, FEATURES)) + 0.5), 3)
test[0], test[1] = train[3], 2 * train[9]
test[test.sum(axis=1) == 0, 1] = 1

knn = KNeighborsClassifier(K, metric="cosine", weights=lambda d: numpy.exp((1 - d) / TEMPERATURE)).fit(train, labels)
centroids = NearestCentroid().fit(normalize(train), labels)
distances = ((normalize(test)[:, None] - centroids.centroids_[None]) ** 2).sum(axis=2)
assert (centroids.classes_[distances.argmin(axis=1)] == centroids.predict(normalize(test))).all()
shares = numpy.exp(-distances / (2 * TEMPERATURE))
shares /= shares.sum(axis=1, keepdims=True)
votes = knn.predict_proba(test)

out = sys.stdout
out.write(f"# feature_baselines.py, scikit-learn {sklearn.__version__}: k = {K}\n")
for label, row in zip(labels, train):
    out.write(f"train,{label}," + ",".join(f"{v:.3f}" for v in row) + "\n")
for row, k, m in zip(test, votes, shares):
    out.write("test,," + ",".join(f"{v:.3f}" for v in row) + "," + ",".join(f"{v:.9f}" for v in [*k, *m]) + "\n")
