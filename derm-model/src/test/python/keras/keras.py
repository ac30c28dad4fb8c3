"""A stand-in for Keras in NumPy: as much as the playground's program uses, so that a test can run it.

Dense layers, stochastic gradient descent on half the squared error, L1 and L2 penalties, all by their definitions.
PlaygroundSourceTest puts this folder on the path of Python.
"""
import numpy as np

ACTIVATIONS = {
    "tanh": (np.tanh, lambda out: 1 - out ** 2),
    "relu": (lambda x: np.maximum(x, 0), lambda out: (out > 0).astype(float)),
    "sigmoid": (lambda x: 1 / (1 + np.exp(-x)), lambda out: out * (1 - out)),
    "linear": (lambda x: x, lambda out: np.ones_like(out)),
}


def Input(shape):
    return shape


class backend:
    @staticmethod
    def set_floatx(name):
        assert name == "float64"


class ops:
    @staticmethod
    def sum(values, axis):
        return np.sum(values, axis=axis)


class optimizers:
    @staticmethod
    def SGD(rate):
        return rate


class regularizers:
    """Keras: l1 * sum(abs(w)) and l2 * sum(w ** 2); here their derivatives."""

    @staticmethod
    def L1(rate):
        return lambda weights: rate * np.sign(weights)

    @staticmethod
    def L2(rate):
        return lambda weights: 2 * rate * weights


class layers:
    class Dense:
        def __init__(self, neurons, activation, kernel_regularizer=None):
            self.neurons = neurons
            self.activation, self.derivative = ACTIVATIONS[activation]
            self.penalty = kernel_regularizer or (lambda weights: 0)

        def build(self, width):
            self.kernel = np.zeros((width, self.neurons))
            self.bias = np.zeros(self.neurons)
            return self.neurons

        def set_weights(self, weights):
            kernel, bias = weights
            assert kernel.shape == self.kernel.shape and bias.shape == self.bias.shape
            self.kernel, self.bias = kernel.copy(), bias.copy()


class Sequential:
    def __init__(self, parts):
        width = parts[0][0]
        self.layers = parts[1:]
        for layer in self.layers:
            width = layer.build(width)

    def compile(self, rate, loss):
        self.rate = rate
        assert loss(np.array([[1.0]]), np.array([[3.0]])) == 2

    def forward(self, values):
        outputs = [values]
        for layer in self.layers:
            outputs.append(layer.activation(outputs[-1] @ layer.kernel + layer.bias))
        return outputs

    def predict(self, values, verbose):
        return self.forward(values)[-1]

    def train_on_batch(self, values, targets):
        outputs = self.forward(values)
        error = (outputs[-1] - targets) / len(values)
        for layer, before, after in reversed(list(zip(self.layers, outputs, outputs[1:]))):
            error = error * layer.derivative(after)
            kernel = before.T @ error + layer.penalty(layer.kernel)
            bias = error.sum(axis=0)
            error = error @ layer.kernel.T
            layer.kernel -= self.rate * kernel
            layer.bias -= self.rate * bias
