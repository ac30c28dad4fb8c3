"""Writes ensembles.csv; run from src/test/python with Debian's python3.

Mean of probabilities and mutual information of models, with numpy and scipy.stats.entropy: the entropy of the mean less the mean
entropy. The models of a case are the first rows of generated.classes, two to five of them; seeds divisible by 7 repeat the first
row, and in those divisible by 5 the first model is certain of the last class.
"""

import pathlib

import numpy as np
from scipy.stats import entropy

import generated

OUT = pathlib.Path(__file__).parent.parent / "resources/io/github/derm4j/metrics"

lines = []
for seed in range(200):
    p = np.array(generated.classes(seed)[0][: 2 + seed % 4])
    if seed % 7 == 0:
        p[1:] = p[0]
    if seed % 5 == 0:
        p[0] = np.eye(p.shape[1])[-1]
    mean = p.mean(axis=0)
    lines.append([seed, len(p), *(f"{v:.15g}" for v in (mean[0], mean[-1], mean.max(), entropy(mean),
                                                        entropy(mean) - entropy(p, axis=1).mean()))])
with open(OUT / "ensembles.csv", "w") as out:
    out.write(f"# src/test/python/ensembles.py, numpy {np.__version__}\n")
    out.write("seed,models,first,last,largest,entropy,disagreement\n")
    out.writelines(",".join(map(str, line)) + "\n" for line in lines)
