#!/usr/bin/python3
"""Reference values for ImageQuality, made by OpenCV (Debian: python3-opencv 4.6, python3-numpy).

Writes into ../resources/io/github/derm4j/data/image/quality:
  <case>.png    generated: a dark ellipse on skin, near or far, sharp or blurred, with a vignette or without
  reference.csv file, variance of the Laplacian, share of the lesion

Run in this folder: python3 quality_reference.py
"""
import csv
import os

import cv2
import numpy as np

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                   "../resources/io/github/derm4j/data/image/quality")
SIDE = 256

# name: width, height, radii of the lesion as parts of the height, blur (s.d. in pixels), dark corners
CASES = {
    "near": (400, 300, 0.34, 0.28, 0, False),
    "near_blurred": (400, 300, 0.34, 0.28, 4, False),
    "far": (400, 300, 0.05, 0.04, 0, False),
    "vignette": (300, 300, 0.20, 0.24, 0, True),
    "small_file": (160, 120, 0.30, 0.25, 0, False),
    "tall": (180, 420, 0.15, 0.12, 1, False),
}


def draw(width, height, a, b, blur, corners):
    random = np.random.RandomState(115)
    y, x = np.mgrid[0:height, 0:width]
    image = np.empty((height, width, 3))
    for c, base in enumerate((150, 165, 205)):
        image[..., c] = base + 6 * np.sin(0.03 * x + 0.05 * y + c)
    inside = ((x - 0.52 * width) / (a * height)) ** 2 + ((y - 0.47 * height) / (b * height)) ** 2 < 1
    image[inside] *= 0.45
    if corners:
        image[np.hypot(x - width / 2, y - height / 2) > 0.62 * height] *= 0.1
    image = image + 3 * random.randint(-1, 2, (height, width, 1))
    image = np.clip(image, 0, 255).round().astype("uint8")
    return cv2.GaussianBlur(image, (0, 0), blur) if blur else image


def measure(bgr):
    grey = cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY)
    height, width = grey.shape
    shrink = SIDE / max(width, height)
    if shrink < 1:
        grey = cv2.resize(grey, (round(width * shrink), round(height * shrink)),
                          interpolation=cv2.INTER_AREA)
    variance = cv2.Laplacian(grey, cv2.CV_64F).var()
    smooth = cv2.GaussianBlur(grey, (5, 5), 0)
    _, dark = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    count, labels = cv2.connectedComponents(dark, connectivity=8)
    centre = labels[labels.shape[0] // 2, labels.shape[1] // 2]
    corners = {labels[0, 0], labels[0, -1], labels[-1, 0], labels[-1, -1]} - {centre}
    sizes = [np.count_nonzero(labels == i) for i in range(1, count) if i not in corners]
    return variance, max(sizes, default=0) / labels.size


def main():
    os.makedirs(OUT, exist_ok=True)
    with open(os.path.join(OUT, "reference.csv"), "w", newline="") as out:
        out.write("# made by src/test/python/quality_reference.py with OpenCV %s\n" % cv2.__version__)
        table = csv.writer(out, lineterminator="\n")
        table.writerow(["file", "laplacian_variance", "lesion_share"])
        for name, case in CASES.items():
            image = draw(*case)
            cv2.imwrite(os.path.join(OUT, name + ".png"), image, [cv2.IMWRITE_PNG_COMPRESSION, 9])
            table.writerow([name + ".png"] + ["%.9g" % value for value in measure(image)])


main()
