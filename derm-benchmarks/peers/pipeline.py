#!/usr/bin/python3
"""Images a second of the input pipeline and of its peers, from the same JPEG files, in turns.

    derm-benchmarks/bench quick data.PipelineBenchmark   # builds derm-benchmarks/target/benchmarks.jar
    python3 derm-benchmarks/peers/pipeline.py [SECONDS [ROUNDS]]

Every contestant decodes JPEG files that lie in memory, turns each picture by a random integer angle, cuts the largest
inscribed rectangle, flips top and bottom with probability 1/2, resizes to 299 x 299 and makes float batches of 32,
channels first, in [0, 1]:

  pipeline      ours, on one and two threads; "decoding" is our decoder alone, at the same reduction
  DataVec       its loader and transforms, on one and two threads
  torchvision   PIL's decoder and torchvision's transforms in a DataLoader of 0, 1 and 2 worker processes
  OpenCV        cv2 step by step, on one and two threads

They take turns, ROUNDS times; the best of each is printed, as a table. Only torchvision and ours filter against
aliasing; OpenCV resizes by area, DataVec does neither. Needs Debian's python3-torchvision, python3-pil and
python3-opencv, and a machine that does nothing else.
"""

import concurrent.futures
import io
import math
import pathlib
import random
import subprocess
import sys
import tempfile
import time

import cv2
import numpy
import torch
from PIL import Image
from torchvision import transforms
from torchvision.transforms import functional

JAR = pathlib.Path(__file__).parent.parent / "target" / "benchmarks.jar"
MAIN = "io.github.derm4j.benchmarks.data.PipelineRun"
SIDE, BATCH = 299, 32


def java(*arguments):
    command = ["java", "-Xmx2g", "-cp", str(JAR), MAIN, *arguments]
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout


def inscribed(width, height, degrees):
    sin, cos = abs(math.sin(math.radians(degrees))), abs(math.cos(math.radians(degrees)))
    if min(width, height) <= 2 * sin * cos * max(width, height) or abs(sin - cos) < 1e-9:
        half = min(width, height) / 2
        return (half / sin, half / cos) if width >= height else (half / cos, half / sin)
    square = cos * cos - sin * sin
    return (width * cos - height * sin) / square, (height * cos - width * sin) / square


class Pictures(torch.utils.data.Dataset):
    """The files, as often as they are asked for."""

    def __init__(self, files, length):
        self.files, self.length = files, length

    def __len__(self):
        return self.length

    def __getitem__(self, index):
        image = Image.open(io.BytesIO(self.files[index % len(self.files)])).convert("RGB")
        angle = random.randrange(360)
        width, height = inscribed(image.width, image.height, angle)
        image = functional.rotate(image, angle, transforms.InterpolationMode.BILINEAR, expand=True)
        image = functional.center_crop(image, [int(height), int(width)])
        if random.random() < 0.5:
            image = functional.vflip(image)
        return functional.to_tensor(functional.resize(image, [SIDE, SIDE], antialias=True))


def torchvision_speed(files, workers, seconds):
    """Images a second from the first batch on: starting the workers does not count."""
    loader = torch.utils.data.DataLoader(Pictures(files, 10**6), batch_size=BATCH, num_workers=workers)
    batches = iter(loader)
    next(batches)
    start, images = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        images += len(next(batches))
    speed = images / (time.perf_counter() - start)
    del batches
    return speed


def opencv_picture(data, batch, place):
    image = cv2.imdecode(data, cv2.IMREAD_COLOR)
    height, width = image.shape[:2]
    angle = random.randrange(360)
    crop_width, crop_height = (max(1, int(side)) for side in inscribed(width, height, angle))
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    matrix[:, 2] += ((crop_width - width) / 2, (crop_height - height) / 2)
    turned = cv2.warpAffine(image, matrix, (crop_width, crop_height), flags=cv2.INTER_LINEAR)
    if random.random() < 0.5:
        turned = cv2.flip(turned, 0)
    shrinks = crop_width >= SIDE and crop_height >= SIDE
    small = cv2.resize(turned, (SIDE, SIDE), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    batch[place] = cv2.cvtColor(small, cv2.COLOR_BGR2RGB).transpose(2, 0, 1)
    batch[place] /= 255


def opencv_speed(files, threads, seconds):
    cv2.setNumThreads(1)
    data = [numpy.frombuffer(file, numpy.uint8) for file in files]
    with concurrent.futures.ThreadPoolExecutor(threads) as pool:

        def one_batch():
            batch = numpy.empty((BATCH, 3, SIDE, SIDE), numpy.float32)
            list(pool.map(lambda i: opencv_picture(data[i % len(data)], batch, i), range(BATCH)))

        one_batch()
        start, images = time.perf_counter(), 0
        while time.perf_counter() - start < seconds:
            one_batch()
            images += BATCH
        return images / (time.perf_counter() - start)


def main(seconds=4.0, rounds=2):
    torch.set_num_threads(1)
    best = {}

    def keep(what, picture, workers, speed):
        key = (picture, what, workers)
        best[key] = max(best.get(key, 0), speed)
        print(f"{what},{picture},{workers},{speed:.2f}", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory() as folder:
        java("write", folder)
        sizes = {each.name: [f.read_bytes() for f in sorted(each.iterdir())] for each in pathlib.Path(folder).iterdir()}
    for _ in range(rounds):
        for line in java("measure", str(seconds)).splitlines():
            if line.count(",") != 3:
                continue  # The engine says how it was built.
            what, picture, threads, speed = line.split(",")
            keep(what, picture, int(threads), float(speed))
        for picture, files in sizes.items():
            for workers in (0, 1, 2):
                keep("torchvision", picture, workers, torchvision_speed(files, workers, seconds))
            for threads in (1, 2):
                keep("OpenCV", picture, threads, opencv_speed(files, threads, seconds))
    print("| JPEG | what | workers | images/s |\n|---|---|---|---|")
    for (picture, what, workers), speed in sorted(best.items(), reverse=True):
        print(f"| {picture} | {what} | {workers} | {speed:.1f} |")


if __name__ == "__main__":
    main(*(kind(argument) for kind, argument in zip((float, int), sys.argv[1:])))
