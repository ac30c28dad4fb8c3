"""Reference of ActivationHistogramTest: ranges of 8 bits by percentile and by least divergence, with numpy and scipy.

The method of Migacz (8-bit Inference with TensorRT, 2017) with 2,048 bins over a power of two, 256 levels, candidates every
8 bins, the bin of the zeros replaced by the next one, and clipped values in the last bin that is not empty.

Run: /usr/bin/python3 entropy_calibration.py   (Debian bookworm: python3-scipy 1.10.1)"""
import numpy as np
from scipy.stats import entropy

BINS, LEVELS, STEP = 2048, 256, 8


def quantised(bins):
    """The same mass in LEVELS groups of bins, spread evenly over the bins of each that are not empty."""
    q = np.zeros_like(bins)
    edges = np.arange(LEVELS + 1) * len(bins) // LEVELS
    for a, b in zip(edges[:-1], edges[1:]):
        part = bins[a:b]
        filled = part > 0
        if filled.any():
            q[a:b][filled] = part.sum() / filled.sum()
    return q


def least_divergence(values):
    width = 2.0 ** np.ceil(np.log2(np.nextafter(values.max(), np.inf)))
    counts = np.histogram(values, BINS, (0, width))[0].astype(float)
    last = counts.nonzero()[0][-1] + 1
    counts[0] = counts[1]
    best = None
    for size in list(range(LEVELS, last, STEP)) + [max(last, LEVELS)]:
        kept = counts[:size]
        clipped = kept.copy()
        clipped[kept.nonzero()[0][-1]] += counts[size:].sum()
        d = entropy(clipped, quantised(kept))
        if best is None or d < best[0]:
            best = (d, size * width / BINS)
    return min(values.max(), best[1])


n = 20000
u = (np.arange(n) + 0.5) / n
samples = {
    "exponential": -np.log(1 - u),
    "with outliers": np.concatenate([np.sqrt(u), [7.0, 9.5, 30.0]]),
    "half zeros": np.concatenate([np.zeros(n), 5 * u**3]),
}
for name, values in samples.items():
    values = values.astype(np.float32).astype(float)
    print(name, "percentile", round(np.quantile(values, 0.9999), 4), "entropy", round(least_divergence(values), 6))
