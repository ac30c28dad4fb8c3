"""Keeps a run of JMH for docs/benchmarks-tables.md, without the fields that the page does not use: derm-benchmarks/bench keep NAME FILE"""

import datetime
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
ALLOCATION = "gc.alloc.rate.norm"
SETTINGS = [
    "benchmark", "mode", "threads", "forks", "jdkVersion", "jvmArgs", "warmupIterations", "warmupTime",
    "measurementIterations", "measurementTime", "params",
]  # fmt: skip


def main(name, file):
    rows = []
    for row in json.loads(pathlib.Path(file).read_text()):
        kept = {key: row[key] for key in SETTINGS if key in row}
        kept["primaryMetric"] = {key: row["primaryMetric"][key] for key in ("scoreUnit", "rawData")}
        if ALLOCATION in row.get("secondaryMetrics", {}):
            kept["secondaryMetrics"] = {ALLOCATION: {"score": row["secondaryMetrics"][ALLOCATION]["score"]}}
        rows.append(json.dumps({"date": datetime.date.today().isoformat(), **kept}))
    (HERE / "results" / "jmh" / f"{name}.json").write_text("[\n" + ",\n".join(rows) + "\n]\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
