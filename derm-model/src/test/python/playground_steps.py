"""Three steps of gradient descent of the playground's network, with gradients by central differences.

Writes losses and parameters, which PlaygroundNetworkTest compares. Needs NumPy only. Run from this folder:

    python3 playground_steps.py > ../resources/io/github/derm4j/model/playground/playground_steps.csv

Points and weights are sines of their index, so that nothing has to be handed over. The network: inputs x1, x2 and x1*x2,
hidden layers of 3 and 2 neurons, one output; tanh at the output for a classification. The loss of a step is the mean
over a mini-batch of half the squared error plus rate * sum|w| (L1) or rate / 2 * sum w^2 (L2); biases have no penalty.
"""
import numpy as np

LEARNING_RATE, RATE, STEPS, BATCH = 0.01, 0.02, 3, 4
SHAPE = [3, 3, 2, 1]
# Scaled to -5 ... 5, so that the library's scaling leaves them as they are.
X1 = 5 * np.sin(1.3 * np.arange(12))
X2 = 5 * np.sin(0.7 * np.arange(12) + 1)
X1[0], X1[1], X2[2], X2[3] = -5, 5, -5, 5
LABEL = np.where(X1 * X2 + X1 > 0, 1.0, -1.0)
NUMBER = np.sin(0.9 * np.arange(12))
NUMBER[0], NUMBER[1] = -1, 1
ACTIVATION = {
    "relu": lambda z: np.maximum(z, 0),
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "linear": lambda z: z,
}


def start():
    count = sum((a + 1) * b for a, b in zip(SHAPE, SHAPE[1:]))
    return 0.6 * np.sin(1.7 * np.arange(count) + 0.3)


def layers(parameters):
    """Weights from row to column, then biases, layer by layer."""
    place = 0
    for a, b in zip(SHAPE, SHAPE[1:]):
        weights = parameters[place:place + a * b].reshape(a, b)
        place += a * b
        yield weights, parameters[place:place + b]
        place += b


def output(parameters, rows, activation, classify):
    values = np.stack([X1, X2, X1 * X2], axis=1)[rows]
    for number, (weights, biases) in enumerate(layers(parameters)):
        values = values @ weights + biases
        if number < len(SHAPE) - 2:
            values = ACTIVATION[activation](values)
        elif classify:
            values = np.tanh(values)
    return values[:, 0]


def loss(parameters, rows, activation, classify, penalty):
    target = (LABEL if classify else NUMBER)[rows]
    value = np.mean(0.5 * (output(parameters, rows, activation, classify) - target) ** 2)
    for weights, _ in layers(parameters):
        if penalty == "l1":
            value += RATE * np.abs(weights).sum()
        if penalty == "l2":
            value += RATE / 2 * (weights ** 2).sum()
    return value


def gradient(parameters, *arguments):
    result = np.zeros_like(parameters)
    for i in range(len(parameters)):
        step = np.zeros_like(parameters)
        step[i] = 1e-5
        result[i] = (loss(parameters + step, *arguments) - loss(parameters - step, *arguments)) / 2e-5
    return result


print(f"# playground_steps.py, NumPy {np.__version__}: settings, losses before and after three steps, parameters")
for case in ("relu,classification,none", "tanh,classification,none", "sigmoid,regression,none", "linear,regression,l2",
             "tanh,classification,l1", "tanh,regression,l2"):
    activation, problem, penalty = case.split(",")
    classify = problem == "classification"
    everything = np.arange(12)
    parameters = start()
    before = loss(parameters, everything, activation, classify, "none")
    for step in range(STEPS):
        rows = everything[step * BATCH:(step + 1) * BATCH]
        parameters = parameters - LEARNING_RATE * gradient(parameters, rows, activation, classify, penalty)
    after = loss(parameters, everything, activation, classify, "none")
    print(case, *(f"{value:.17g}" for value in (before, after, *parameters)), sep=",")
