#!/usr/bin/env python3
"""Converts Inception v3 of torchvision or timm (.pth, .safetensors) to the HDF5 layout of Keras.

    python3 torchvision_to_keras.py inception_v3.pth inception_v3.h5 [--input imagenet] [--top]

Needs numpy and h5py, and torch for .pth files (Debian: python3-h5py, python3-torch).

The networks are the same, with three exceptions:
- Their normalisations scale by gamma, Keras's do not. The script moves a scale to the layers that read it: ReLU and pooling
  preserve a positive factor, so outputs of every block are the same up to a factor for each channel, also in training.
  The pooled features are divided by the gammas of the last block; the softmax compensates for this.
- --input is the pixel range that the network was trained on: -1..1 (torchvision's own weights, timm's tf_), 0..1, or imagenet
  (pixels minus ImageNet's mean, divided by its deviation). The result reads -1..1, as Keras's does.
- torchvision's average pools count the zeros around an image, Keras's do not. This can't be converted: at the border
  of an image the two networks differ slightly, as torchvision's also differs from the original in TensorFlow.
The auxiliary classifier is left out.
"""
import argparse
import json
import sys

import numpy as np

MEAN = np.array([0.485, 0.456, 0.406])
DEVIATION = np.array([0.229, 0.224, 0.225])
EPSILON = 1e-6

STEM = ["Conv2d_1a_3x3", "Conv2d_2a_3x3", "Conv2d_2b_3x3", "Conv2d_3b_1x1", "Conv2d_4a_3x3"]
POOL = []

# The branches of a block in the order of their channels; a tuple is a fork, POOL passes its input on.
A = [["branch1x1"], ["branch5x5_1", "branch5x5_2"],
     ["branch3x3dbl_1", "branch3x3dbl_2", "branch3x3dbl_3"], ["branch_pool"]]
B = [["branch3x3"], ["branch3x3dbl_1", "branch3x3dbl_2", "branch3x3dbl_3"], POOL]
C = [["branch1x1"], ["branch7x7_1", "branch7x7_2", "branch7x7_3"],
     ["branch7x7dbl_1", "branch7x7dbl_2", "branch7x7dbl_3", "branch7x7dbl_4", "branch7x7dbl_5"], ["branch_pool"]]
D = [["branch3x3_1", "branch3x3_2"], ["branch7x7x3_1", "branch7x7x3_2", "branch7x7x3_3", "branch7x7x3_4"], POOL]
E = [["branch1x1"], ["branch3x3_1", ("branch3x3_2a", "branch3x3_2b")],
     ["branch3x3dbl_1", "branch3x3dbl_2", ("branch3x3dbl_3a", "branch3x3dbl_3b")], ["branch_pool"]]
BLOCKS = {"Mixed_5b": A, "Mixed_5c": A, "Mixed_5d": A, "Mixed_6a": B, "Mixed_6b": C, "Mixed_6c": C, "Mixed_6d": C,
          "Mixed_6e": C, "Mixed_7a": D, "Mixed_7b": E, "Mixed_7c": E}


def read_safetensors(path):
    """The format: eight bytes of length, a JSON header, the numbers."""
    types = {"F32": "<f4", "F64": "<f8", "F16": "<f2"}
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    arrays = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] in types:
            begin, end = entry["data_offsets"]
            arrays[name] = np.frombuffer(data[begin:end], types[entry["dtype"]]).reshape(entry["shape"])
    return arrays


def read_pth(path):
    import torch

    state = torch.load(path, map_location="cpu")
    for key in ("state_dict", "model"):
        state = state.get(key, state)
    return {name: value.numpy() for name, value in state.items() if hasattr(value, "numpy")}


def read(path):
    arrays = read_safetensors(path) if path.endswith(".safetensors") else read_pth(path)
    arrays = {name.removeprefix("module.").removeprefix("model."): value for name, value in arrays.items()}
    if STEM[0] + ".conv.weight" not in arrays:
        sys.exit(f"{path}: no {STEM[0]}.conv.weight; it is not Inception v3 of torchvision or timm")
    return arrays


class Converter:
    """Goes through the network as data do, and carries the scale of each channel along."""

    def __init__(self, arrays):
        self.arrays = arrays
        self.units = []

    def unit(self, name, scale):
        """Converts one convolution with its normalisation; returns the scale of what comes out of it."""
        get = lambda part: self.arrays[f"{name}.{part}"].astype(np.float64)
        kernel = get("conv.weight").transpose(2, 3, 1, 0) * scale[:, None]
        gamma, beta, mean, variance = (get("bn." + part) for part in ("weight", "bias", "running_mean", "running_var"))
        dead = np.abs(gamma) < EPSILON  # Such a channel is the same everywhere, whatever comes in.
        sign = np.where(dead, 0, np.sign(gamma))
        size = np.where(dead, 1, np.abs(gamma))
        self.units.append((kernel * sign, beta / size, mean * sign, np.where(dead, 1, variance)))
        return size

    def chain(self, names, scale):
        for name in names:
            if isinstance(name, tuple):
                scale = np.concatenate([self.unit(each, scale) for each in name])
            else:
                scale = self.unit(name, scale)
        return scale

    def convert(self):
        scale = self.chain(STEM, np.ones(3))
        for block, branches in BLOCKS.items():
            qualified = [[self.qualify(block, name) for name in branch] for branch in branches]
            scale = np.concatenate([self.chain(branch, scale) for branch in qualified])
        return scale

    @staticmethod
    def qualify(block, name):
        return tuple(f"{block}.{each}" for each in name) if isinstance(name, tuple) else f"{block}.{name}"


def fold_input(units, kind):
    """Makes the first convolution, which pads nothing, read pixels from -1 to 1."""
    factor, shift = {"-1..1": (np.ones(3), np.zeros(3)),
                     "0..1": (np.full(3, 0.5), np.full(3, 0.5)),
                     "imagenet": (0.5 / DEVIATION, (0.5 - MEAN) / DEVIATION)}[kind]
    kernel, beta, mean, variance = units[0]
    constant = np.einsum("hwio,i->o", kernel, shift)
    units[0] = (kernel * factor[:, None], beta, mean - constant, variance)


def write(path, units, top):
    import h5py

    names = []
    with h5py.File(path, "w") as file:
        def layer(name, arrays):
            group = file.create_group(name)
            for array, values in arrays.items():
                group.create_dataset(array + ":0", data=values.astype(np.float32))
            group.attrs["weight_names"] = [f"{name}/{array}:0".encode() for array in arrays]
            names.append(name.encode())

        for number, (kernel, beta, mean, variance) in enumerate(units, 1):
            layer(f"conv2d_{number}", {"kernel": kernel})
            layer(f"batch_normalization_{number}", {"beta": beta, "moving_mean": mean, "moving_variance": variance})
        if top:
            layer("predictions", {"kernel": top[0], "bias": top[1]})
        file.attrs["layer_names"] = names


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", help=".pth or .safetensors")
    parser.add_argument("target", help=".h5")
    parser.add_argument("--input", choices=["-1..1", "0..1", "imagenet"], default="-1..1")
    parser.add_argument("--top", action="store_true", help="write the softmax too")
    options = parser.parse_args()
    arrays = read(options.source)
    converter = Converter(arrays)
    scale = converter.convert()
    fold_input(converter.units, options.input)
    top = (arrays["fc.weight"].T * scale[:, None], arrays["fc.bias"]) if options.top else None
    write(options.target, converter.units, top)


if __name__ == "__main__":
    main()
