"""Times this library and its peers in turn: ours, peer, ours, peer, on the same inputs, two threads each.

    derm-benchmarks/bench peers [--rounds 3] [--seconds 2] [--weights FILE.h5] [--out FOLDER] GROUP...

For each group a JSON file with every round of every side, `FOLDER/GROUP.json`. A side is a process that waits while
the other works. Before anything is timed the sides must agree; the first round warms up and does not count.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import subprocess
import sys
import tempfile
import typing

HERE = pathlib.Path(__file__).resolve().parent
JAR = HERE.parent / "target" / "benchmarks.jar"
THREADS = "2"
# What examples/bin/derm gives the engine, and why.
JAVA = [
    "java", "-Xmx3g", "-XX:G1PeriodicGCInterval=15000", "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
]
OURS = {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "20000"}

PYTHON = "/usr/bin/python3"

# The name in the table; what starts it, "java" standing for Side.java; and its environment.
SIDES = {
    "classifier": ("Derm4j, LesionClassifier", "java", OURS),
    "trainer": ("Derm4j, its trainer's step", "java", OURS),
    "trainer-direct": ("Derm4j, its trainer's step without Winograd", "java", OURS),
    "trainer-bf16": ("Derm4j, its trainer's step in bfloat16", "java", OURS),
    "trainer-nd4j": ("Derm4j, its trainer's step by ND4J's operations", "java", OURS),
    "onnx-classifier": ("Derm4j, OnnxLesionClassifier", "java", OURS),
    "classifier-int8": ("Derm4j, LesionClassifier in 8 bits", "java", OURS),
    "onnx-classifier-int8": ("Derm4j, OnnxLesionClassifier in 8 bits", "java", OURS),
    "onnx-classifier-float16": ("Derm4j, OnnxLesionClassifier in half precision", "java", OURS),
    "metrics": ("Derm4j", "java", OURS),
    "partition": ("Derm4j", "java", OURS),
    "pipeline": ("Derm4j", "java", OURS),
    "decoding": ("decoding alone, as Derm4j does it inside", "java", OURS),
    "decoding-anew": ("decoding alone, each into new memory", "java", OURS),
    "DataVec": ("DataVec", "java", {}),
    "torchvision": ("torchvision and Pillow", [PYTHON, "pipeline.py", "torchvision"], {}),
    "OpenCV": ("OpenCV in Python", [PYTHON, "pipeline.py", "OpenCV"], {}),
    "onnxruntime": ("ONNX Runtime", "java", {}),
    "deeplearning4j": ("Deeplearning4j, unmodified", "java", {}),
    "deeplearning4j-metrics": ("Deeplearning4j", "java", {}),
    "printed-algorithm": ("the paper's pseudo-code", "java", {}),
    "torch": ("PyTorch, eager", [PYTHON, "inception.py", "contiguous"], {}),
    "torch-channels-last": ("PyTorch, eager, channels last", [PYTHON, "inception.py", "channels-last"], {}),
    "scikit-learn": ("scikit-learn", [PYTHON, "curves.py"], {}),
    "pROC": ("pROC", ["Rscript", "curves.R"], {}),
}

# System properties of the sides that need some.
PROPERTIES = {
    "trainer-direct": ["-Dderm.engine=onednn-direct"],
    "trainer-bf16": ["-Dderm.precision=BF16"],
    "trainer-nd4j": ["-Dderm.engine=nd4j"],
}

IMAGES = "images/s"
MILLISECONDS = "ms"


class Group(typing.NamedTuple):
    """What pairs of sides do, and how far apart their answers may be, relative to the largest."""

    what: str
    task: str
    sizes: list
    size_name: str
    unit: str
    pairs: list
    shared: str = ""  # the class that writes the files that the sides share, and its arguments
    tolerance: float = 1e-4
    images: int = 0  # of a run, where its size is not that

    def sides(self):
        return list(dict.fromkeys(name for pair in self.pairs for name in pair))


INFERENCE = "Inception v3 at 299 × 299, probabilities"
TRAINING = "Inception v3 at 299 × 299, a training step of all layers"
PIPELINE = "JPEG of {} into batches of 32 at 299 × 299 by the paper's augmentation"
PIPELINES = [("pipeline", peer) for peer in ("decoding", "decoding-anew", "torchvision", "OpenCV", "DataVec")]
NETWORK = "SharedNetwork"
CASES = "SharedCases"
GROUPS = {
    "area": Group(
        "ROC curve and area (ours with DeLong's interval)", "area", [10_000, 1_000_000, 10_000_000], "cases",
        MILLISECONDS, [("metrics", "scikit-learn")], CASES, 1e-12,
    ),
    "area-stock": Group(
        "ROC curve and area (ours with DeLong's interval)", "area", [10_000, 100_000], "cases",
        MILLISECONDS, [("metrics", "deeplearning4j-metrics")], CASES, 1e-6,
    ),
    "bootstrap": Group(
        "bootstrap interval of the area, 2,000 samples, one thread", "bootstrap", [10_000], "cases",
        MILLISECONDS, [("metrics", "pROC")], CASES, 2e-3,
    ),
    "delong": Group(
        "ROC curve and DeLong's interval", "interval", [100_000, 1_000_000], "cases",
        MILLISECONDS, [("metrics", "pROC")], CASES, 1e-9,
    ),
    "inference": Group(
        INFERENCE, "inference", [1, 8, 16], "batch", IMAGES,
        [(ours, peer) for ours in ("classifier", "onnx-classifier") for peer in ("torch", "onnxruntime")], NETWORK,
    ),
    # The probabilities differ by what half precision or 8 bits round. The peers compute in single precision.
    "inference-float16": Group(
        INFERENCE, "inference", [1, 8, 16], "batch", IMAGES,
        [("onnx-classifier-float16", peer) for peer in ("torch", "onnxruntime")], NETWORK, 0.01,
    ),
    "inference-int8": Group(
        INFERENCE, "inference", [1, 8, 16], "batch", IMAGES,
        [(ours, peer) for ours in ("classifier-int8", "onnx-classifier-int8") for peer in ("torch", "onnxruntime")],
        NETWORK, 0.1,
    ),
    "inference-stock": Group(
        INFERENCE, "inference", [1, 8], "batch", IMAGES, [("classifier", "deeplearning4j")], NETWORK
    ),
    "partition-bushy": Group(
        "partition of a tree that branches by eight", "bushy", [10_000, 100_000], "nodes",
        MILLISECONDS, [("partition", "printed-algorithm")],
    ),
    "partition-deep": Group(
        "partition of a tree of long chains", "deep", [1000, 10_000], "nodes",
        MILLISECONDS, [("partition", "printed-algorithm")],
    ),
    "pipeline": Group(
        PIPELINE.format("600 × 450"), "600x450", [1, 2], "threads:", IMAGES, PIPELINES,
        "SharedPictures 600x450 512", 0.03, 512,
    ),
    "pipeline-large": Group(
        PIPELINE.format("3000 × 2000"), "3000x2000", [1, 2], "threads:", IMAGES, PIPELINES,
        "SharedPictures 3000x2000 64", 0.03, 64,
    ),
    "table": Group(
        "confusion matrix of nine classes", "table", [10_000, 1_000_000], "cases",
        MILLISECONDS, [("metrics", "deeplearning4j-metrics")], "", 1e-6,
    ),
    "training": Group(TRAINING, "training", [8], "batch", IMAGES, [("trainer", "torch")], NETWORK),
    "training-16": Group(TRAINING, "training", [16], "batch", IMAGES, [("trainer", "torch")], NETWORK),
    "training-128": Group(
        TRAINING.replace("299 × 299", "128 × 128"), "training-128", [32], "batch", IMAGES, [("trainer", "torch")], NETWORK
    ),
    "training-direct": Group(TRAINING, "training", [8], "batch", IMAGES, [("trainer-direct", "torch")], NETWORK),
    # The losses of a batch differ by what bfloat16 rounds.
    "training-bf16": Group(TRAINING, "training", [8], "batch", IMAGES, [("trainer-bf16", "torch")], NETWORK, 0.05),
    "training-16-bf16": Group(TRAINING, "training", [16], "batch", IMAGES, [("trainer-bf16", "torch")], NETWORK, 0.05),
    "training-128-bf16": Group(
        TRAINING.replace("299 × 299", "128 × 128"), "training-128", [32], "batch", IMAGES, [("trainer-bf16", "torch")],
        NETWORK, 0.05,
    ),
    "training-stock": Group(TRAINING, "training", [8], "batch", IMAGES, [("trainer", "deeplearning4j")], NETWORK),
}


class Side:
    """A process that answers questions."""

    def __init__(self, name, folder):
        self.title, command, environment = SIDES[name]
        if command == "java":
            command = [*JAVA, *PROPERTIES.get(name, []), "-cp", str(JAR), "io.github.derm4j.benchmarks.peers.Side", name, str(folder)]
        else:
            command = [*command, str(folder)]
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            command, cwd=HERE, env={**os.environ, "OMP_NUM_THREADS": THREADS, **environment},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True,
        )

    def ask(self, *words):
        try:
            self.process.stdin.write(" ".join(map(str, words)) + "\n")
            self.process.stdin.flush()
            return json.loads(self.process.stdout.readline())
        except (BrokenPipeError, json.JSONDecodeError):
            self.errors.seek(0)
            sys.exit(f"{self.title} ended:\n{self.errors.read()[-3000:]}")

    def peak_mebibytes(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) // 1024

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def check(group, size, sides):
    """Says how far the sides' answers are from each other, relative to the largest number."""
    answers = {name: side.ask("check", group.task, size)["values"] for name, side in sides.items()}
    furthest = 0.0
    for ours, peer in group.pairs:
        a, b = answers[ours], answers[peer]
        if not b:
            continue  # Decoding alone has no answer.
        scale = max(map(abs, b))
        difference = max(abs(x - y) for x, y in zip(a, b, strict=True)) / scale
        if not difference <= group.tolerance:
            sys.exit(f"{group.task}, {size}: {ours} and {peer} differ by {difference:.2g}, more than {group.tolerance}")
        furthest = max(furthest, difference)
    return furthest


