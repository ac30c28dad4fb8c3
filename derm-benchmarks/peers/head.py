#!/usr/bin/python3
"""Fits scikit-learn's logistic regression to the features and the split of a `derm fine-tune --train head` run.

    derm features --weights inception_v3_notop.h5 --pixel-range 0..1 --out features.csv IMAGE...
    python3 derm-benchmarks/peers/head.py features.csv metadata.csv derm-out/milk

The last is the run's output folder, of which split.csv and predictions.csv are read. The peer learns MILK10k's eleven
classes on standardised features, from the training lesions alone (as the run does) and from training and validation
lesions; what it reaches for several strengths of regularisation is printed beside what the run reached on the same test
images. Needs Debian's python3-sklearn.
"""

import csv
import json
import pathlib
import sys

import numpy
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler

MALIGNANT = {"BCC", "SCCKA", "MEL", "AKIEC", "MAL_OTH"}
TASKS = {
    "malignant vs benign": None,
    "melanoma vs nevus": ({"MEL"}, {"NV"}),
    "BCC + SCC vs benign keratosis": ({"BCC", "SCCKA"}, {"BKL"}),
}


def image_id(path):
    return pathlib.Path(path).stem


def read_features(file):
    with open(file, newline="") as rows:
        reader = csv.reader(rows)
        next(reader)
        return {image_id(row[0]): numpy.array(row[1:], dtype=numpy.float32) for row in reader}


def area(task, classes, probabilities, table, images):
    diagnosis = [table[i]["diagnosis_1"] for i in images]
    truth = [table[i]["class11"] for i in images]
    if TASKS[task] is None:
        positive, negative = MALIGNANT, set(classes) - MALIGNANT
        chosen = numpy.array([d in ("Malignant", "Benign") for d in diagnosis])
        labels = numpy.array([d == "Malignant" for d in diagnosis])
    else:
        positive, negative = TASKS[task]
        chosen = numpy.array([t in positive | negative for t in truth])
        labels = numpy.array([t in positive for t in truth])
    p = probabilities[:, [c in positive for c in classes]].sum(axis=1)
    q = probabilities[:, [c in negative for c in classes]].sum(axis=1)
    return roc_auc_score(labels[chosen], (p / (p + q))[chosen])


def main(features_file, table_file, run):
    features = read_features(features_file)
    with open(table_file, newline="") as rows:
        table = {row["isic_id"]: row for row in csv.DictReader(rows)}
    with open(pathlib.Path(run, "split.csv"), newline="") as rows:
        parts = {row["image"]: row["part"] for row in csv.DictReader(rows)}
    with open(pathlib.Path(run, "metrics.json")) as text:
        ours = {task["name"]: task for task in json.load(text)["tasks"]}
    missing = [i for i in parts if i not in features]
    if missing:
        sys.exit(f"{features_file} lacks {len(missing)} images of the split, for example {missing[0]}")
    print("| | " + " | ".join(TASKS) + " |")
    print("|---" * (len(TASKS) + 1) + "|")
    print("| the run | " + " | ".join(f"{ours[t]['auc']:.3f}" if t in ours else "-" for t in TASKS) + " |")
    test = [i for i in parts if parts[i] == "test"]
    for names, learning in (("training", {"training"}), ("training + validation", {"training", "validation"})):
        images = [i for i in parts if parts[i] in learning]
        scaler = StandardScaler().fit([features[i] for i in images])
        x = scaler.transform([features[i] for i in images])
        y = [table[i]["class11"] for i in images]
        for strength in (1e-3, 1e-2):
            fit = LogisticRegression(C=strength, max_iter=1000).fit(x, y)
            p = fit.predict_proba(scaler.transform([features[i] for i in test]))
            areas = " | ".join(f"{area(t, list(fit.classes_), p, table, test):.3f}" for t in TASKS)
            print(f"| scikit-learn, {names}, C = {strength:g} | {areas} |")


if __name__ == "__main__":
    main(*sys.argv[1:])
