#!/usr/bin/env python3
"""Every file of the build compiles with clang without a warning, too. Needs clang; skipped (77) without it."""
import concurrent.futures
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys

def command_of(entry):
    words = shlex.split(entry["command"])
    while os.path.basename(words[0]) in ("ccache", "nice"):
        words.pop(0)
    kept, skip = ["clang", "-fsyntax-only", "-Werror"], False
    for word in words[1:]:
        if skip or word in ("-c", "-MD"):
            skip = False
        elif word in ("-o", "-MT", "-MF"):
            skip = True
        else:
            kept.append(word)
    return kept


def complaint(entry):
    done = subprocess.run(command_of(entry), cwd=entry["directory"], capture_output=True, text=True)
    return "" if done.returncode == 0 else done.stderr


def main():
    if shutil.which("clang") is None:
        print("skipped: clang is not installed")
        return 77
    entries = json.loads(pathlib.Path(sys.argv[1], "compile_commands.json").read_text(encoding="utf-8"))
    seen = {entry["file"]: entry for entry in entries}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        complaints = [text for text in pool.map(complaint, seen.values()) if text]
    for text in complaints:
        print(text, end="")
    print(f"{len(seen)} files, {len(complaints)} with complaints")
    return 1 if complaints or not seen else 0


if __name__ == "__main__":
    sys.exit(main())
