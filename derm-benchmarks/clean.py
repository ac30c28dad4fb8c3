"""Plants errors in MILK10k, and scores the rankings of derm audit on them; see the script clean.

Reads nothing of Derm4j's own computation except its tables. Confident learning follows Northcutt, Jiang and Chuang (JAIR 2021),
and the other rankings SelfClean (arXiv 2305.17048), written here with numpy and scikit-learn.
"""
import csv
import io
import pathlib
import sys
import zipfile

import numpy as np

SHARES = {"label error": 0.05, "off-topic": 0.01, "near duplicate": 0.03}


def photographs(folder):
    from PIL import Image

    files = [f for f in sorted(pathlib.Path(folder).rglob("*")) if f.suffix in (".jpg", ".png", ".webp") and f.is_file()]
    return [Image.open(file).convert("RGB") for file in files]


def crop(random, image, least):
    """A part of an image, of a random place and size, with the same shape."""
    share = random.uniform(least, 1)
    width, height = int(image.width * share), int(image.height * share)
    left, top = random.integers(image.width - width + 1), random.integers(image.height - height + 1)
    return image.crop((left, top, left + width, top + height))


def posed(random, image):
    """The image, mirrored or turned by half, or as it is."""
    from PIL import Image

    poses = [None, Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM, Image.Transpose.ROTATE_180]
    pose = poses[random.integers(4)]
    return image if pose is None else image.transpose(pose)


