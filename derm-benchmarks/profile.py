#!/usr/bin/python3
"""Where the time of a training step, of inference or of the input pipeline goes, by perf's samples.

    derm-benchmarks/bench profile training|inference [SECONDS] [--batch N] [--size 128] [--side NAME] [--threads N] [--svg FILE]
    derm-benchmarks/bench profile pipeline [SECONDS] [--picture 600x450|3000x2000] [--threads N] [--svg FILE]

Samples the process of Side.java 99 times a second on each core, groups what was found by who did the work (oneDNN's
generated kernels have names because DNNL_JIT_PROFILE asks for them), and prints a table; what the system did is separated
by who asked for it. The pipeline's picture is a flame graph of JFR's samples. Needs Debian's linux-perf, and the right to
use it.
"""

import argparse
import collections
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "peers"))
import compare  # noqa: E402
import flame  # noqa: E402

# What a symbol or its library belongs to; the first that matches.
GROUPS = [
    ("Winograd's method, gradient of the kernel (oneDNN)", r"wino\w*bwd_w"),
    ("Winograd's method, the other passes (oneDNN)", r"wino"),
    ("convolution, mostly forward (oneDNN)", r"jit\w*(conv|1x1)\w*fwd|bf16_fwd|brgemm"),
    ("convolution, gradient of the input (oneDNN)", r"jit\w*(conv|1x1)\w*bwd_d(?!\w*w)|bwd_data"),
    ("convolution, gradient of the kernel (oneDNN)", r"jit\w*(conv|1x1)\w*bwd_w|bwd_weights"),
    ("convolution of 1 x 1, all three (oneDNN)", r"jit\w*(conv|1x1)\w*"),
    ("sums of gradients (oneDNN)", r"simple_sum|jit\w*_sum"),
    ("layouts changed (oneDNN)", r"reorder|transpose|trans_to_"),
    ("batch normalisation (oneDNN)", r"bnorm|batch_norm"),
    ("pooling (oneDNN)", r"pool"),
    ("sums over a batch, as matrix products", r"gemm|gemv|openblas"),
    ("other kernels (oneDNN)", r"jit_|dnnl::"),
    ("decoding JPEG (OpenCV's imgcodecs)", r"opencv_imgcodecs"),
    ("filters and sampling (OpenCV's imgproc)", r"opencv_imgproc"),
    ("numbers of a batch, copies (OpenCV's core)", r"opencv_core"),
    ("threads waiting for each other (OpenMP)", r"libgomp|gomp_|sched_yield|futex"),
    ("element by element (ND4J)", r"libnd4jcpu|samediff|sd::|functions::|simdOps"),
    ("memory copied or cleared", r"memset|memcpy|memmove|clear_page|clear_huge"),
    ("garbage collection and compiling (JVM)", r"libjvm"),
    ("Java", r"."),
]


SYSTEM = "[kernel.kallsyms]"


def group_of(stack):
    """A name for the innermost frame; the system's own frame is attributed to its caller."""
    caller = next((frame for frame in stack if frame[1] != SYSTEM), ("", SYSTEM))
    name = next(name for name, pattern in GROUPS if re.search(pattern, " ".join(caller)))
    if stack[0][1] != SYSTEM:
        return name
    return "the kernel: switches" if caller[1] == SYSTEM else f"the kernel, mostly new pages, for: {name}"


def samples(side, words, data):
    """Has the side work while perf looks on."""
    perf = subprocess.Popen(
        ["perf", "record", "-q", "-e", "cpu-clock", "-F", "99", "-g", "-o", data, "-p", str(side.process.pid)],
        stderr=subprocess.DEVNULL,
    )
    answer = side.ask(*words)
    perf.send_signal(2)
    perf.wait()
    return answer


def count(data):
    """Stacks, innermost frame first, each a symbol and a library, and how often they were found."""
    script = subprocess.run(
        ["perf", "script", "-i", data, "-F", "ip,sym,dso"], check=True, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True, errors="replace",
    ).stdout
    found = collections.Counter()
    for sample in script.split("\n\n"):
        frames = re.findall(r"^\s*[0-9a-f]+ (.*) \((.*)\)$", sample, re.MULTILINE)
        if frames:
            found[tuple((symbol, pathlib.Path(library).name) for symbol, library in frames)] += 1
    return found


