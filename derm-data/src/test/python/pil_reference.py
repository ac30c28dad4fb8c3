#!/usr/bin/python3
"""Reference pixels for the transforms of derm-data, made by PIL (Debian: python3-pil 9.4, python3-numpy).

Writes into ../resources/io/github/derm4j/data/image:
  photo.png     192 x 144, generated: soft blobs, a dark lesion with texture, fine noise
  grid.png      192 x 144, generated: a bright dot every 24 pixels on grey
  <case>.png    what PIL makes of photo.png or grid.png
  reference.csv the cases: file,input,kind,angle,flip,size
  frame_*.png   photo.png resized and cropped; frames.csv has the cases: file,input,rule,edge,filter,size
  formats/*     a small picture in unusual encodings, and <name>.expected.png, how PIL reads it

"rotate": the picture is rotated about its centre on a larger canvas (bicubic, counter-clockwise), the
largest upright inscribed rectangle is cut out, top and bottom are exchanged if asked for, and the rest is
resized with antialiasing (PIL's BILINEAR). "whole": resized without cropping. "crop": the central 87.5 %.

Run in this folder: python3 pil_reference.py
"""
import csv
import math
import os

import numpy as np
from PIL import Image, ImageOps

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                   "../resources/io/github/derm4j/data/image")
WIDTH, HEIGHT = 192, 144


def photo():
    random = np.random.RandomState(20170202)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    rgb = np.empty((HEIGHT, WIDTH, 3))
    for c, base in enumerate((200, 160, 140)):
        field = np.full((HEIGHT, WIDTH), float(base))
        for _ in range(12):
            a, b, p = random.uniform(-0.12, 0.12), random.uniform(-0.12, 0.12), random.uniform(0, 6.28)
            field += random.uniform(2, 6) * np.sin(a * x + b * y + p)
        rgb[..., c] = field
    angle = np.arctan2(y - 70, x - 92)
    radius = np.hypot(x - 92, y - 70)
    inside = 1 / (1 + np.exp((radius - 42 - 6 * np.sin(3 * angle) - 3 * np.sin(7 * angle)) / 1.5))
    texture = 0.55 + 0.12 * np.sin(0.55 * x + 0.2 * y) * np.sin(0.5 * y)
    rgb *= (1 - inside * texture)[..., None]
    rgb += random.normal(0, 1.0, rgb.shape)
    return Image.fromarray(np.clip(rgb, 0, 255).round().astype("uint8"))


def grid():
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    value = np.full((HEIGHT, WIDTH), 60.0)
    for cy in range(12, HEIGHT, 24):
        for cx in range(12, WIDTH, 24):
            value += 190 * np.exp(-((x + 0.5 - cx) ** 2 + (y + 0.5 - cy) ** 2) / (2 * 2.5 ** 2))
    grey = np.clip(value, 0, 255).round().astype("uint8")
    return Image.fromarray(np.dstack([grey] * 3))


def inscribed(width, height, degrees):
    """Solved numerically, not by the closed form under test."""
    s, c = abs(math.sin(math.radians(degrees))), abs(math.cos(math.radians(degrees)))
    best = (0, 0, 0)
    for w in np.linspace(1, width + height, 200001):
        limits = []
        if s > 1e-12:
            limits.append((width - w * c) / s)
            limits.append((height - w * s) / c if c > 1e-12 else math.inf)
        else:
            limits.append(height if w <= width else -1)
        if s > 1e-12 and c <= 1e-12 and w * s > height:
            continue
        h = min(limits)
        if h > 0 and w * h > best[0]:
            best = (w * h, w, h)
    return best[1], best[2]


def rotate(image, degrees, flip, size):
    # PIL's filter reads beyond the box: the canvas repeats the border instead of being black.
    px, py = (512 - WIDTH) // 2, (512 - HEIGHT) // 2
    canvas = Image.fromarray(np.pad(np.asarray(image), ((py, py), (px, px), (0, 0)), "edge"))
    turned = canvas.rotate(degrees, Image.BICUBIC)
    w, h = inscribed(WIDTH, HEIGHT, degrees)
    box = (256 - w / 2, 256 - h / 2, 256 + w / 2, 256 + h / 2)
    result = turned.resize((size, size), Image.BILINEAR, box=box)
    return result.transpose(Image.FLIP_TOP_BOTTOM) if flip else result


