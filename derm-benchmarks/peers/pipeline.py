"""The paper's augmentation by torchvision or OpenCV, from JPEG files in memory to batches of 32 at 299 x 299.

Started by `derm-benchmarks/bench peers` with torchvision or OpenCV and the folder that SharedPictures.java wrote. Every
picture is decoded, turned by a random integer angle, cut to the largest inscribed rectangle, flipped top to bottom with
probability 1/2 and resized; a batch is of floats in [0, 1], channels first. torchvision filters against aliasing as this
library does, OpenCV averages over areas. Needs Debian's python3-torchvision, python3-pil and python3-opencv.
"""

import concurrent.futures
import io
import math
import pathlib
import random
import sys

import cv2
import numpy
import PIL.Image
import torch
import torchvision
from torchvision.transforms import InterpolationMode, functional

import side

SIDE, BATCH = 299, 32


def inscribed(width, height, degrees):
    """Width and height of the largest upright rectangle in a picture that was turned."""
    sin, cos = abs(math.sin(math.radians(degrees))), abs(math.cos(math.radians(degrees)))
    if min(width, height) <= 2 * sin * cos * max(width, height) or abs(sin - cos) < 1e-9:
        half = min(width, height) / 2
        return (half / sin, half / cos) if width >= height else (half / cos, half / sin)
    square = cos * cos - sin * sin
    return (width * cos - height * sin) / square, (height * cos - width * sin) / square


class Pictures(torch.utils.data.Dataset):
    def __init__(self, files):
        self.files = files

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        image = PIL.Image.open(io.BytesIO(self.files[index])).convert("RGB")
        angle = random.randrange(360)
        width, height = inscribed(image.width, image.height, angle)
        image = functional.rotate(image, angle, InterpolationMode.BILINEAR, expand=True)
        image = functional.center_crop(image, [int(height), int(width)])
        if random.random() < 0.5:
            image = functional.vflip(image)
        return functional.to_tensor(functional.resize(image, [SIDE, SIDE], antialias=True))


def torchvision_epoch(files, threads):
    """By a DataLoader of as many worker processes as threads; with one, in this process."""
    torch.set_num_threads(1)
    workers = threads if threads > 1 else 0
    batches = torch.utils.data.DataLoader(Pictures(files), BATCH, num_workers=workers, persistent_workers=workers > 0)

    def epoch():
        for batch in batches:
            pass
        return map(torch.mean, [batch])  # Computed only when it is looked at.

    return epoch


def opencv_epoch(files, threads):
    """By threads: OpenCV leaves Python's lock while it works."""
    cv2.setNumThreads(1)
    files = [numpy.frombuffer(file, numpy.uint8) for file in files]
    pool = concurrent.futures.ThreadPoolExecutor(threads)
    batch = numpy.empty((BATCH, 3, SIDE, SIDE), numpy.float32)  # As ours, memory that is used again.

    def epoch():
        for start in range(0, len(files), BATCH):
            list(pool.map(opencv_picture, files[start : start + BATCH], batch))
        return map(numpy.mean, [batch])

    return epoch


def opencv_picture(file, place):
    image = cv2.imdecode(file, cv2.IMREAD_COLOR)
    height, width = image.shape[:2]
    angle = random.randrange(360)
    crop = tuple(max(1, int(length)) for length in inscribed(width, height, angle))
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    matrix[:, 2] += ((crop[0] - width) / 2, (crop[1] - height) / 2)
    turned = cv2.warpAffine(image, matrix, crop, flags=cv2.INTER_LINEAR)
    if random.random() < 0.5:
        turned = cv2.flip(turned, 0)
    method = cv2.INTER_AREA if min(crop) >= SIDE else cv2.INTER_LINEAR
    small = cv2.resize(turned, (SIDE, SIDE), interpolation=method)
    place[:] = cv2.cvtColor(small, cv2.COLOR_BGR2RGB).transpose(2, 0, 1)
    place /= 255


def main(name, folder):
    versions = {
        "torchvision": {"torchvision": torchvision.__version__, "Pillow": PIL.__version__},
        "OpenCV": {"OpenCV": cv2.__version__},
    }
    epoch = {"torchvision": torchvision_epoch, "OpenCV": opencv_epoch}[name]

    def workload(task, threads):
        return epoch([file.read_bytes() for file in sorted(pathlib.Path(folder, task).iterdir())], threads)

    side.serve({"Python": sys.version.split()[0], **versions[name]}, workload)


if __name__ == "__main__":
    main(*sys.argv[1:])