def svg(title, shares):
    """A bar for each group, longest first."""
    width, row, left = 720, 24, 330
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{row * (len(shares) + 2)}"'
        ' font-family="sans-serif" font-size="13">',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        f'<text x="8" y="18" font-weight="bold">{title}</text>',
    ]
    longest = max(share for _, share in shares)
    for i, (name, share) in enumerate(shares):
        y = row * (i + 1) + 8
        length = (width - left - 60) * share / longest
        lines.append(f'<text x="{left - 8}" y="{y + 15}" text-anchor="end">{name}</text>')
        lines.append(f'<rect x="{left}" y="{y + 3}" width="{length:.1f}" height="{row - 6}" fill="#3b6ea5"/>')
        lines.append(f'<text x="{left + length + 6:.1f}" y="{y + 15}">{100 * share:.1f} %</text>')
    return "\n".join([*lines, "</svg>", ""])


def main():
    parser = argparse.ArgumentParser(prog="bench profile")
    parser.add_argument("what", choices=["training", "inference", "pipeline"])
    parser.add_argument("seconds", nargs="?", type=float, default=20)
    parser.add_argument("--batch", help="images of a batch, of the network", type=int, default=8)
    parser.add_argument("--threads", help="of the pipeline (default 1) or the engine (default 2)", type=int)
    parser.add_argument("--size", help="299 or 128, of a training step", type=int, default=299)
    parser.add_argument("--side", help="trainer, trainer-direct, trainer-bf16 or trainer-nd4j", default="trainer")
    parser.add_argument("--picture", help="600x450 or 3000x2000, of the pipeline", default="600x450")
    parser.add_argument("--svg", type=pathlib.Path)
    options = parser.parse_args()
    os.environ["DNNL_JIT_PROFILE"] = "2"
    pipeline = options.what == "pipeline"
    shared = f"SharedPictures {options.picture} 64" if pipeline else compare.NETWORK
    task = options.what if options.size == 299 else f"{options.what}-{options.size}"
    options.threads = options.threads or (1 if pipeline else 2)
    if not pipeline:
        compare.THREADS = str(options.threads)
    work = ("time", options.picture, options.threads) if pipeline else ("time", task, options.batch)
    with tempfile.TemporaryDirectory() as folder:
        compare.share(shared, folder)
        side = compare.Side("pipeline" if pipeline else options.side, folder)
        side.ask(*work, options.seconds / 4)
        data = f"{folder}/perf.data"
        answer = samples(side, (*work, options.seconds), data)
        stacks = flame.record(side.process.pid, folder, lambda: side.ask(*work, options.seconds)) if pipeline else None
        side.close()
        found = count(data)
        pathlib.Path(tempfile.gettempdir(), f"perf-{side.process.pid}.map").unlink(missing_ok=True)
    total = sum(found.values())
    groups, leaves = collections.Counter(), collections.Counter()
    for stack, n in found.items():
        groups[group_of(stack)] += n
        leaves[stack[0]] += n
    shares = [(name, n / total) for name, n in groups.most_common() if n / total >= 0.003]
    print(f"{answer['runs']} runs in {answer['seconds']:.1f} s, {total} samples\n\n| what | share |\n|---|---|")
    for name, share in shares:
        print(f"| {name} | {100 * share:.1f} % |")
    print("\nThe most frequent:\n")
    for (symbol, library), n in leaves.most_common(40):
        print(f"    {100 * n / total:5.1f} %  {symbol[:90]} ({library})")
    if options.svg and pipeline:
        title = f"JPEG of {options.picture}, threads: {options.threads}; the workers' time, {sum(stacks.values())} samples"
        options.svg.write_text(flame.svg(title, flame.below(stacks, "LesionPipeline.load")))
    elif options.svg:
        options.svg.write_text(svg(f"{options.what.capitalize()}: share of the processors' time", shares))


if __name__ == "__main__":
    main()
