#!/usr/bin/env python3
"""The demo organisation, examined: leaves report.xml and report.html, stops everything it started."""
import argparse
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import directory
import evidence
import namespace
import organisation
from processes import Processes

CANARY = ("127.10.0.60", 443)
REPORT = "{urn:hybridready:report:1}"


def bring(program, report, processes, folder):
    """What only their owners can show: one server calls the canary, and files come in. Then all is judged again."""
    print("what only the owners can show: a server calls the canary, and collector folders and logs come in", flush=True)
    canary = processes.start("listen", [program, "listen", report, "--https", "{}:{}".format(*CANARY), "--for", "60",
                                        "--nameserver", organisation.NAME_SERVER])
    processes.wait_for(*CANARY)
    subprocess.run(["curl", "-sk", "--tlsv1.2", f"https://{CANARY[0]}/s/ex05.contoso.com"], check=True, timeout=20, capture_output=True)
    canary.send_signal(signal.SIGINT)
    canary.wait(20)
    shutil.rmtree(folder, ignore_errors=True)
    evidence.write(folder)
    if subprocess.run([str(program), "import", str(report), str(folder)]).returncode != 0:
        return 3
    return subprocess.run([str(program), "assess", str(report)]).returncode


def differences(report):
    """What the demo must come to: servers that are ready in both directions, and the others' reasons."""
    found = {}
    for finding in ElementTree.parse(report).getroot().iter(f"{REPORT}finding"):
        found.setdefault(finding.get("about").split("@")[0].split(":")[0], []).append(finding)
    wrong = [f"exchange/ex05.contoso.com: {finding.get('rule')} is {finding.get('outcome')}: {finding.findtext(f'{REPORT}message')}"
             for finding in found["exchange/ex05.contoso.com"] if finding.get("outcome") not in ("ready", "not-applicable")]
    wanted = [("exchange/ex01.contoso.com", "windows.dotnet4", "not-ready", "SchUseStrongCrypto not set"),
              ("exchange/ex01.contoso.com", "windows.schannel-client", "ready", "1.2 on"),
              ("exchange/ex01.contoso.com", "windows.retired", "ready", "15.1.2507.6"),
              ("exchange/edge01.contoso.com", "exchange.edge-stale", "not-ready", "15.1.2375.7"),
              ("exchange/edge01.contoso.com", "exchange.update", "ready", "15.1.2507.6 (registry), 15.1.2375.7 (directory)"),
              ("exchange/edge01.contoso.com", "windows.schannel-client", "not-ready", "1.2 off: Enabled = 0"),
              ("skype/fe01.contoso.com", "skype.update", "ready", "6.0.9319.548"),
              ("skype/fe02.contoso.com", "windows.retired", "not-ready", "Sign-in, meetings")]
    for about, rule, outcome, says in wanted:
        if not any(finding.get("rule") == rule and finding.get("outcome") == outcome
                   and says in finding.findtext(f"{REPORT}message") for finding in found.get(about, [])):
            wrong.append(f"{about}: {rule} is not {outcome} with \"{says}\"")
    return wrong


def examine(program, out, lab, secret, processes):
    report = out / "report.xml"
    words = [program, "run", "--ldap", "ldaps://dc1.contoso.com", "--bind-dn", lab["reader"], "--password-file", secret,
             "--ca", lab["ca"], "--nameserver", organisation.NAME_SERVER,
             "--resolve", f"dc1.contoso.com:{organisation.address('dc1')}", "--timeout", "10", "--quiet", "-o", report]
    print("looking at it from outside: the directory, then every endpoint", flush=True)
    status = subprocess.run([str(word) for word in words]).returncode
    if status in (0, 1, 2):
        status = bring(program, report, processes, out / "evidence")
    if status in (0, 1, 2):
        page = [program, "render", report, "--format", "html", "-o", out / "report.html"]
        if subprocess.run([str(word) for word in page]).returncode != 0:
            return 3
    return status


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--program", default="build/bin/hybridready", type=pathlib.Path)
    options.add_argument("--out", default="build/demo", type=pathlib.Path)
    settings = options.parse_args()
    settings.out.mkdir(parents=True, exist_ok=True)
    namespace.enter()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hybridready-lab-") as folder:
        os.chmod(folder, 0o755)
        processes = Processes(folder)
        try:
            print("starting the demo organisation: directory, web, mail, SIP and old servers on loopback", flush=True)
            lab = organisation.start(processes, folder)
            print(f"started in {time.monotonic() - began:.1f} s", flush=True)
            secret = pathlib.Path(folder) / "secret"
            secret.write_text(directory.PASSWORD + "\n", encoding="ascii")
            secret.chmod(0o600)
            status = examine(settings.program.resolve(), settings.out, lab, secret, processes)
            if "thumbnailPhoto" in lab["slapd_log"].read_text(errors="replace"):
                print("demo: the key attribute of AD FS was asked for, which must never happen", file=sys.stderr)
                return 1
        finally:
            processes.stop()
    if status not in (0, 1, 2):
        print(f"demo: the run failed with status {status}", file=sys.stderr)
        return 1
    wrong = differences(settings.out / "report.xml") if namespace.is_real_root() else []
    if wrong:
        print("\n".join(["demo: not what it should come to:", *wrong]), file=sys.stderr)
        return 1
    print(f"\n{settings.out / 'report.xml'}\n{settings.out / 'report.html'}")
    print(f"The program's exit status was {status}; the demo took {time.monotonic() - began:.1f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
