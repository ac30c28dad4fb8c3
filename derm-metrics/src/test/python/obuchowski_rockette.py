"""The expected numbers of ObuchowskiRocketteTest, from the formulas alone: Hillis (2005, 2007), with the covariances of DeLong, of the
jackknife and of Gallas (2006), each by enumeration."""
import itertools

import numpy as np

POSITIVE = np.array([1, 1, 1, 1, 0, 0, 0, 0, 0], bool)
RATINGS = np.array([
    [[.9, .5, .4, .6, .7, .45, .2, .3, .1], [.6, .9, .3, .8, .5, .4, .35, .1, .3], [.2, .7, .6, .9, .65, .1, .3, .4, .5]],
    [[.9, .8, .7, .35, .6, .3, .2, .1, .4], [.8, .9, .6, .7, .5, .65, .35, .2, .1], [.7, .5, .6, .9, .4, .1, .3, .5, .2]],
])
T, R, N = RATINGS.shape
READINGS = RATINGS.reshape(T * R, N)


def kernel(scores, cases=slice(None)):
    keep = np.zeros(N, bool)
    keep[cases] = True
    up, down = scores[keep & POSITIVE], scores[keep & ~POSITIVE]
    return np.sign(up[:, None] - down[None]) / 2 + .5


def delong():
    k = [kernel(s) for s in READINGS]
    return np.cov([w.mean(1) for w in k]) / k[0].shape[0] + np.cov([w.mean(0) for w in k]) / k[0].shape[1]


def jackknife():
    left = np.array([[kernel(s, [i for i in range(N) if i != out]).mean() for out in range(N)] for s in READINGS])
    left -= left.mean(1, keepdims=True)
    return left @ left.T * (N - 1) / N


def unbiased():
    k = [kernel(s) for s in READINGS]
    m, n = k[0].shape
    pairs = list(itertools.product(range(m), range(n)))
    covariance = np.empty((T * R, T * R))
    for a, b in itertools.product(range(T * R), repeat=2):
        disjoint = [k[a][p] * k[b][q] for p in pairs for q in pairs if p[0] != q[0] and p[1] != q[1]]
        covariance[a, b] = k[a].mean() * k[b].mean() - np.mean(disjoint)
    return covariance


AREAS = np.array([kernel(s).mean() for s in READINGS]).reshape(T, R)
print('areas', AREAS.tolist())
for method in delong, jackknife, unbiased:
    c = method().reshape(T, R, T, R)
    groups = {(same_t, same_r): np.mean([c[i, j, k, l] for i, j, k, l in itertools.product(range(T), range(R), range(T), range(R))
                                         if (i == k) == same_t and (j == l) == same_r])
              for same_t in (True, False) for same_r in (True, False)}
    var, cov1, cov2, cov3 = groups[True, True], groups[False, True], groups[True, False], groups[False, False]
    mean = AREAS.mean(1)
    ms_t = R * ((mean - mean.mean()) ** 2).sum() / (T - 1)
    interaction = AREAS - mean[:, None] - AREAS.mean(0)[None] + AREAS.mean()
    ms_tr = (interaction ** 2).sum() / ((T - 1) * (R - 1))
    error = ms_tr + R * max(0, cov2 - cov3)
    fixed = var - cov1 + (R - 1) * max(0, cov2 - cov3)
    print(method.__name__, 'Var and Cov', [var, cov1, cov2, cov3])
    print('  random: F', ms_t / error, 'df', (error / ms_tr) ** 2 * (T - 1) * (R - 1), 'SE', np.sqrt(2 * error / R))
    print('  fixed: chi2', (T - 1) * ms_t / fixed, 'SE', np.sqrt(2 * fixed / R))
    for i in range(T):
        own = np.mean([c[i, j, i, l] for j in range(R) for l in range(R) if j != l])
        ms = AREAS[i].var(ddof=1)
        e = ms + R * max(0, own)
        v = np.mean([c[i, j, i, j] for j in range(R)]) + (R - 1) * max(0, own)
        print('  mean', i, 'random SE', np.sqrt(e / R), 'df', (e / ms) ** 2 * (R - 1), 'fixed SE', np.sqrt(v / R))
