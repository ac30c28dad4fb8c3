"""Generated inputs of the reference tests; GeneratedScores.java makes the same numbers."""

MASK = (1 << 64) - 1
LEVELS = [2, 3, 5, 10, 100, 1 << 30]


class Stream:
    """A linear congruential generator of Knuth's MMIX constants; 31 bits a draw."""

    def __init__(self, seed):
        self.state = (seed * 2862933555777941757 + 3037000493) & MASK

    def next(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & MASK
        return (self.state >> 33) / 2.0**31


def scores(seed):
    """Truth, two correlated scores with ties, weights and clusters of one small set of cases."""
    s = Stream(seed)
    n = 4 + int(s.next() * 57)
    prevalence = 0.05 + 0.9 * s.next()
    levels = LEVELS[int(s.next() * len(LEVELS))]
    truth, first, second, weights, clusters = [], [], [], [], []
    for i in range(n):
        positive = i < 2 or (i >= 4 and s.next() < prevalence)
        base = s.next() + (0.3 if positive else 0.0)
        truth.append(positive)
        first.append(float(int(base * levels)))
        second.append(float(int((0.5 * base + 0.5 * s.next()) * levels)))
        weights.append(float(int(s.next() * 8)) + 0.5)
        clusters.append(int(s.next() * n / 3))
    return truth, first, second, weights, clusters


def classes(seed):
    """Probabilities of several classes and the true class of each case."""
    s = Stream(seed + 100_000)
    count = 3 + int(s.next() * 4)
    n = 3 * count + int(s.next() * 80)
    probabilities, actual = [], []
    for i in range(n):
        truth = i if i < count else int(s.next() * s.next() * count)
        row = [0.01 + s.next() + (0.5 if c == truth else 0.0) for c in range(count)]
        total = 0.0
        for value in row:
            total += value
        actual.append(truth)
        probabilities.append([value / total for value in row])
    return probabilities, actual
