#!/usr/bin/env python3
"""The demo organisation, examined: leaves report.xml and report.html, stops everything it started."""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import directory
import namespace
import organisation
from processes import Processes


def examine(program, out, lab, secret):
    report = out / "report.xml"
    words = [program, "run", "--ldap", "ldaps://dc1.contoso.com", "--bind-dn", lab["reader"], "--password-file", secret,
             "--ca", lab["ca"], "--nameserver", organisation.NAME_SERVER,
             "--resolve", f"dc1.contoso.com:{organisation.address('dc1')}", "--timeout", "4", "-o", report]
    status = subprocess.run([str(word) for word in words]).returncode
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
            status = examine(settings.program.resolve(), settings.out, lab, secret)
            if "thumbnailPhoto" in lab["slapd_log"].read_text(errors="replace"):
                print("demo: the key attribute of AD FS was asked for, which must never happen", file=sys.stderr)
                return 1
        finally:
            processes.stop()
    if status not in (0, 1, 2):
        print(f"demo: the run failed with status {status}", file=sys.stderr)
        return 1
    print(f"\n{settings.out / 'report.xml'}\n{settings.out / 'report.html'}")
    print(f"The program's exit status was {status}; the demo took {time.monotonic() - began:.1f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
