#!/usr/bin/env python3
"""hybridready's prober and its peers, one after the other on the same servers behind the same link.

Runs in namespaces of its own (root, or user namespaces). A tool whose answer is not the servers' settings is marked wrong.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "lab")]

import farm
import link
import namespace
import tools
from processes import Processes

COLUMNS = ["tool", "wall s", "of ours", "CPU s", "of ours", "server CPU s", "connections each", "kB each", "peak MiB", "answer"]
SECONDS_MAX = 1800


def arguments():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--program", type=pathlib.Path, default=HERE.parents[1] / "build/bin/hybridready")
    options.add_argument("--delay", type=pathlib.Path, help="the forwarder; beside the program's build unless named")
    options.add_argument("--round-trip", type=float, nargs="+", default=[0, 40, 150], metavar="MS")
    options.add_argument("--endpoints", type=int, nargs="+", default=[1, 100, 500], metavar="N")
    options.add_argument("--only", help="tools, separated by commas: ours,fast,quick,nmap,sslscan,testssl")
    options.add_argument("--testssl", type=pathlib.Path, help="path of testssl.sh")
    options.add_argument("--repeat", type=int, default=3, help="the median is shown")
    options.add_argument("--workers", type=int, default=2, help="of nginx")
    options.add_argument("--ours-option", action="append", default=[], help="for our program, such as --per-host=8")
    options.add_argument("--json", type=pathlib.Path, help="append each measure, one object a line")
    options.add_argument("--check", action="store_true", help="exit 1 unless all answers are right and the link's delay is sane")
    settings = options.parse_args()
    settings.program = settings.program.resolve()
    settings.delay = settings.delay or settings.program.parents[1] / "tests/delay"
    if max(settings.endpoints) > link.ENDPOINTS_MAX or min(settings.endpoints) < 1 or max(settings.round_trip) > 20000:
        options.error(f"at most {link.ENDPOINTS_MAX} endpoints and a round trip of 20000 ms")
    return settings


def wanted_tools(settings, folder, authority):
    ours = [("ours", []), ("fast", ["--fast"]), ("quick", ["--quick"])]
    every = [tools.Ours(settings.program, folder, authority, label, extra + settings.ours_option) for label, extra in ours]
    every += [tools.Nmap(folder), tools.Sslscan(folder), tools.Testssl(folder, settings.testssl)]
    only = settings.only.split(",") if settings.only else [tool.label for tool in every]
    for tool in every:
        if tool.label in only and tool.missing():
            print(f"not measured: {tool.label}: {tool.missing()}")
    return [tool for tool in every if tool.label in only and not tool.missing()]


def judge(tool, addresses):
    """In a word, whether the answer is the one that nginx's settings give."""
    try:
        seen = tool.answer()
    except (OSError, ValueError, KeyError, SyntaxError) as error:
        return f"wrong: none to read ({type(error).__name__})"
    wrong = []
    for address in addresses:
        versions = seen.get(address, {})
        if {version: len(set(names)) for version, names in versions.items()} != farm.PAIRS and tool.whole or \
                sorted(versions) != sorted(farm.PAIRS):
            wrong.append(address)
    return "right" if not wrong else f"wrong for {len(wrong)} of {len(addresses)}, as {wrong[0]}: {seen.get(wrong[0])}"


def measure(tool, words, network, servers, addresses, folder):
    """One run. GNU time is the tool's parent: a child of this process would count this process' own memory as its peak."""
    report = pathlib.Path(folder) / "time"
    connections, size = network.counts()
    server_seconds = servers.processor_seconds()
    begin = time.monotonic()
    with open(pathlib.Path(folder) / f"{tool.label}.out", "wb") as output:
        # A timeout of subprocess' own would poll, and add up to 50 ms to each measure.
        status = subprocess.run(["timeout", str(SECONDS_MAX), "time", "-q", "-f", "%U %S %M", "-o", report, *words],
                                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, check=False).returncode
    wall = time.monotonic() - begin
    time.sleep(0.3)  # what is still on its way
    user, kernel, peak = report.read_text(encoding="ascii").split()
    connections_after, size_after = network.counts()
    each = len(addresses)
    return {"tool": tool.label, "wall": wall, "cpu": float(user) + float(kernel), "peak": int(peak) / 1024,
            "server_cpu": servers.processor_seconds() - server_seconds, "connections": (connections_after - connections) / each,
            "bytes": (size_after - size) / each / 1000, "status": status, "answer": judge(tool, addresses)}


