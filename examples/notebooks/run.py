"""Runs notebooks and compares their outputs with the committed ones; called by the script "run".

Every text that a cell prints or shows is compared, word for word and number for number. A number may differ by one unit
of its last digit; a cell whose metadata say {"derm": {"tolerance": 0.05}} allows more, and one tagged "varies" is only
run. Of images and charts their presence is checked. An error or a line on standard error fails the run.
"""

import argparse
import base64
import copy
import os
import re
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent
WORK = HERE / "target" / "runs"
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:,\d{3})*(?:\.\d+)?(?:[eE][-+]?\d+)?")
MOST_BYTES = 400_000

# With data of one's own there is nothing to compare with.
OWN_DATA = ("DERM_COUNTS", "DERM_IMAGES", "DERM_WEIGHTS", "DERM_PREDICTIONS", "DERM_READERS", "DERM_SCORES")


def run(path):
    """The notebook with fresh outputs, stripped of all that changes from run to run."""
    notebook = nbformat.read(path, as_version=4)
    metadata = copy.deepcopy(notebook.metadata)
    with open(WORK / (path.stem + ".log"), "w") as log:
        client = NotebookClient(
            notebook, timeout=900, kernel_name="derm4j", allow_errors=True, resources={"metadata": {"path": str(HERE)}}
        )
        client.execute(stdout=log, stderr=log)
    notebook.metadata = metadata
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.metadata.pop("execution", None)
            cell.outputs = tidy(cell)
    return notebook


def tidy(cell):
    """The outputs without display ids, and with what was printed in one piece; of a magic, its errors alone."""
    outputs = []
    for output in cell.outputs:
        if cell.source.startswith("%") and output.output_type != "error":
            continue
        if "metadata" in output:
            output["metadata"] = {}
        if outputs and output.output_type == "stream" and output.get("name") == outputs[-1].get("name"):
            outputs[-1].text += output.text
        else:
            outputs.append(output)
    return outputs


def texts(cell):
    """What a person reads of the outputs of a cell."""
    parts = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream" and output.name == "stdout":
            parts.append(output.text)
        elif output.output_type in ("execute_result", "display_data"):
            parts.append(output.data.get("text/plain", output.data.get("text/html", "")))
    return "\n".join(parts)


def kinds(cell):
    """The kinds of outputs of a cell that are not plain text."""
    outputs = cell.get("outputs", [])
    return [sorted(output.data) for output in outputs if output.output_type in ("execute_result", "display_data")]


def failures(cell):
    """Errors, and what was written to standard error."""
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            yield f"{output.ename}: {output.evalue}"
        elif output.output_type == "stream" and output.name == "stderr":
            yield "standard error: " + output.text.strip()


def allowed(number, tolerance):
    """How far a printed number may be off."""
    if tolerance is not None:
        return tolerance
    mantissa = number.lower().split("e")[0]
    return 1.01 * 10.0 ** -len(mantissa.partition(".")[2]) if "." in mantissa else 0.0


def differences(committed, fresh):
    """What differs between two states of a cell, and how many numbers were compared."""
    expected, actual = texts(committed), texts(fresh)
    if NUMBER.sub("#", expected).split() != NUMBER.sub("#", actual).split() or kinds(committed) != kinds(fresh):
        return [f"committed:\n{expected}\n{kinds(committed)}\nnow:\n{actual}\n{kinds(fresh)}"], 0
    tolerance = fresh.metadata.get("derm", {}).get("tolerance")
    pairs = list(zip(NUMBER.findall(expected), NUMBER.findall(actual)))
    wrong = [
        f"{old} became {new}"
        for old, new in pairs
        if abs(float(old.replace(",", "")) - float(new.replace(",", ""))) > allowed(old, tolerance)
    ]
    return wrong, len(pairs)


def own_data():
    """The variables that name data of one's own."""
    return [name for name in OWN_DATA if name in os.environ]


def check(path, fresh):
    """Prints what is wrong with a run; how many problems there were and how many numbers were compared."""
    committed = {cell.id: cell for cell in nbformat.read(path, as_version=4).cells}
    problems, compared = [], 0
    for cell in fresh.cells:
        if cell.cell_type != "code":
            continue
        problems += [f"{path.name}, cell {cell.id}: {failure}" for failure in failures(cell)]
        if not own_data() and "varies" not in cell.metadata.get("tags", []):
            wrong, numbers = differences(committed[cell.id], cell)
            problems += [f"{path.name}, cell {cell.id}: {difference}" for difference in wrong]
            compared += numbers
    for problem in problems:
        print(problem, file=sys.stderr)
    return len(problems), compared


def update(path, fresh):
    """Commits a run's outputs to the notebook, unless it failed or is too large to be kept."""
    errors = [failure for cell in fresh.cells for failure in failures(cell)]
    if errors:
        sys.exit(f"{path.name} is left as it was: " + "; ".join(errors))
    text = nbformat.writes(fresh) + "\n"
    if len(text.encode()) > MOST_BYTES:
        sys.exit(f"{path.name} is left as it was: {len(text.encode())} bytes with its outputs, at most {MOST_BYTES}")
    path.write_text(text)


def write_html(folder, name, notebook):
    """A page for reading; needs nbconvert, some versions of which take the shapes out of drawings that are no images."""
    from nbconvert import HTMLExporter

    notebook = copy.deepcopy(notebook)
    for output in (output for cell in notebook.cells for output in cell.get("outputs", [])):
        svg = output.get("data", {}).pop("image/svg+xml", None)
        if svg:
            image = base64.b64encode(svg.encode()).decode()
            output.data["text/html"] = f'<img src="data:image/svg+xml;base64,{image}">'
    folder.mkdir(parents=True, exist_ok=True)
    (folder / (name + ".html")).write_text(HTMLExporter().from_notebook_node(notebook)[0])


def main():
    options = argparse.ArgumentParser(prog="run", description="Runs the notebooks and compares their outputs.")
    options.add_argument("notebooks", nargs="*", type=Path, metavar="NOTEBOOK.ipynb", help="default: all")
    options.add_argument("--update", action="store_true", help="keep the new outputs in the notebooks")
    options.add_argument("--html", type=Path, metavar="FOLDER", help="write each as a page too")
    arguments = options.parse_args()
    if own_data() and arguments.update:
        options.error("notebooks are kept with invented data: unset " + ", ".join(own_data()))
    WORK.mkdir(parents=True, exist_ok=True)
    # The narrow network of notebook 3 has no work to share; see examples/bin/derm.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    failed = False
    for path in arguments.notebooks or sorted(HERE.glob("*.ipynb")):
        start = time.monotonic()
        fresh = run(path)
        nbformat.write(fresh, WORK / path.name)
        if arguments.html:
            write_html(arguments.html, path.stem, fresh)
        if arguments.update:
            update(path, fresh)
        problems, compared = check(path, fresh)
        failed |= problems > 0
        state = "FAILED" if problems else "ok"
        print(f"{path.stem:45} {state:7} {time.monotonic() - start:4.0f} s, {compared} numbers compared", flush=True)
    sys.exit(1 if failed else 0)


main()
