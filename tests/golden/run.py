#!/usr/bin/env python3
"""Golden cases: CASE/evidence.xml, judged, with CASE/tailoring.xml if there is one, must be CASE/expected.xml
byte for byte; CASE/old.xml and new.xml, compared, must be CASE/expected.txt, in Dutch expected.nl.txt. --update
writes what came out."""
import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def judge(program, case, update):
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.xml"
        shutil.copy(case / "evidence.xml", report)
        words = [str(program), "assess", str(report), "--quiet"]
        if (case / "tailoring.xml").exists():
            words += ["--tailoring", str(case / "tailoring.xml")]
        done = subprocess.run(words, capture_output=True, text=True, timeout=60)
        if done.returncode not in (0, 1, 2):
            return done.stderr
        if update:
            shutil.copyfile(report, case / "expected.xml")
            return ""
        return difference_of(report.read_text(encoding="utf-8"), (case / "expected.xml").read_text(encoding="utf-8"))


def difference_of(found, wanted):
    if found == wanted:
        return ""
    lines = [f"line {n}: found {a.strip()!r}, wanted {b.strip()!r}" for n, (a, b) in
             enumerate(zip(found.splitlines(), wanted.splitlines()), 1) if a != b]
    return "\n".join(lines[:10]) or "one is longer than the other"


def compare(program, case, update):
    for language, name in (("en", "expected.txt"), ("nl", "expected.nl.txt")):
        done = subprocess.run([str(program), "diff", "old.xml", "new.xml", "--lang", language], cwd=case,
                              capture_output=True, encoding="utf-8", timeout=60)
        if done.returncode not in (0, 1, 2):
            return done.stderr
        found = f"exit status {done.returncode}\n{done.stdout}"
        if update:
            (case / name).write_text(found, encoding="utf-8")
        difference = difference_of(found, (case / name).read_text(encoding="utf-8"))
        if difference:
            return f"{name}: {difference}"
    return ""


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--program", required=True, type=pathlib.Path)
    options.add_argument("--update", action="store_true")
    settings = options.parse_args()
    failed = 0
    cases = sorted(path.parent for name in ("evidence.xml", "old.xml") for path in HERE.glob("*/" + name))
    for case in cases:
        look = judge if (case / "evidence.xml").exists() else compare
        difference = look(settings.program.resolve(), case, settings.update)
        failed += difference != ""
        print(f"{case.name}: {difference or 'as expected'}")
    print(f"{len(cases) - failed} passed, {failed} failed")
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
