#!/usr/bin/python3
"""Where the time of a training step or of inference goes, by perf's samples.

    derm-benchmarks/bench profile training|inference [SECONDS] [--svg FILE]

Samples the process of Side.java 99 times a second on each core, groups what was found by who did the work (oneDNN's
generated kernels have names because DNNL_JIT_PROFILE asks for them), and prints a table. Needs Debian's linux-perf, and
the right to use it.
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

# What a symbol or its library belongs to; the first that matches.
GROUPS = [
    ("convolution, mostly forward (oneDNN)", r"jit\w*(conv|1x1)\w*fwd|brgemm"),
    ("convolution, gradient of the input (oneDNN)", r"jit\w*(conv|1x1)\w*bwd_d(?!\w*w)|bwd_data"),
    ("convolution, gradient of the kernel (oneDNN)", r"jit\w*(conv|1x1)\w*bwd_w|bwd_weights"),
    ("convolution of 1 x 1, all three (oneDNN)", r"jit\w*(conv|1x1)\w*"),
    ("layouts changed (oneDNN)", r"reorder|transpose|trans_to_"),
    ("batch normalisation (oneDNN)", r"bnorm|batch_norm"),
    ("pooling (oneDNN)", r"pool"),
    ("sums over a batch, as matrix products", r"gemm|gemv|openblas"),
    ("other kernels (oneDNN)", r"jit_|dnnl::"),
    ("threads waiting for each other (OpenMP)", r"libgomp|gomp_|sched_yield|futex"),
    ("element by element (ND4J)", r"libnd4jcpu|samediff|sd::|functions::|simdOps"),
    ("memory copied or cleared", r"memset|memcpy|memmove|clear_page|clear_huge"),
    ("the kernel: pages, switches", r"kernel\.kallsyms"),
    ("garbage collection and compiling (JVM)", r"libjvm"),
    ("Java", r"."),
]


def group_of(symbol, library):
    text = f"{symbol} {library}"
    return next(name for name, pattern in GROUPS if re.search(pattern, text))


def samples(side, words, data):
    """Has the side work while perf looks on."""
    perf = subprocess.Popen(
        ["perf", "record", "-q", "-e", "cpu-clock", "-F", "99", "-o", data, "-p", str(side.process.pid)],
        stderr=subprocess.DEVNULL,
    )
    answer = side.ask(*words)
    perf.send_signal(2)
    perf.wait()
    return answer


def count(data):
    script = subprocess.run(
        ["perf", "script", "-i", data, "-F", "ip,sym,dso"], check=True, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True, errors="replace",
    ).stdout
    found = collections.Counter()
    for line in script.splitlines():
        match = re.match(r"\s*[0-9a-f]+ (.*) \((.*)\)$", line)
        if match:
            found[match.group(1), pathlib.Path(match.group(2)).name] += 1
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
    parser.add_argument("what", choices=["training", "inference"])
    parser.add_argument("seconds", nargs="?", type=float, default=20)
    parser.add_argument("--size", help="images of a batch", type=int, default=8)
    parser.add_argument("--svg", type=pathlib.Path)
    options = parser.parse_args()
    os.environ["DNNL_JIT_PROFILE"] = "2"
    with tempfile.TemporaryDirectory() as folder:
        compare.share(compare.NETWORK, folder)
        side = compare.Side("trainer", folder)
        side.ask("time", options.what, options.size, options.seconds / 4)
        data = f"{folder}/perf.data"
        answer = samples(side, ("time", options.what, options.size, options.seconds), data)
        side.close()
        found = count(data)
        pathlib.Path(tempfile.gettempdir(), f"perf-{side.process.pid}.map").unlink(missing_ok=True)
    total = sum(found.values())
    groups = collections.Counter()
    for (symbol, library), n in found.items():
        groups[group_of(symbol, library)] += n
    shares = [(name, n / total) for name, n in groups.most_common() if n / total >= 0.003]
    print(f"{answer['runs']} runs in {answer['seconds']:.1f} s, {total} samples\n\n| what | share |\n|---|---|")
    for name, share in shares:
        print(f"| {name} | {100 * share:.1f} % |")
    print("\nThe most frequent:\n")
    for (symbol, library), n in found.most_common(40):
        print(f"    {100 * n / total:5.1f} %  {symbol[:90]} ({library}) [{group_of(symbol, library)}]")
    if options.svg:
        options.svg.write_text(svg(f"{options.what.capitalize()}: share of the processors' time", shares))


if __name__ == "__main__":
    main()