def size_text(group, size):
    return f"{group.size_name} {size}" if group.unit == IMAGES else f"{size:,} {group.size_name}"


def run(group, folder, rounds, seconds):
    sides = {name: Side(name, folder) for name in group.sides()}
    versions = {}
    for side in sides.values():
        versions.update(side.ask("versions"))
    rows = []
    for size in group.sizes:
        difference = check(group, size, sides)
        times = {name: [] for name in sides}
        for round_ in range(rounds + 1):
            for name, side in sides.items():
                answer = side.ask("time", group.task, size, seconds)
                if round_ > 0:
                    times[name].append(answer["seconds"] / answer["runs"])
        peaks = {name: side.peak_mebibytes() for name, side in sides.items()}
        for pair in group.pairs:
            row = {"what": group.what, "size": size_text(group, size), "unit": group.unit, "difference": difference}
            for role, name in zip(("ours", "peer"), pair):
                images = group.images or size
                values = [images / t if group.unit == IMAGES else 1000 * t for t in times[name]]
                row[role] = {
                    "name": sides[name].title,
                    "rounds": [float(f"{value:.4g}") for value in values],
                    "peakMiB": peaks[name],
                }
            rows.append(row)
            print(summary(row), flush=True)
    for side in sides.values():
        side.close()
    return versions, rows


