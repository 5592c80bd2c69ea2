#!/usr/bin/env python3
"""One whole-program case as data: cases/NAME/case.json says which servers stand there and what the report must find."""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import certificates
import directory
import mail
import names
import namespace
import organisation
import sip
import web
from processes import Processes

REPORT = "{urn:hybridready:report:1}"


def locations(kind, name, build, folder, ca):
    if kind == "adfs":
        web.write_metadata(folder / "metadata", name, ca.issue("signing", ["ADFS Signing"], self_signed=True)[1])
        return web.federation(folder / "metadata")
    pages = {"exchange": lambda: web.exchange(build, name.split(".")[0]), "office-online": lambda: web.office_online(build),
             "skype": lambda: web.skype(name)}
    return pages[kind]()


def start(processes, folder, case):
    """Starts the case's servers; extra words for the program."""
    ca = certificates.Authority(folder / "ca")
    pairs = {}

    def pair(name):
        if name not in pairs:
            pairs[name] = ca.issue(name, [name])
        return pairs[name]

    hosts = folder / "hosts"
    hosts.write_text("".join(f"{address} {name}\n" for name, address in case.get("hosts", {}).items()), encoding="ascii")
    names.start(processes, organisation.NAME_SERVER, hosts)
    sites = [web.Site(row["name"], case["hosts"][row["name"]], row.get("port", 443), *pair(row["name"]),
                      locations(row["kind"], row["name"], row.get("build"), folder, ca), row.get("versions", "TLSv1.2 TLSv1.3"),
                      row.get("suites", "ECDHE+AESGCM:ECDHE+AES256"), row.get("sni", False)) for row in case.get("web", [])]
    if sites:
        web.start(processes, folder / "nginx", sites)
    if case.get("mail"):
        mail.start(processes, folder / "postfix", [
            mail.Listener(row["name"], case["hosts"][row["name"]], 25, *pair(row["name"]),
                          row.get("protocols", ">=TLSv1.2"), row.get("starttls", True)) for row in case["mail"]])
    if case.get("sip"):
        sip.start(processes, folder / "kamailio", [
            sip.Listener(case["hosts"][row["name"]], *pair(row["name"]), row.get("method", "TLSv1.2+"))
            for row in case["sip"]])
    words = ["--ca", ca.certificate, "--nameserver", organisation.NAME_SERVER]
    if case.get("directory") == "empty":
        reader = directory.start(processes, folder / "slapd", directory.Entries(organisation.BASE), organisation.address("dc1"),
                                 *ca.issue("dc1", ["dc1.contoso.com"]), ca.certificate)
        secret = folder / "secret"
        secret.write_text(directory.PASSWORD + "\n", encoding="ascii")
        secret.chmod(0o600)
        words += ["--ldap", "ldaps://dc1.contoso.com", "--bind-dn", reader, "--password-file", secret,
                  "--resolve", f"dc1.contoso.com:{organisation.address('dc1')}"]
    if case.get("servers"):
        listed = folder / "servers"
        listed.write_text("\n".join(case["servers"]) + "\n", encoding="ascii")
        words += ["--servers", listed]
    return words


def differences(case, status, report):
    found = {}
    for finding in report.iter(f"{REPORT}finding"):
        found[finding.get("rule"), finding.get("about")] = (finding.get("outcome"), finding.findtext(f"{REPORT}message"))
    if status != case["exit"]:
        yield f"exit status {status}, wanted {case['exit']}"
    for rule, about, outcome in case.get("findings", []):
        got = found.get((rule, about), ("no finding", ""))
        if got[0] != outcome:
            yield f"{rule} on {about}: {got[0]} ({got[1]}), wanted {outcome}"
    for rule, about in found:
        if found[rule, about][0] == "not-ready" and case.get("nothing_not_ready"):
            yield f"{rule} on {about} is not ready: {found[rule, about][1]}"
    servers = sorted(server.get("id") for server in report.iter(f"{REPORT}server"))
    if "inventory" in case and servers != sorted(case["inventory"]):
        yield f"inventory {servers}, wanted {sorted(case['inventory'])}"


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--program", required=True, type=pathlib.Path)
    options.add_argument("--case", required=True, type=pathlib.Path)
    settings = options.parse_args()
    case = json.loads((settings.case / "case.json").read_text(encoding="utf-8"))
    namespace.enter()
    if case.get("mail") and not namespace.is_real_root():
        print("skipped: Postfix needs root to change to its own user")
        return 77
    with tempfile.TemporaryDirectory(prefix="hybridready-case-") as name:
        folder = pathlib.Path(name)
        os.chmod(folder, 0o755)
        processes = Processes(folder)
        try:
            words = start(processes, folder, case)
            report = folder / "report.xml"
            run = [settings.program.resolve(), "run", *words, "--timeout", "3", "-o", report]
            done = subprocess.run([str(word) for word in run], capture_output=True, text=True, timeout=120)
            if done.returncode not in (0, 1, 2):
                print(done.stdout, done.stderr)
                return 1
            wrong = list(differences(case, done.returncode, ElementTree.parse(report)))
        finally:
            processes.stop()
    for line in wrong:
        print(line)
    print(f"{settings.case.name}: {len(case.get('findings', []))} findings compared, {len(wrong)} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
