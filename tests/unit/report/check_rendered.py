#!/usr/bin/env python3
"""check_rendered.py REPORT FOLDER KIND...: does FOLDER/KIND say what the report says, and nothing that could act?"""
import csv
import html.parser
import json
import sys
import xml.etree.ElementTree as ET

NS = {"r": "urn:hybridready:report:1"}
VOID = {"meta", "br", "input", "link", "img", "hr"}


def findings_of(report):
    return report.findall("r:findings/r:finding", NS)


class Page(html.parser.HTMLParser):
    """Balanced tags; no script but the page's own; no handler; no link that runs."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.scripts, self.text, self.ids, self.targets = [], 0, [], [], []

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            assert not name.startswith("on"), (tag, name)
            assert not (value or "").lower().startswith("javascript:"), value
            if name == "id":
                self.ids.append(value)
            if name == "href" and value.startswith("#"):
                self.targets.append(value[1:])
            assert name != "src", value
        assert tag not in ("img", "iframe", "object", "link"), tag
        self.scripts += tag == "script"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open[-3:])
        self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("script", "style"):
            self.text.append(data)


def check_html(text, report):
    from urllib.parse import unquote
    page = Page()
    page.feed(text)
    page.close()
    assert not page.open, page.open
    assert page.scripts == 1, page.scripts
    assert len(page.ids) == len(set(page.ids)), "an id is there twice"
    for target in page.targets:
        assert unquote(target) in page.ids or target in page.ids, f"link to nowhere: {target}"
    shown = "".join(page.text)
    for finding in findings_of(report):
        assert finding.find("r:message", NS).text in shown, finding.attrib
    for server in report.iterfind(".//r:server", NS):
        assert server.get("name") in shown
    for step in report.iterfind("r:plan/r:step", NS):
        assert f"step-{step.get('n')}" in page.ids, step.attrib
        assert (step.get("detail") or "") in shown
    assert shown.count("\u2192") >= len(report.findall("r:plan/r:step/r:effect", NS)), "what steps change"
    for row in report.findall("r:tailoring/*", NS):
        for value in (row.get("who"), row.get("why"), row.get("until"), row.get("about")):
            assert value is None or value in shown, row.attrib


def check_csv(text, report):
    assert text.endswith("\r\n")
    rows = list(csv.DictReader(text.splitlines(keepends=True), strict=True))
    findings = findings_of(report)
    assert len(rows) == len(findings), (len(rows), len(findings))
    for row, finding in zip(rows, findings):
        assert None not in row and None not in row.values(), row
        assert row["rule"] == finding.get("rule") and row["outcome"] == finding.get("outcome")
        assert row["off"] == finding.get("off", "") and (row["waived-by"] != "") == (finding.get("waiver") is not None)
        message = finding.find("r:message", NS).text
        assert row["message"] == ("'" + message if message[0] in "=+-@" else message), row["message"]
        for value in row.values():
            assert value == "" or value[0] not in "=+-@\t\r\n", value


def check_json(text, report):
    whole = json.loads(text)
    assert [f["message"] for f in whole.get("findings", [])] == \
        [f.find("r:message", NS).text for f in findings_of(report)]
    assert [f["value"] for f in whole["evidence"]] == \
        [f.text or "" for f in report.iterfind("r:evidence/r:fact", NS)]
    assert [s["name"] for s in whole["inventory"]["servers"]] == \
        [s.get("name") for s in report.iterfind("r:inventory/r:server", NS)]
    assert [[e["about"] for e in s["effects"]] for s in whole.get("plan", [])] == \
        [[e.get("about") for e in s.iterfind("r:effect", NS)] for s in report.iterfind("r:plan/r:step", NS)]
    assert isinstance(whole["run"]["complete"], bool)
    for server in whole["inventory"]["servers"]:
        assert all(isinstance(e["port"], int) for e in server["endpoints"])
    assert ("verdicts" in whole) == (report.find("r:verdict", NS) is not None)
    waivers = report.findall("r:tailoring/r:waiver", NS)
    assert [w["until"] for w in whole.get("tailoring", {"waivers": []})["waivers"]] == [w.get("until") for w in waivers]


def check_junit(text, report):
    suites = ET.fromstring(text)
    findings = findings_of(report)
    cases = suites.findall("testsuite/testcase")
    aside = [f for f in findings if f.get("waiver") or f.get("off")]
    bad = [f for f in findings if f.get("outcome") == "not-ready" and f not in aside]
    skipped = [f for f in findings if f.get("outcome") in ("unknown", "not-applicable") or f in aside]
    assert int(suites.get("tests")) == len(cases) == len(findings)
    assert int(suites.get("failures")) == len(suites.findall(".//failure")) == len(bad)
    assert int(suites.get("skipped")) == len(suites.findall(".//skipped")) == len(skipped)
    assert sorted(f.get("message") for f in suites.iter("failure")) == \
        sorted(f.find("r:message", NS).text for f in bad)


def check_markdown(text, report):
    assert text.startswith("# ")
    assert "<" not in text, "raw HTML"
    for server in report.iterfind("r:inventory/r:server", NS):
        assert server.get("name") in text
    for effect in report.iterfind("r:plan/r:step/r:effect", NS):
        assert f"`{effect.get('rule')}`: " in text
    for line in text.splitlines():
        if line.startswith("| "):
            assert line.replace("\\|", "").count("|") == 5, line


for kind in sys.argv[3:]:
    with open(f"{sys.argv[2]}/{kind}", encoding="utf-8", newline="") as file:
        content = file.read()
    globals()["check_" + kind](content, ET.parse(sys.argv[1]).getroot())
