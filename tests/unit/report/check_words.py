#!/usr/bin/env python3
"""check_words.py REPORTS: the page's words are the same in every language, all used, and none that is used is missing."""
import pathlib
import re
import sys
import xml.etree.ElementTree as ET

folder = pathlib.Path(sys.argv[1])
words = {}
for path in sorted(folder.glob("ui-*.xml")):
    entries = [(e.tag, e.get("id")) for e in ET.parse(path).getroot()]
    assert len(entries) == len(set(entries)), f"{path.name}: an id is there twice"
    assert all((e.text or "").strip() for e in ET.parse(path).getroot()), f"{path.name}: an empty word"
    words[path.name] = set(entries)
assert len(words) >= 2, words.keys()
first = next(iter(words.values()))
for name, entries in words.items():
    assert entries == first, (name, entries ^ first)

sheets = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.xsl"))
used = set(re.findall(r"\$w\[@id = '([^']+)'\]", sheets))
known = {i for tag, i in first if tag == "word"}
assert used <= known, used - known
# Made of a question and an outcome.
made = {f"{q}{o}" for q in ("connect", "retire") for o in ("", "-ready", "-not-ready", "-unknown")}
assert known <= used | made, known - used - made
