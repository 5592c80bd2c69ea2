#!/usr/bin/env python3
"""Borders between rooms, banned functions, and what a reader would stumble over. One line per offence; exit 1 if any."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROOMS = ["base", "model", "parse", "x509", "catalog", "report", "watch", "engine", "discover", "probe", "registry", "observe", "cli"]
BANNED = {
    "strcpy": "hr_arena_string or memcpy with a length",
    "strcat": "hr_buffer_text",
    "sprintf": "snprintf",
    "vsprintf": "vsnprintf",
    "gets": "fgets",
    "strtok": "strcspn",
    "atoi": "hr_text_number",
    "atol": "hr_text_number",
    "system": "nothing: no shell",
    "popen": "nothing: no shell",
    "tmpnam": "mkstemp",
    "mktemp": "mkstemp",
    "alloca": "the arena",
}
CLOCKS = ["hr_clock_now", "hr_clock_now_ms", "time", "gettimeofday", "localtime"]
FILE_LINES = 500


def without_comments_and_strings(text):
    """The same lines with comments and literals blanked, so that words in them are not taken for calls."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.S)
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m.group(0)), text)


def called(code, names):
    """Line numbers on which one of the names is called."""
    pattern = re.compile(r"(?<![\w.>])(" + "|".join(map(re.escape, names)) + r")\s*\(")
    for match in pattern.finditer(code):
        yield code.count("\n", 0, match.start()) + 1, match.group(1)


def check_file(path):
    name = path.relative_to(ROOT).as_posix()
    text = path.read_text(encoding="utf-8")
    code = without_comments_and_strings(text)
    parts = name.split("/")
    for line, function in called(code, list(BANNED)):
        yield f"{name}:{line}: {function} is banned; use {BANNED[function]}"
    if parts[0] == "src":
        yield from check_room(name, parts[1], text, code)
    if parts[0] == "checks":
        for number, line in enumerate(text.splitlines(), 1):
            include = re.match(r'\s*#include\s+[<"]([^>"]+)[>"]', line)
            if include and not re.match(r"hybridready/|std(bool|def|int)\.h|\w+\.h$|common/|\.\./common/", include.group(1)):
                yield f"{name}:{number}: a check module includes {include.group(1)}; only hybridready/ and its own headers"
    if text.count("\n") > FILE_LINES and parts[0] in ("src", "checks", "include"):
        yield f"{name}: {text.count(chr(10))} lines; more than {FILE_LINES} are two things in one file"
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(r"\b(TODO|FIXME|XXX)\b", line):
            yield f"{name}:{number}: unfinished work is marked here"
        if len(line.expandtabs(8)) > 130:
            yield f"{name}:{number}: the line has {len(line.expandtabs(8))} columns"


def check_room(name, room, text, code):
    for number, line in enumerate(text.splitlines(), 1):
        include = re.match(r'\s*#include\s+"(\w+)/', line)
        if include and include.group(1) in ROOMS and ROOMS.index(include.group(1)) > ROOMS.index(room):
            yield f"{name}:{number}: room {room} includes {include.group(1)}, which comes after it"
    if room not in ("cli", "base"):
        for line, function in called(code, CLOCKS):
            yield f"{name}:{line}: {function}() asks the wall clock outside src/cli"
    if room != "cli":
        for line, function in called(code, ["printf", "puts", "perror", "exit", "abort"]):
            yield f"{name}:{line}: {function}() in library code; only src/cli speaks and ends"


def main():
    offences = []
    for folder in ("src", "include", "checks", "tests/unit", "tests/fuzz"):
        for path in sorted((ROOT / folder).rglob("*.[ch]")):
            offences += check_file(path)
    for offence in offences:
        print(offence)
    print(f"{len(offences)} offences")
    return 1 if offences else 0


if __name__ == "__main__":
    sys.exit(main())