def smaller(random, image):
    """Another file of the same image: three quarters of the size, mirrored or turned."""
    from PIL import Image

    return posed(random, image.resize((image.width * 3 // 4, image.height * 3 // 4), Image.Resampling.BICUBIC))


def cropped(random, image):
    """A part of the same image, mirrored or turned, brighter or darker."""
    from PIL import Image, ImageEnhance

    part = crop(random, image, 0.85).resize(image.size, Image.Resampling.BICUBIC)
    return ImageEnhance.Brightness(posed(random, part)).enhance(random.uniform(0.85, 1.15))


def plant(images, others, out, seed):
    from PIL import Image

    random = np.random.default_rng(int(seed))
    out = pathlib.Path(out)
    (out / "img").mkdir(parents=True, exist_ok=True)
    archive = zipfile.ZipFile(images)
    names = {pathlib.Path(name).stem: name for name in archive.namelist() if name.endswith(".jpg")}
    rows = [row for row in csv.DictReader(io.TextIOWrapper(archive.open("manifest.csv"), "utf-8"))
            if row["image_type"] == "dermoscopic"]
    count = {kind: round(share * len(rows)) for kind, share in SHARES.items()}
    chosen = random.permutation(len(rows))
    wrong = set(chosen[: count["label error"]].tolist())
    copied = chosen[count["label error"]: count["label error"] + count["near duplicate"]]
    classes = np.array([row["class11"] for row in rows])
    manifest, truth = [], []
    for i, row in enumerate(rows):
        label = row["class11"]
        if i in wrong:  # another class, in proportion to the frequency of the classes
            label = str(random.choice(classes[classes != label]))
            truth.append(("label error", row["isic_id"], "", row["class11"]))
        manifest.append((row["isic_id"], label, row["lesion_id"]))
        (out / "img" / (row["isic_id"] + ".jpg")).write_bytes(archive.read(names[row["isic_id"]]))
    for number, i in enumerate(copied):
        original = Image.open(io.BytesIO(archive.read(names[rows[i]["isic_id"]]))).convert("RGB")
        change = (smaller, cropped)[number % 2]
        change(random, original).save(out / "img" / f"copy{number}.jpg", quality=int(random.integers(60, 95)))
        manifest.append((f"copy{number}", classes[i], f"copy lesion {number}"))
        truth.append(("near duplicate, " + change.__name__, rows[i]["isic_id"], f"copy{number}", ""))
    photos = photographs(others)
    for number in range(count["off-topic"]):
        photo = crop(random, photos[number % len(photos)], 0.4)
        while np.asarray(photo.convert("L")).std() < 10:  # a part of a wallpaper that shows nothing
            photo = crop(random, photos[random.integers(len(photos))], 0.4)
        photo.resize((160, 120), Image.Resampling.BICUBIC).save(out / "img" / f"photo{number}.jpg", quality=90)
        manifest.append((f"photo{number}", str(random.choice(classes)), f"photo lesion {number}"))
        truth.append(("off-topic", f"photo{number}", "", ""))
    order = random.permutation(len(manifest))
    write(out / "manifest.csv", ("image", "diagnosis", "lesion_id"), [manifest[i] for i in order])
    write(out.parent / "truth.csv", ("finding", "image", "other", "label"), truth)
    print(f"planted in {len(rows)} images:", ", ".join(f"{n} {kind}" for kind, n in count.items()))


def write(path, header, rows):
    with open(path, "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(header)
        table.writerows(rows)


def read(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def average_precision(ranked, planted):
    """The mean over the planted errors of the precision at their rank; 0 for one that is not ranked."""
    found, total = 0, 0.0
    for rank, key in enumerate(ranked, 1):
        if key in planted:
            found += 1
            total += found / rank
    return total / len(planted)


def precision(ranked, planted):
    top = ranked[: len(planted)]
    return sum(key in planted for key in top) / len(planted)


def confident_learning(file, labels):
    """Images that are confidently of another class, then those of none, by the normalized margin."""
    rows = read(file)
    classes = [name for name in rows[0] if name not in ("image", "lesion", "label")]
    p = np.array([[float(row[c]) for c in classes] for row in rows])
    ids = [row["image"] for row in rows]
    given = np.array([classes.index(labels[i]) for i in ids])
    threshold = np.array([p[given == k, k].mean() if (given == k).any() else np.inf for k in range(len(classes))])
    reached = np.where(p >= threshold - 1e-6, p, -1)
    confident = np.where(reached.max(axis=1) >= 0, reached.argmax(axis=1), -1)
    own = p[np.arange(len(p)), given]
    rest = p.copy()
    rest[np.arange(len(p)), given] = -1
    margin = own - rest.max(axis=1)
    suspects = [i for i in np.lexsort((margin, confident < 0)) if confident[i] != given[i]]
    everything = np.argsort(margin, kind="stable")
    return [ids[i] for i in suspects], [ids[i] for i in everything]


def selfclean(file, labels):
    """Rankings from all distances at once: neighbours, single linkage, pairs, and the ratio by label."""
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform
    from sklearn.metrics.pairwise import cosine_distances

    with open(file, newline="") as text:
        table = csv.reader(text)
        next(table)
        rows = [(pathlib.Path(row[0]).stem, np.array(row[1:], dtype=np.float32)) for row in table]
    ids, features = [row[0] for row in rows], np.array([row[1] for row in rows])
    distances = cosine_distances(features)
    np.fill_diagonal(distances, np.inf)
    tenth = np.partition(distances, 9, axis=1)[:, 9]
    given = np.array([labels[i] for i in ids])
    same = given[:, None] == given[None, :]
    alike, other = np.where(same, distances, np.inf).min(axis=1), np.where(same, np.inf, distances).min(axis=1)
    ratio = other**2 / (alike**2 + other**2)
    first, second = np.triu_indices(len(ids), 1)
    closest = np.argpartition(distances[first, second], len(ids))[: len(ids)]
    closest = closest[np.argsort(distances[first[closest], second[closest]], kind="stable")]
    np.fill_diagonal(distances, 0)
    joined = np.zeros(len(ids))  # the height at which single linkage joins an image with a larger cluster
    members, sizes = {i: [i] for i in range(len(ids))}, {i: 1 for i in range(len(ids))}
    for step, (a, b, height, _) in enumerate(linkage(squareform(distances, checks=False), "single")):
        a, b = sorted((int(a), int(b)), key=lambda each: sizes[each])
        if sizes[a] < sizes[b] or sizes[a] == 1:
            joined[members[a]] = height
        members[len(ids) + step], sizes[len(ids) + step] = members.pop(a) + members.pop(b), sizes[a] + sizes[b]
    return {
        "off-topic": [ids[i] for i in np.argsort(-tenth, kind="stable")],
        "off-topic by single linkage": [ids[i] for i in np.argsort(-joined, kind="stable")],
        "near duplicate": [frozenset((ids[first[k]], ids[second[k]])) for k in closest],
        "label error": [ids[i] for i in np.argsort(ratio, kind="stable")],
    }


def table(out):
    out = pathlib.Path(out)
    truth = read(out / "truth.csv")
    labels = {row["image"]: row["diagnosis"] for row in read(out / "planted" / "manifest.csv")}

    def planted(kind):
        """The planted errors; of near duplicates those of one change, or of both."""
        return {frozenset((row["image"], row["other"])) if row["other"] else row["image"]
                for row in truth if row["finding"].startswith(kind)}

    def ranking(file, kind):
        return [frozenset((row["image"], row["other"])) if kind == "near duplicate" else row["image"]
                for row in read(out / file) if row["finding"] == kind]

    suspects, everything = confident_learning(out / "folds" / "out-of-fold-partition.csv", labels)
    reference = selfclean(out / "features.csv", labels)
    lines = [
        ("off-topic", "derm, distance to the 10th neighbour", ranking("ranking.csv", "off-topic")),
        ("off-topic", "numpy, the same", reference["off-topic"]),
        ("off-topic", "scipy, single linkage", reference["off-topic by single linkage"]),
        ("near duplicate, smaller", "derm, distance", ranking("ranking.csv", "near duplicate")),
        ("near duplicate, smaller", "numpy, the same", reference["near duplicate"]),
        ("near duplicate, cropped", "derm, distance", ranking("ranking.csv", "near duplicate")),
        ("near duplicate, cropped", "numpy, the same", reference["near duplicate"]),
        ("label error", "derm, confident learning", ranking("ranking.csv", "label error")),
        ("label error", "numpy, the same", suspects),
        ("label error", "numpy, margin of all images", everything),
        ("label error", "derm, ratio of distances", ranking("by-features.csv", "label error")),
        ("label error", "numpy, the same", reference["label error"]),
    ]
    print("| planted | ranked by | average precision | precision at the planted number | share at random |")
    print("|---|---|---|---|---|")
    for kind, name, ranked in lines:
        errors = planted(kind)
        pairs = len(labels) * (len(labels) - 1) / 2 if kind.startswith("near") else len(labels)
        print(f"| {len(errors)} {kind} | {name} | {average_precision(ranked, errors):.3f} "
              f"| {precision(ranked, errors):.3f} | {len(errors) / pairs:.2g} |")
    hashed = {frozenset((row["image"], row["other"])) for row in read(out / "ranking.csv")
              if row["finding"] == "copy" and float(row["score"]) == 1}
    for kind in ("near duplicate, smaller", "near duplicate, cropped"):
        print(f"{len(hashed & planted(kind))} of {len(planted(kind))} {kind}: among the {len(hashed)} pairs with similar hashes")
    found = [row["image"] for row in truth if row["finding"] == "label error"]
    right = {row["image"]: row["label"] for row in truth if row["finding"] == "label error"}
    suggested = {row["image"]: row["suggested"] for row in read(out / "ranking.csv") if row["finding"] == "label error"}
    ranked = [i for i in found if i in suggested]
    print(f"{len(ranked)} of {len(found)} wrong labels are ranked; the suggested label is the true one for "
          f"{sum(suggested[i] == right[i] for i in ranked)}")


if __name__ == "__main__":
    {"plant": plant, "table": table}[sys.argv[1]](*sys.argv[2:])
