#!/usr/bin/env python3
"""Every text, source and remedy that a check module names is there, in every language.

usage: texts.py SOURCE-FOLDER
"""
import glob
import os
import re
import sys
import xml.etree.ElementTree as ET

LANGUAGES = ("en", "nl")
LANG = "{urn:hybridready:lang:1}"
CATALOG = "{urn:hybridready:catalog:1}"
RULE_PARTS = ("title", "text", "ready", "not-ready", "unknown")
OUTCOMES = ("ready", "not-ready", "unknown", "not-applicable")

problems = []


def complain(text):
    problems.append(text)


def read(path):
    with open(path, encoding="utf-8") as file:
        return re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)


def texts_of(root, code):
    """{(kind, id): {part or (part, why): text}}"""
    texts = {}
    for path in sorted(glob.glob(os.path.join(root, "reports/lang", code + "*.xml"))):
        for entry in ET.parse(path).getroot().iter(LANG + "entry"):
            parts = texts.setdefault((entry.get("kind"), entry.get("id")), {})
            for part in entry:
                name = part.tag.replace(LANG, "")
                key = (name, part.get("why")) if part.get("why") else name
                if not (part.text or "").strip():
                    complain("%s: %s %s: %s is empty" % (path, entry.get("kind"), entry.get("id"), key))
                parts[key] = part.text or ""
    return texts


def ids_of(path, element):
    if not os.path.exists(path):
        return None
    return {row.get("id") for row in ET.parse(path).getroot().iter(CATALOG + element)}


def whys_in(code):
    """Words in the last argument of hr_because(), both sides of a ?: included."""
    whys = set()
    for match in re.finditer(r"hr_because\(", code):
        depth, at, last = 1, match.end(), match.end()
        while depth > 0 and at < len(code):
            if code[at] in "([{":
                depth += 1
            elif code[at] in ")]}":
                depth -= 1
            elif code[at] == "," and depth == 1:
                last = at
            at += 1
        whys.update(re.findall(r'"([^"]*)"', code[last:at]))
    return whys


def check_module(folder, texts, sources, remedies):
    name = os.path.basename(folder)
    files = sorted(glob.glob(os.path.join(folder, "*.c")))
    code = "\n".join(read(path) for path in files)
    rules = set(re.findall(r'\.id = "([^"]+)",\s*\.source', code))
    if not rules:
        complain("%s: no rules found" % folder)
    for code_of, all_texts in texts.items():
        for rule in sorted(rules):
            parts = all_texts.get(("rule", rule))
            if parts is None:
                complain("%s: rule %s has no texts in language %s" % (name, rule, code_of))
                continue
            for part in RULE_PARTS:
                if part not in parts:
                    complain("%s: rule %s lacks <%s> in language %s" % (name, rule, part, code_of))
        variants = {key[1] for rule in rules for key in all_texts.get(("rule", rule), {}) if isinstance(key, tuple)}
        for why in sorted(whys_in(code) - variants):
            complain("%s: no rule has a sentence for why=\"%s\" in language %s" % (name, why, code_of))
        for kind, pattern in (("evidence", r'\.evidence = "([^"]+)"'), ("notice", r'notice\([^,;]*, "([^"]+)"')):
            for used in sorted(set(re.findall(pattern, code))):
                if (kind, used) not in all_texts:
                    complain("%s: %s %s has no texts in language %s" % (name, kind, used, code_of))
    for what, known, pattern in (
        ("source", sources, r'\.source = "([^"#]+)'),
        ("remedy", remedies, r'\.remedy = "([^"]+)"'),
    ):
        for used in sorted(set(re.findall(pattern, code)) - (known or set())):
            if known is not None:
                complain("%s: %s %s is not in the catalog" % (name, what, used))


def check_languages(texts):
    """Each text of one language is there in all, with the same places to fill in."""
    first = texts[LANGUAGES[0]]
    for code in LANGUAGES[1:]:
        other = texts[code]
        for key in sorted(set(first) ^ set(other)):
            complain("%s %s is not in every language" % key)
        for key in sorted(set(first) & set(other)):
            for part in sorted(set(first[key]) ^ set(other[key]), key=str):
                # The loader falls back to English; a remedy's title is what the page and the plan show first.
                if key[0] == "remedy" and part in ("text", "verify", "undo") and part in first[key]:
                    continue
                complain("%s %s: %s is not in every language" % (key + (part,)))
            for part in set(first[key]) & set(other[key]):
                places = [sorted(set(re.findall(r"\{\w+\}", text))) for text in (first[key][part], other[key][part])]
                if places[0] != places[1]:
                    complain("%s %s: %s fills in other places in %s" % (key + (part, code)))


def check_common(root, texts):
    """Words that shared headers give as a reason have a sentence somewhere."""
    code = "\n".join(read(path) for path in sorted(glob.glob(os.path.join(root, "checks/common/*.h"))))
    known = {key[1] for parts in texts["en"].values() for key in parts if isinstance(key, tuple)}
    for why in sorted(whys_in(code) - known):
        complain("common: no rule has a sentence for why=\"%s\"" % why)


def check_diff(root, texts):
    """The sentences of diff: each that is named is there, and each that is there is used."""
    paths = [os.path.join(root, "src/report", name) for name in ("diff_tell.c", "diff_words.c", "diff_fact_words.c", "diff_write.c")]
    code = "\n".join(read(path) for path in paths + [os.path.join(root, "reports/diff.xsl")])
    keys = set(re.findall(r'HR_FACT_KEY\(\w+,\s*"([^"]+)"', read(os.path.join(root, "include/hybridready/facts.def"))))
    known = {id for kind, id in texts["en"] if kind == "diff"}
    for used in sorted(set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', "\n".join(map(read, paths[:3])))) - known):
        complain("diff: there is no sentence %s" % used)
    for id in sorted(known):
        made = id.startswith("section-") or id.endswith("-text") or id in ("go", "no-go", "cannot-tell")
        outcome = id in OUTCOMES
        if not made and not outcome and not re.search(r"""["']%s["']""" % re.escape(id), code) and id[5:] not in keys:
            complain("diff: nothing says %s" % id)


def check_discovery(root, texts):
    """Notices of discovery have a text."""
    code = "\n".join(read(path) for path in sorted(glob.glob(os.path.join(root, "src/discover/*.c"))))
    for used in sorted(set(re.findall(r'notice\([^;"]*"([a-z0-9-]+)"', code))):
        if ("notice", used) not in texts["en"]:
            complain("discover: notice %s has no texts" % used)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    root = sys.argv[1]
    texts = {code: texts_of(root, code) for code in LANGUAGES}
    sources = ids_of(os.path.join(root, "checks/catalog/sources.xml"), "source")
    remedies = ids_of(os.path.join(root, "checks/catalog/remedies.xml"), "remedy")
    modules = sorted(glob.glob(os.path.join(root, "checks/*/module.c")))
    if len(modules) < 8:
        complain("only %d check modules under %s/checks" % (len(modules), root))
    for path in modules:
        check_module(os.path.dirname(path), texts, sources, remedies)
    check_common(root, texts)
    check_discovery(root, texts)
    check_diff(root, texts)
    check_languages(texts)
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
