"""Writes sklearn-classes.csv and glm-calibration.csv; run from src/test/python with Debian's python3."""

import pathlib
import subprocess
import tempfile

import numpy as np
import scipy.optimize
import scipy.special
import sklearn
from sklearn import metrics

import generated

OUT = pathlib.Path(__file__).parent.parent / "resources/io/github/derm4j/metrics"
SEEDS = 500


def temperature(probabilities, actual):
    """The temperature of highest likelihood, by scipy."""
    logits = np.log(probabilities)

    def loss(x):
        scaled = logits / np.exp(x)
        return -(scaled - scipy.special.logsumexp(scaled, axis=1, keepdims=True))[
            np.arange(len(actual)), actual
        ].mean()

    best = scipy.optimize.minimize_scalar(loss, bounds=(-4, 4), method="bounded", options={"xatol": 1e-10})
    # Where the model is right on every case the likelihood rises without end.
    return np.nan if abs(best.x) > 3.99 else np.exp(best.x)


def expected_error(p, y, bins):
    """Guo et al.: the bins' distances, weighted by their cases."""
    which = np.minimum((p * bins).astype(int), bins - 1)
    return sum(
        abs(p[which == b].mean() - y[which == b].mean()) * (which == b).mean()
        for b in range(bins)
        if (which == b).any()
    )


def main():
    names = [
        "macroAuc", "weightedAuc", "handTill", "top2", "balanced", "macroPrecision", "macroF1",
        "weightedF1", "kappa", "mcc", "microAuc", "brier", "expectedError", "temperature",
    ]
    with open(OUT / "sklearn-classes.csv", "w") as out, tempfile.NamedTemporaryFile("w") as table:
        out.write(f"# src/test/python/classes.py, scikit-learn {sklearn.__version__}; expectedError and temperature: numpy, scipy\n")
        out.write("seed," + ",".join(names) + "\n")
        table.write("seed,y,p\n")
        for seed in range(SEEDS):
            probabilities, actual = generated.classes(seed)
            p, y = np.array(probabilities), np.array(actual)
            predicted = p.argmax(axis=1)
            first = (y == 0).astype(int)
            values = [
                metrics.roc_auc_score(y, p, multi_class="ovr", average="macro"),
                metrics.roc_auc_score(y, p, multi_class="ovr", average="weighted"),
                metrics.roc_auc_score(y, p, multi_class="ovo", average="macro"),
                metrics.top_k_accuracy_score(y, p, k=2),
                metrics.balanced_accuracy_score(y, predicted),
                metrics.precision_score(y, predicted, average="macro", zero_division=0),
                metrics.f1_score(y, predicted, average="macro", zero_division=0),
                metrics.f1_score(y, predicted, average="weighted", zero_division=0),
                metrics.cohen_kappa_score(y, predicted),
                metrics.matthews_corrcoef(y, predicted),
                metrics.roc_auc_score(np.eye(p.shape[1])[y], p, average="micro"),
                metrics.brier_score_loss(first, p[:, 0]),
                expected_error(p[:, 0], first, 10),
                temperature(p, y),
            ]
            out.write(f"{seed}," + ",".join("NA" if np.isnan(v) else f"{v:.12g}" for v in values) + "\n")
            for yi, pi in zip(first, p[:, 0]):
                table.write(f"{seed},{yi},{pi!r}\n")
        table.flush()
        script = pathlib.Path(__file__).parent.parent / "r/calibration.R"
        subprocess.run(["Rscript", script, table.name, OUT / "glm-calibration.csv"], check=True)


main()
