#!/usr/bin/env python3
"""check_diff.py XML PAGE: does the page of a comparison say what its XML says, and nothing that could act?"""
import html.parser
import sys
import xml.etree.ElementTree as ET

D = "{urn:hybridready:diff:1}"
VOID = {"meta", "br"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.text, self.sections, self.items = [], [], [], []

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            assert not name.startswith("on") and name not in ("src", "href"), (tag, name, value)
        assert tag not in ("script", "img", "iframe", "object", "link"), tag
        if tag == "h2":
            self.sections.append(dict(attributes)["id"])
        if tag == "li":
            self.items.append((self.sections[-1], ""))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open[-3:])
        self.open.pop()

    def handle_data(self, data):
        if "style" not in self.open:
            self.text.append(data)
        if "li" in self.open:
            self.items[-1] = (self.items[-1][0], self.items[-1][1] + data)


def section_of(change):
    cause = change.get("cause")
    return change.get("bearing") if cause == "evidence" else cause


with open(sys.argv[2], encoding="utf-8") as file:
    page = Page()
    page.feed(file.read())
    page.close()
diff = ET.parse(sys.argv[1]).getroot()
changes = [c for c in diff if c.get("change")]
assert not page.open, page.open
assert diff.get("reason") in "".join(page.text)
order = ["worse", "time", "unclear", "better", "other", "inventory", "catalog"]
assert page.sections == [s for s in order if s in {section_of(c) for c in changes}], page.sections
told = [(section_of(c), c.findtext(D + "sentence")) for c in changes if c.find(D + "sentence") is not None]
assert sorted(page.items) == sorted(told), (page.items, told)
assert changes == [] or told, "nothing is told"
