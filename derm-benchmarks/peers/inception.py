"""Inception v3 in PyTorch (eager), layer for layer as Keras builds it: inference and a training step.

Started by `derm-benchmarks/bench peers`; its argument is the folder that SharedNetwork.java wrote. Needs Debian's
python3-torch. (torchvision's network is the same but for its average poolings, which count the border's zeros.)
"""

import pathlib
import sys

import numpy
import torch
import torch.nn.functional as F

import side

SIZE, CLASSES = 299, 38


def body(x, unit, max_pool, average_pool, concatenate):
    """The graph up to the last block, over images or, to count channels, over numbers."""

    def block_a(x, pool_filters):
        one = unit(x, 64, 1, 1)
        five = unit(unit(x, 48, 1, 1), 64, 5, 5)
        three = unit(unit(unit(x, 64, 1, 1), 96, 3, 3), 96, 3, 3)
        return concatenate([one, five, three, unit(average_pool(x), pool_filters, 1, 1)])

    def reduction_a(x):
        three = unit(x, 384, 3, 3, 2, False)
        double = unit(unit(unit(x, 64, 1, 1), 96, 3, 3), 96, 3, 3, 2, False)
        return concatenate([three, double, max_pool(x)])

    def block_b(x, filters):
        one = unit(x, 192, 1, 1)
        seven = unit(unit(unit(x, filters, 1, 1), filters, 1, 7), 192, 7, 1)
        double = unit(unit(x, filters, 1, 1), filters, 7, 1)
        double = unit(unit(unit(double, filters, 1, 7), filters, 7, 1), 192, 1, 7)
        return concatenate([one, seven, double, unit(average_pool(x), 192, 1, 1)])

    def reduction_b(x):
        three = unit(unit(x, 192, 1, 1), 320, 3, 3, 2, False)
        seven = unit(unit(unit(x, 192, 1, 1), 192, 1, 7), 192, 7, 1)
        return concatenate([three, unit(seven, 192, 3, 3, 2, False), max_pool(x)])

    def fork(x):
        wide = unit(x, 384, 1, 3)
        return concatenate([wide, unit(x, 384, 3, 1)])

    def block_c(x):
        one = unit(x, 320, 1, 1)
        three = fork(unit(x, 384, 1, 1))
        double = fork(unit(unit(x, 448, 1, 1), 384, 3, 3))
        return concatenate([one, three, double, unit(average_pool(x), 192, 1, 1)])

    x = unit(unit(x, 32, 3, 3, 2, False), 32, 3, 3, 1, False)
    x = max_pool(unit(x, 64, 3, 3))
    x = max_pool(unit(unit(x, 80, 1, 1, 1, False), 192, 3, 3, 1, False))
    x = block_a(block_a(block_a(x, 32), 64), 64)
    x = reduction_a(x)
    x = block_b(block_b(block_b(block_b(x, 128), 160), 160), 192)
    return block_c(block_c(reduction_b(x)))


class Unit(torch.nn.Module):
    """A convolution, a batch normalisation without scale, a ReLU."""

    def __init__(self, channels, filters, height, width, stride, same):
        super().__init__()
        padding = (height // 2, width // 2) if same else 0
        self.convolution = torch.nn.Conv2d(channels, filters, (height, width), stride, padding, bias=False)
        self.normalization = torch.nn.BatchNorm2d(filters, eps=1e-3)
        self.normalization.weight.requires_grad_(False)

    def forward(self, x):
        return F.relu(self.normalization(self.convolution(x)), inplace=True)


class InceptionV3(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.units = torch.nn.ModuleList()

        def unit(channels, filters, height, width, stride=1, same=True):
            self.units.append(Unit(channels, filters, height, width, stride, same))
            return filters

        features = body(3, unit, lambda x: x, lambda x: x, sum)
        self.predictions = torch.nn.Linear(features, CLASSES)

    def forward(self, x):
        units = iter(self.units)
        x = body(
            x,
            lambda x, *shape: next(units)(x),
            lambda x: F.max_pool2d(x, 3, 2),
            lambda x: F.avg_pool2d(x, 3, 1, 1, count_include_pad=False),
            lambda branches: torch.cat(branches, 1),
        )
        return self.predictions(x.mean((2, 3)))

    def read(self, file):
        """Takes the weights that SharedNetwork.java wrote: kernels [height, width, in, out]."""
        values = torch.from_numpy(numpy.fromfile(file, "<f4"))
        at = 0

        def take(*shape):
            nonlocal at
            size = int(numpy.prod(shape))
            at += size
            return values[at - size : at].reshape(shape)

        with torch.no_grad():
            for unit in self.units:
                kernel = unit.convolution.weight
                out, channels, height, width = kernel.shape
                kernel.copy_(take(height, width, channels, out).permute(3, 2, 0, 1))
                for target in (unit.normalization.bias, unit.normalization.running_mean, unit.normalization.running_var):
                    target.copy_(take(out))
            self.predictions.weight.copy_(take(*reversed(self.predictions.weight.shape)).T)
            self.predictions.bias.copy_(take(CLASSES))
        if at != len(values):
            raise ValueError(f"{file}: {len(values)} numbers, the network has {at}")


def main(layout, folder):
    torch.set_num_threads(side.THREADS)
    network = InceptionV3()
    network.read(pathlib.Path(folder, "weights.f32"))
    memory = torch.channels_last if layout == "channels-last" else torch.contiguous_format
    network = network.to(memory_format=memory)
    images = numpy.fromfile(pathlib.Path(folder, "images.u8"), "u1").reshape(-1, SIZE, SIZE, 3)
    optimizer = torch.optim.RMSprop(
        [p for p in network.parameters() if p.requires_grad], lr=0.001, alpha=0.9, eps=0.1, momentum=0.9
    )

    def workload(task, size):
        pixels = images[:size]
        if task == "training-128":
            pixels = images.ravel()[: size * 128 * 128 * 3].reshape(size, 128, 128, 3)
        pixels = torch.from_numpy(pixels.astype("f4") / 127.5 - 1).permute(0, 3, 1, 2)
        pixels = pixels.contiguous(memory_format=memory)
        labels = torch.arange(size) % CLASSES

        def inference():
            network.eval()
            with torch.inference_mode():
                return F.softmax(network(pixels), 1).flatten()

        def training():
            network.train()
            optimizer.zero_grad()
            loss = F.cross_entropy(network(pixels), labels)
            loss.backward()
            optimizer.step()
            return [loss.item()]

        return {"inference": inference, "training": training, "training-128": training}[task]

    side.serve({"Python": sys.version.split()[0], "PyTorch": torch.__version__}, workload)


if __name__ == "__main__":
    main(*sys.argv[1:])
