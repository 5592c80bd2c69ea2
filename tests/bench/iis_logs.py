#!/usr/bin/env python3
"""IIS logs of an Exchange server, of any size and with known counts, and how fast `import` reads them.

usage: iis_logs.py --program hybridready [--size MiB] [--check]

--check asks for exact counts only; it judges no time. Else: also how many MB a second, of processor time.
"""
import argparse
import collections
import os
import pathlib
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import smtp_logs

LINES_A_DAY = 250_000
HEAD = ("#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: 2026-10-%02d 00:00:00\r\n"
        "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) "
        "sc-status sc-substatus sc-win32-status time-taken%s\r\n")
CRYPT = " crypt-protocol crypt-cipher crypt-hash crypt-keyexchange"
ABLE = [f"Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64)+AppleWebKit/537.36+(KHTML,+like+Gecko)+Chrome/{v}.0.0.0+Safari/537.36"
        for v in range(90, 140)] + ["Microsoft+Office/16.0+(Windows+NT+10.0;+Microsoft+Outlook+16.0.17328;+Pro)"] * 30
UNABLE = {"Android/4.1.2-EAS-1.3": "Android 4.3 or older",
          "Mozilla/4.0+(compatible;+MSIE+8.0;+Windows+NT+6.1;+Trident/4.0)": "Internet Explorer 8 to 10 on Windows 7 or older"}
PROTOCOLS = {"400": 90, "1000": 6, "40": 3, "100": 1}


def generate(folder, size, seed=5):
    """Writes about `size` bytes, a file a day; the first day does not log crypt-protocol before noon."""
    luck = random.Random(seed)
    folder.mkdir(parents=True)
    counts = {"requests": 0, "legacy": collections.Counter(), "unable": {}, "bytes": 0, "files": 0}
    tokens, weights = list(PROTOCOLS), list(PROTOCOLS.values())
    day = 0
    while counts["bytes"] < size:
        day += 1
        with open(folder / f"u_ex2610{day:02d}.log", "w", newline="", encoding="ascii") as file:
            blind = day == 1
            file.write(HEAD % (day % 28 + 1, "" if blind else CRYPT))
            for n in range(LINES_A_DAY):
                if blind and n == LINES_A_DAY // 2:
                    blind = False
                    file.write(HEAD % (day % 28 + 1, CRYPT))
                agent = luck.choice(ABLE)
                client = f"10.{n % 3}.{n % 7}.{n % 251}"
                if n % 997 == 0:
                    agent = luck.choice(list(UNABLE))
                    client = f"10.9.0.{n % 100}"
                    counts["unable"].setdefault(client, set()).add(UNABLE[agent])
                second = n * 86400 // LINES_A_DAY
                token = luck.choices(tokens, weights)[0]
                line = (f"2026-10-{day % 28 + 1:02d} {second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d} 10.1.0.1 POST "
                        f"/mapi/emsmdb/ MailboxId=0123-{n}@contoso.com&CorrelationID=<empty>;&cafeReqId={n:032x}; 443 "
                        f"CONTOSO\\user{n % 5000} {client} {agent} - 200 0 0 {n % 900}")
                if not blind:
                    line += f" {token} 6610 800d ae06"
                    counts["requests"] += 1
                    if token in ("40", "100"):
                        counts["legacy"][client] += 1
                file.write(line + "\r\n")
                if n % 1000 == 0 and counts["bytes"] + file.tell() > size and n > LINES_A_DAY // 2:
                    break
            counts["bytes"] += file.tell()
            counts["files"] += 1
    return counts


def compare(facts, counts):
    legacy = {of.removeprefix("iis "): int(text) for of, (seen, text) in facts["clients.legacy"].items() if seen == "present"}
    written = dict(counts["legacy"])
    if "others" in legacy:
        others = legacy.pop("others")
        rest = sum(n for client, n in written.items() if client not in legacy)
        written = {client: n for client, n in written.items() if client in legacy} | {"others": rest}
        legacy["others"] = others
    unable = {of.removeprefix("iis "): set(text.split(", ")) for of, (_, text) in facts["clients.unable"].items()}
    both = {"requests": (int(facts["log.read"]["iis"][1].split(" ")[0]), counts["requests"]), "legacy": (legacy, written),
            "unable": (unable, counts["unable"])}
    return {name: pair for name, pair in both.items() if pair[0] != pair[1]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default=os.environ.get("HR_PROGRAM", "build/bin/hybridready"))
    parser.add_argument("--size", type=float, default=1024, help="MiB")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    program = str(pathlib.Path(arguments.program).resolve())
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="hybridready-iis-"))
    try:
        counts = generate(scratch / "logs", int(arguments.size * (1 << 20)))
        (scratch / "list.txt").write_text("mbx01.contoso.com exchange mailbox\n")
        subprocess.run([program, "discover", "--servers", "list.txt", "-o", "empty.xml", "--quiet"], cwd=scratch, check=True)
        best = None
        for _ in range(1 if arguments.check else arguments.repeat):
            before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
            subprocess.run([program, "import", "empty.xml", "logs", "--server", "mbx01", "-o", "report.xml"], cwd=scratch,
                           check=True)
            wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
            busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            best = min(best, (busy, wall)) if best else (busy, wall)
        wrong = compare(smtp_logs.read_facts(scratch / "report.xml"), counts)
        for name, (said, written) in wrong.items():
            print(f"{name}: the program says {said}, written were {written}")
        print(f"{counts['files']} files, {counts['bytes'] / 1e6:.0f} MB, {counts['requests']} requests with a version")
        if not arguments.check:
            print(f"{counts['bytes'] / 1e6 / best[0]:.0f} MB/s of processor time ({best[0]:.2f} s; {best[1]:.2f} s in all), "
                  f"{after.ru_maxrss / 1024:.0f} MiB at most")
        return 1 if wrong else 0
    finally:
        shutil.rmtree(scratch)


if __name__ == "__main__":
    sys.exit(main())
