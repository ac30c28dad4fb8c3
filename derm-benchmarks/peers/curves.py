"""scikit-learn's ROC curve and area. Started by `derm-benchmarks/bench peers`; needs Debian's python3-sklearn."""

import pathlib
import sys

import numpy
import sklearn
from sklearn.metrics import roc_auc_score, roc_curve

import side


def main(folder):
    def workload(task, size):
        scores = numpy.fromfile(pathlib.Path(folder, "scores.f64"), "<f8", size)
        positive = numpy.fromfile(pathlib.Path(folder, "truth.u8"), "?", size)

        def area():
            roc_curve(positive, scores)
            return [roc_auc_score(positive, scores)]

        return {"area": area}[task]

    side.serve({"Python": sys.version.split()[0], "scikit-learn": sklearn.__version__}, workload)


main(sys.argv[1])