def ratios(row):
    """How many times as fast ours is, round by round."""
    pairs = zip(row["ours"]["rounds"], row["peer"]["rounds"])
    return sorted(a / b if row["unit"].endswith("/s") else b / a for a, b in pairs)


def summary(row):
    middle = {role: sorted(row[role]["rounds"])[len(row[role]["rounds"]) // 2] for role in ("ours", "peer")}
    r = ratios(row)
    return (
        f"{row['what']}, {row['size']}: {row['ours']['name']} {middle['ours']:.4g} {row['unit']}, "
        f"{row['peer']['name']} {middle['peer']:.4g}; ratio {r[len(r) // 2]:.2f} ({r[0]:.2f} to {r[-1]:.2f}); "
        f"peak {row['ours']['peakMiB']} and {row['peer']['peakMiB']} MiB; they differ by {row['difference']:.1g}"
    )


def machine():
    info = pathlib.Path("/proc/cpuinfo").read_text()
    name = next(line.split(":")[1].strip() for line in info.splitlines() if line.startswith("model name"))
    total = int(pathlib.Path("/proc/meminfo").read_text().split()[1]) / 2**20
    vector = "AVX-512" if " avx512f " in info else "AVX2" if " avx2 " in info else "no AVX2"
    return f"{os.cpu_count()} cores of an {name} ({vector}), {total:.0f} GiB of memory, {platform.system()} {platform.release()}"


def share(shared, folder, weights=None):
    """Has a class of the library's side write the files that all sides read."""
    writer, *arguments = shared.split()
    if weights and shared == NETWORK:
        arguments = [str(weights.resolve())]
    command = [*JAVA, "-cp", str(JAR), f"io.github.derm4j.benchmarks.peers.{writer}", folder, *arguments]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)


def main():
    parser = argparse.ArgumentParser(prog="bench peers")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help="; ".join(GROUPS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--weights", type=pathlib.Path, help="Keras's .h5 file; random weights otherwise")
    parser.add_argument("--out", type=pathlib.Path, default=HERE.parent / "target" / "peers")
    options = parser.parse_args()
    unknown = [name for name in options.groups if name not in GROUPS]
    if unknown:
        parser.error(f"no group is called {unknown[0]}; there are {', '.join(GROUPS)}")
    options.out.mkdir(parents=True, exist_ok=True)
    for name in options.groups or GROUPS:
        group = GROUPS[name]
        with tempfile.TemporaryDirectory() as folder:
            if group.shared:
                share(group.shared, folder, options.weights)
            versions, rows = run(group, folder, options.rounds, options.seconds)
        result = {"date": datetime.date.today().isoformat(), "machine": machine(), "versions": versions, "rows": rows}
        (options.out / f"{name}.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
