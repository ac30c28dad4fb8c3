#!/usr/bin/env python3
"""Makes the input of a classifier that Derm4j exported to ONNX, or predicts from it, without Derm4j.

    python3 onnx_input.py --model model.onnx lesion.jpg ...
    python3 onnx_input.py --size 299 --crop 0.875 --values MINUS_ONE_TO_ONE --out input.f32 lesion.jpg ...

The first prints the probabilities of each image, with the size, crop and values from the model's metadata, and
needs onnxruntime; the second writes float32 [n, 3, size, size], little endian. Both need numpy and Pillow (Debian:
python3-numpy, python3-pil). Probabilities agree with Derm4j's to 1e-3.
"""
import argparse
import json
import math

import numpy as np
from PIL import Image, ImageOps


def rounded(values):
    return np.floor(values + 0.5)


def cropped(image, fraction):
    """Cuts whole pixels off, the same number on either side."""
    height, width = image.shape[:2]
    y = min(int(height * (1 - fraction) / 2), (height - 1) // 2)
    x = min(int(width * (1 - fraction) / 2), (width - 1) // 2)
    return image[y:height - y, x:width - x]


def box_of(shrink):
    box = 1
    while 2 * box * 1.2 <= shrink:
        box *= 2
    return box


def halved(image):
    """Means of 2 x 2 pixels; an odd side repeats its last pixels."""
    return rounded((image[::2, ::2] + image[1::2, ::2] + image[::2, 1::2] + image[1::2, 1::2]) / 4)


def taps(variance):
    if variance < 0.06:
        return np.ones(1)
    if variance <= 0.52:
        return np.array([variance / 2, 1 - variance, variance / 2])
    radius = math.ceil(3 * math.sqrt(variance))
    bell = np.exp(-np.arange(-radius, radius + 1) ** 2 / (2 * variance))
    return bell / bell.sum()


def blurred(image, variance, axis):
    kernel = taps(variance)
    radius = len(kernel) // 2
    padding = [(0, 0)] * 3
    padding[axis] = (radius, radius)
    padded = np.pad(image, padding, mode="edge")
    side = image.shape[axis]
    return sum(tap * np.take(padded, range(i, i + side), axis) for i, tap in enumerate(kernel))


def neighbours(places, side):
    """The two pixels beside each place, and the weight of the second."""
    first = np.floor(places).astype(int)
    return np.clip(first, 0, side - 1), np.clip(first + 1, 0, side - 1), places - first


def sampled(image, down, across):
    """Bilinear, between the centres of pixels, at places of 1/32 of a pixel."""
    top, bottom, v = neighbours(rounded(down * 32) / 32, image.shape[0])
    left, right, u = neighbours(rounded(across * 32) / 32, image.shape[1])
    v, u = v[:, None, None], u[:, None]
    rows = image[:, left] * (1 - u) + image[:, right] * u
    return rounded(rows[top] * (1 - v) + rows[bottom] * v)


def sampled_in_integers(image, down, across):
    """The same with weights of 1/2048, and what OpenCV's resize cuts off: a quarter of a grey level on average."""
    top, bottom, v = neighbours(down, image.shape[0])
    left, right, u = neighbours(across, image.shape[1])
    u, v = np.rint(u * 2048).astype(np.int64)[:, None], np.rint(v * 2048).astype(np.int64)[:, None, None]
    pixels = image.astype(np.int64)
    rows = (pixels[:, left] * (2048 - u) + pixels[:, right] * u) >> 4
    return ((((2048 - v) * rows[top]) >> 16) + ((v * rows[bottom]) >> 16) + 2) >> 2


def resized(image, size):
    height, width = image.shape[:2]
    if height == size and width == size:
        return image
    shrink = [height / size, width / size]
    box = box_of(min(shrink))
    if box > 1:
        image = np.pad(image, ((0, -height % box), (0, -width % box), (0, 0)), mode="edge")
        for _ in range(int(math.log2(box))):
            image = halved(image)
    for axis, s in enumerate(shrink):
        variance = max(0, ((s / box) ** 2 - 1) / 6 - (1 - 1 / box ** 2) / 12)
        image = blurred(image, variance, axis)
    image = rounded(image)
    down, across = ((np.arange(size) + 0.5) * s / box - 0.5 for s in shrink)
    return (sampled_in_integers if box == 1 else sampled)(image, down, across)


def network_input(file, size, crop, values):
    image = ImageOps.exif_transpose(Image.open(file)).convert("RGB")
    pixels = resized(cropped(np.asarray(image, dtype=np.float64), crop), size)
    scaled = pixels / 255 if values == "ZERO_TO_ONE" else pixels / 127.5 - 1
    return scaled.transpose(2, 0, 1).astype(np.float32)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model")
    parser.add_argument("--size", type=int)
    parser.add_argument("--crop", type=float, default=1)
    parser.add_argument("--values", choices=["ZERO_TO_ONE", "MINUS_ONE_TO_ONE"])
    parser.add_argument("--out")
    parser.add_argument("images", nargs="+")
    words = parser.parse_args()
    if words.model:
        import onnxruntime
        session = onnxruntime.InferenceSession(words.model, providers=["CPUExecutionProvider"])
        metadata = session.get_modelmeta().custom_metadata_map
        settings = json.loads(metadata["derm4j.preprocessing"])
        size, crop, values = settings["size"], settings["centralFraction"], settings["normalization"]
    elif words.size and words.values and words.out:
        size, crop, values = words.size, words.crop, words.values
    else:
        parser.error("give --model, or --size, --values and --out")
    batch = np.stack([network_input(file, size, crop, values) for file in words.images])
    if words.out:
        batch.astype("<f4").tofile(words.out)
    if words.model:
        for file, row in zip(words.images, session.run(["probabilities"], {"image": batch})[0]):
            print(file, *("%.4f" % p for p in row))


if __name__ == "__main__":
    main()