def median_of(rows):
    row = dict(rows[0])
    for key in ("wall", "cpu", "peak", "server_cpu", "connections", "bytes"):
        row[key] = statistics.median(one[key] for one in rows)
    row["answer"] = next((one["answer"] for one in rows if one["answer"] != "right"), "right")
    return row


def show(rows):
    print("| " + " | ".join(COLUMNS) + " |\n" + "|---|" + "---:|" * (len(COLUMNS) - 2) + "---|")
    first = rows[0]
    for row in rows:
        wall, processor = row["wall"] / max(first["wall"], 1e-3), row["cpu"] / max(first["cpu"], 1e-2)
        print(f"| {row['tool']} | {row['wall']:.2f} | {wall:.1f} | {row['cpu']:.2f} | {processor:.1f} | {row['server_cpu']:.2f} | "
              f"{row['connections']:.1f} | {row['bytes']:.1f} | {row['peak']:.1f} | {row['answer']} |", flush=True)


def compare(settings, round_trip, folder):
    """All counts of endpoints at this round trip; whether all was right."""
    processes, right = Processes(folder), True
    try:
        network = link.Link(processes, settings.delay, round_trip)
        servers = farm.Farm(processes, network, folder, settings.workers)
        processes.wait_for(link.address(0), 443)
        seen = network.round_trip()
        right = round_trip <= seen <= round_trip * 1.1 + 5
        if not right:
            print(f"the link's round trip is {seen:.1f} ms, wanted {round_trip}")
        chosen = wanted_tools(settings, folder, servers.ca.certificate)
        for count in settings.endpoints:
            print(f"\n{count} endpoints, round trip {round_trip:g} ms (connect: {seen:.1f} ms), median of {settings.repeat}, "
                  f"load average {os.getloadavg()[0]:.1f} before\n", flush=True)
            right = compare_one(settings, chosen, network, servers, round_trip, count, folder) and right
    finally:
        processes.stop()
    return right


def compare_one(settings, chosen, network, servers, round_trip, count, folder):
    addresses = [link.address(number) for number in range(count)]
    targets = pathlib.Path(folder) / "targets"
    targets.write_text("".join(f"{address}\n" for address in addresses), encoding="ascii")
    medians = []
    # Around in turns, so that a neighbour's load on this machine falls on all alike.
    measured = {tool.label: [] for tool in chosen}
    for _ in range(settings.repeat):
        for tool in chosen:
            words = tool.words(targets, addresses)
            if words is not None:
                measured[tool.label].append(measure(tool, words, network, servers, addresses, folder))
    for tool in chosen:
        if not measured[tool.label]:
            print(f"not measured: {tool.label} on {count} endpoints\n")
            continue
        medians.append(median_of(measured[tool.label]))
        if settings.json:
            with open(settings.json, "a", encoding="utf-8") as file:
                for row in measured[tool.label]:
                    file.write(json.dumps(dict(row, endpoints=count, round_trip=round_trip)) + "\n")
    show(medians)
    return all(row["answer"] == "right" for row in medians)


def main():
    settings = arguments()
    if any(settings.round_trip) and not os.access("/dev/net/tun", os.R_OK | os.W_OK):
        print("skipped: a link with a delay needs /dev/net/tun")
        return 77
    namespace.enter()
    right = True
    for round_trip in settings.round_trip:
        with tempfile.TemporaryDirectory(prefix="hybridready-bench-") as folder:
            os.chmod(folder, 0o755)
            right = compare(settings, round_trip, folder) and right
    return 0 if right or not settings.check else 1


if __name__ == "__main__":
    sys.exit(main())
