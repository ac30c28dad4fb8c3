#!/usr/bin/python3
"""Writes penalty_path.csv: generated problems, and scikit-learn's loss on the held-out rows of each fold for each penalty.

Run: python3 penalty_path.py > ../resources/io/github/derm4j/model/training/penalty_path.csv

The features are correlated, of unequal spread, and one of them is constant. Rows come in groups of one to three, as images
of a lesion, and GroupKFold makes the folds. In the second problem all rows of a class are in one group, so that the class
has no training row when its fold is held out; its rows are then left out, because no model knows the class. Where every
fold has all classes, the losses are those of GridSearchCV.

scikit-learn minimises C sum(loss) + |W|^2/2, which is the mean loss + l2/2 |W|^2 with C = 1/(l2 n), for n training rows
of the fold; so the penalty is a parameter of an estimator that sets C when it is fitted.
"""
import sys

import numpy
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import GridSearchCV, GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

GROUPS, FEATURES, CLASSES, FOLDS = 75, 6, 4, 5
PENALTIES = [10, 3, 1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001]


class Penalised(LogisticRegression):
    def __init__(self, l2=1.0):
        super().__init__(tol=1e-12, max_iter=100000)
        self.l2 = l2

    def fit(self, x, y, sample_weight=None):
        self.C = 1 / (self.l2 * len(y))
        return super().fit(x, y, sample_weight)


def problem(seed, lonely):
    random = numpy.random.RandomState(seed)
    groups = numpy.repeat(numpy.arange(GROUPS), random.randint(1, 4, GROUPS))
    rows = len(groups)
    mixing = random.normal(size=(FEATURES, FEATURES)) * [3, 2, 1, 1, 0.5, 0.1]
    features = numpy.round(random.normal(size=(rows, FEATURES)) @ mixing.T, 4)
    scores = features @ random.normal(size=(FEATURES, CLASSES)) + [0, 0, -1, -2]
    labels = (scores + 4 * random.gumbel(size=(rows, CLASSES))).argmax(axis=1)
    features[:, 2] = 0.3
    if lonely:
        labels[labels == CLASSES - 1] = 0
        labels[groups == groups[rows // 2]] = CLASSES - 1
    return features, labels, groups


def losses(features, labels, groups, folds):
    """The loss of each fold and penalty, without the rows of classes that the fold was not trained with."""
    table = numpy.zeros((FOLDS, len(PENALTIES)))
    for fold, (train, test) in enumerate(folds):
        test = test[numpy.isin(labels[test], labels[train])]
        for i, l2 in enumerate(PENALTIES):
            fit = make_pipeline(StandardScaler(), Penalised(l2)).fit(features[train], labels[train])
            table[fold, i] = log_loss(labels[test], fit.predict_proba(features[test]), labels=fit.classes_)
    return table


out = sys.stdout
out.write(f"# penalty_path.py, scikit-learn {sklearn.__version__}\n")
for name, seed, lonely in [("all", 11, False), ("lonely", 12, True)]:
    features, labels, groups = problem(seed, lonely)
    folds = list(GroupKFold(FOLDS).split(features, labels, groups))
    table = losses(features, labels, groups, folds)
    if not lonely:
        search = GridSearchCV(make_pipeline(StandardScaler(), Penalised()), {"penalised__l2": PENALTIES},
                              scoring="neg_log_loss", cv=folds).fit(features, labels)
        of_search = numpy.array([search.cv_results_[f"split{fold}_test_score"] for fold in range(FOLDS)])
        assert numpy.abs(table + of_search).max() < 1e-9
    fold_of = numpy.zeros(len(labels), int)
    for fold, (_, test) in enumerate(folds):
        fold_of[test] = fold
    for label, fold, row in zip(labels, fold_of, features):
        out.write(f"{name},row,{fold},{label}," + ",".join(f"{v:.4f}" for v in row) + "\n")
    for fold in range(FOLDS):
        out.write(f"{name},loss,{fold}," + ",".join(f"{v:.9f}" for v in table[fold]) + "\n")
