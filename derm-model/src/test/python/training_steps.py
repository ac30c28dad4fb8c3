"""Five training steps of a small network in PyTorch, with RMSProp as TensorFlow defines it.

Writes the parameters after the last step, which SingleDeviceStepTest and OneDnnPassesTest compare. Run from this folder:

    python3 training_steps.py > ../resources/io/github/derm4j/model/training/training_steps.csv
    python3 training_steps.py 3 16 32 41 > ../resources/io/github/derm4j/model/training/training_steps_wide.csv

Arguments: channels of the images, of the first unit and of the second, and which share of the numbers is written: each
41st. Without, 2, 4, 5 and all.

Weights and images are sines of their index, so that nothing has to be handed over. The network: a 3 x 3 convolution
(padding "same"), batch normalisation with a shift and no scale (epsilon 0.001), ReLU; a 3 x 3 convolution
(stride 2, no padding), normalised likewise; the mean over all pixels; a softmax of 3 classes with
cross-entropy. Double precision.
"""
import sys

import torch
import torch.nn.functional as F

LEARNING_RATE, RHO, MOMENTUM, EPSILON, STATISTICS_DECAY = 0.01, 0.9, 0.9, 0.1, 0.9
COLOURS, FIRST, SECOND, EACH = map(int, sys.argv[1:] or (2, 4, 5, 1))


def sines(shape, phase, scale):
    n = 1
    for size in shape:
        n *= size
    return (torch.sin(torch.arange(n, dtype=torch.float64) * 0.7 + phase) * scale).reshape(shape)


# Kernels as TensorFlow keeps them: [height, width, in, out].
parameters = {
    "first.W": sines((3, 3, COLOURS, FIRST), 1, 0.5),
    "first.b": sines((FIRST,), 2, 0.1),
    "second.W": sines((3, 3, FIRST, SECOND), 3, 0.4),
    "second.b": sines((SECOND,), 4, 0.1),
    "out.W": sines((SECOND, 3), 5, 0.6),
    "out.b": sines((3,), 6, 0.1),
}
for parameter in parameters.values():
    parameter.requires_grad_()
statistics = {}
for unit, channels in (("first", FIRST), ("second", SECOND)):
    statistics[unit + ".mean"] = torch.zeros(channels, dtype=torch.float64)
    statistics[unit + ".var"] = torch.ones(channels, dtype=torch.float64)
mean_square = {name: torch.ones_like(p) for name, p in parameters.items()}
momentum = {name: torch.zeros_like(p) for name, p in parameters.items()}


def unit(name, x, stride, padding):
    z = F.conv2d(x, parameters[name + ".W"].permute(3, 2, 0, 1), stride=stride, padding=padding)
    mean = z.mean((0, 2, 3))
    var = z.var((0, 2, 3), unbiased=False)
    for key, batch in ((".mean", mean), (".var", var)):
        moving = statistics[name + key]
        moving.mul_(STATISTICS_DECAY).add_(batch.detach() * (1 - STATISTICS_DECAY))
    normalized = F.batch_norm(z, None, None, None, parameters[name + ".b"], training=True, eps=1e-3)
    return F.relu(normalized)


for step in range(5):
    images = sines((8, 9, 9, COLOURS), 10 + step, 1).permute(0, 3, 1, 2)
    labels = torch.arange(8) % 3
    features = unit("second", unit("first", images, 1, 1), 2, 0).mean((2, 3))
    loss = F.cross_entropy(features @ parameters["out.W"] + parameters["out.b"], labels)
    gradients = torch.autograd.grad(loss, list(parameters.values()))
    with torch.no_grad():
        for (name, p), g in zip(parameters.items(), gradients):
            mean_square[name].mul_(RHO).add_(g * g * (1 - RHO))
            momentum[name].mul_(MOMENTUM).add_(LEARNING_RATE * g / torch.sqrt(mean_square[name] + EPSILON))
            p.sub_(momentum[name])

print("# training_steps.py, PyTorch %s: parameters after five steps, row-major" % torch.__version__.split("+")[0])
for name, values in {**parameters, **statistics}.items():
    print(name + "," + ",".join("%.17g" % v for v in values.detach().flatten().tolist()[::EACH]))
