"""A flame graph of what Java threads do, native calls among it: by JFR's samples of a running process."""

import collections
import html
import json
import pathlib
import re
import subprocess

# One thread in native code is looked at each time, and up to five in Java: the same only for one thread.
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<configuration version="2.0">
  <event name="jdk.ExecutionSample"><setting name="enabled">true</setting><setting name="period">10 ms</setting></event>
  <event name="jdk.NativeMethodSample"><setting name="enabled">true</setting><setting name="period">10 ms</setting></event>
</configuration>
"""
WIDTH, ROW, LETTER = 960, 18, 6.5


def record(pid, folder, work):
    """Stacks, outermost frame first, and how often each was found while the work was done."""
    settings, recording = pathlib.Path(folder, "samples.jfc"), pathlib.Path(folder, "samples.jfr")
    settings.write_text(SETTINGS)
    tell = ["jcmd", str(pid)]
    subprocess.run([*tell, "JFR.start", "name=samples", f"settings={settings}"], check=True, stdout=subprocess.DEVNULL)
    work()
    subprocess.run([*tell, "JFR.stop", "name=samples", f"filename={recording}"], check=True, stdout=subprocess.DEVNULL)
    printed = subprocess.run(
        ["jfr", "print", "--json", "--stack-depth", "64", "--events", "ExecutionSample,NativeMethodSample", recording],
        check=True, stdout=subprocess.PIPE, text=True,
    ).stdout
    stacks = collections.Counter()
    for event in json.loads(printed)["recording"]["events"]:
        frames = (event["values"]["stackTrace"] or {"frames": []})["frames"]
        names = (name(frame["method"]) for frame in reversed(frames))
        stacks[tuple(each for each in names if not re.search(r"lambda\$|^\d", each))] += 1
    return stacks


def name(method):
    return f"{method['type']['name'].rsplit('.', 1)[-1].rsplit('/', 1)[-1]}.{method['name']}"


def below(stacks, root):
    """The stacks from a method on; what is not below it is left out."""
    found = collections.Counter()
    for stack, n in stacks.items():
        if root in stack:
            found[stack[stack.index(root) :]] += n
    return found


def svg(title, stacks):
    """Each frame as wide as its share, over the one that called it."""
    total = sum(stacks.values())
    boxes = []

    def lay(stacks, depth, left):
        children = collections.defaultdict(collections.Counter)
        for stack, n in stacks.items():
            if stack:
                children[stack[0]][stack[1:]] += n
        for frame, rest in sorted(children.items()):
            n = sum(rest.values())
            if n / total >= 0.003:
                boxes.append((depth, left, n, frame))
                lay(rest, depth + 1, left)
            left += n

    lay(stacks, 0, 0)
    height = ROW * (max(depth for depth, *_ in boxes) + 3)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" font-family="sans-serif" font-size="11">',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        f'<text x="4" y="14" font-weight="bold">{html.escape(title)}</text>',
    ]
    for depth, left, n, frame in boxes:
        x, width, y = WIDTH * left / total, WIDTH * n / total, height - ROW * (depth + 1)
        text = html.escape(frame)
        colour = "#f2b36b" if depth % 2 else "#f6cf95"
        lines.append(f'<g><title>{text}: {100 * n / total:.1f} %</title>')
        lines.append(f'<rect x="{x:.1f}" y="{y}" width="{max(0.5, width - 1):.1f}" height="{ROW - 1}" fill="{colour}"/>')
        letters = int(width / LETTER)
        shown = frame if len(frame) <= letters else frame.rsplit(".", 1)[-1][:letters]
        lines.append(f'<text x="{x + 3:.1f}" y="{y + 13}">{html.escape(shown)}</text></g>')
    return "\n".join([*lines, "</svg>", ""])