def formats():
    folder = os.path.join(OUT, "formats")
    os.makedirs(folder, exist_ok=True)
    small = photo().resize((48, 36), Image.BILINEAR)
    grey = small.convert("L")

    def save(name, image, **options):
        path = os.path.join(folder, name)
        image.save(path, **options)
        read = ImageOps.exif_transpose(Image.open(path))
        if read.mode in ("I", "I;16"):
            read = Image.fromarray((np.asarray(read).astype("uint16") >> 8).astype("uint8"))
        read.convert("RGB").save(os.path.join(folder, name + ".expected.png"), optimize=True)

    save("progressive.jpg", small, quality=90, progressive=True)
    save("subsampled.jpg", small, quality=90, subsampling=2)
    save("grey.jpg", grey, quality=90)
    save("cmyk.jpg", small.convert("CMYK"), quality=95)
    save("palette.png", small.quantize(32))
    save("grey16.png", Image.fromarray((np.asarray(grey).astype("uint16") << 8) + 77))
    save("transparent.png", Image.merge("RGBA", (*small.split(), grey)))
    save("animated.png", small, save_all=True, append_images=[grey.convert("RGB")])
    exif = Image.Exif()
    for orientation in (3, 6, 8):
        exif[0x0112] = orientation
        save("orientation%d.jpg" % orientation, small, quality=95, exif=exif)


def frames(image):
    """Resize and centre crop by the rules of torchvision."""
    filters = {"nearest": Image.NEAREST, "bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC,
               "lanczos": Image.LANCZOS}
    tall = image.crop((20, 3, 118, 144))  # 98 x 141: half pixels at the crop
    rows = []
    for input, rule, edge, filter, size in [
            ("photo", "SHORTEST_EDGE", 51, "bicubic", 40), ("photo", "EXACT", 40, "lanczos", 40),
            ("photo", "SHORTEST_EDGE", 40, "nearest", 40), ("tall", "SHORTEST_EDGE", 43, "bilinear", 40),
            ("tall", "EXACT", 160, "bicubic", 40), ("tall", "SHORTEST_EDGE", 98, "bicubic", 47)]:
        whole = image if input == "photo" else tall
        short, long = sorted(whole.size)
        other = edge if rule == "EXACT" else int(edge * long / short)
        shape = (edge, other) if whole.width <= whole.height else (other, edge)
        resized = whole.resize(shape, filters[filter])
        left, top = (int(round((side - size) / 2.0)) for side in resized.size)
        case = "frame_%s_%s_%d_%s" % (input, rule.lower(), edge, filter)
        resized.crop((left, top, left + size, top + size)).save(
            os.path.join(OUT, case + ".png"), optimize=True)
        rows.append((case, input, rule, edge, filter.upper(), size))
    tall.save(os.path.join(OUT, "tall.png"), optimize=True)
    with open(os.path.join(OUT, "frames.csv"), "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "input", "rule", "edge", "filter", "size"])
        writer.writerows(rows)


def main():
    os.makedirs(OUT, exist_ok=True)
    formats()
    inputs = {"photo": photo(), "grid": grid()}
    for name, image in inputs.items():
        image.save(os.path.join(OUT, name + ".png"), optimize=True)
    frames(inputs["photo"])
    rows = []
    for name, angle, flip, size in [
            ("photo", 0, False, 96), ("photo", 17, False, 96), ("photo", 45, True, 64),
            ("photo", 90, False, 75), ("photo", 133, True, 48), ("photo", 260, False, 80),
            ("photo", 301, True, 30),
            ("grid", 0, True, 96), ("grid", 30, False, 96), ("grid", 118, True, 96),
            ("grid", 225, False, 80), ("grid", 349, False, 128)]:
        case = "%s_%03d%s_%d" % (name, angle, "f" if flip else "", size)
        rotate(inputs[name], angle, flip, size).save(os.path.join(OUT, case + ".png"), optimize=True)
        rows.append((case, name, "rotate", angle, flip, size))
    for size in (48, 75, 120, 200):
        case = "photo_whole_%d" % size
        inputs["photo"].resize((size, size), Image.BILINEAR).save(os.path.join(OUT, case + ".png"), optimize=True)
        rows.append((case, "photo", "whole", 0, False, size))
        case = "photo_crop_%d" % size
        box = (12, 9, WIDTH - 12, HEIGHT - 9)
        inputs["photo"].crop(box).resize((size, size), Image.BILINEAR).save(
            os.path.join(OUT, case + ".png"), optimize=True)
        rows.append((case, "photo", "crop", 0, False, size))
    with open(os.path.join(OUT, "reference.csv"), "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "input", "kind", "angle", "flip", "size"])
        writer.writerows((f, i, k, a, str(fl).lower(), s) for f, i, k, a, fl, s in rows)


if __name__ == "__main__":
    main()
