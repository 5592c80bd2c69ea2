#!/usr/bin/env python3
"""Do the program and nmap's ssl-enum-ciphers see the same versions, suites and order on every endpoint of the lab?"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import mail
import namespace
import organisation
from processes import Processes

REPORT = "{urn:hybridready:report:1}"
KEYS = {"SSLv3": "tls.ssl3", "TLSv1.0": "tls.1.0", "TLSv1.1": "tls.1.1", "TLSv1.2": "tls.1.2", "TLSv1.3": "tls.1.3"}
# nmap names the TLS 1.3 suites after its own table.
RENAMED = {"TLS_AKE_WITH_": "TLS_"}


def endpoints():
    """Host, port, service; only what listens."""
    rows = [("ex01", 443, "https"), ("ex02", 443, "https"), ("ex03", 443, "https"), ("mail", 443, "https"),
            ("fe01", 443, "https"), ("fe02", 443, "https"), ("fe01", 5061, "sip"), ("fe02", 5061, "sip"),
            ("sts", 443, "https"), ("sts", 49443, "https"), ("oos", 443, "https"), ("legacy", 993, "tls")]
    if namespace.is_real_root():
        rows += [("ex01", 25, "smtp"), ("ex03", 25, "smtp"), ("legacy", 143, "imap"), ("legacy", 110, "pop3")]
    return rows


def ours(program, hosts, host, port, service):
    words = [program, "probe", f"{organisation.fqdn(host)}:{port}", "--service", service, "--hosts", hosts, "--format", "xml",
             "--quiet"]
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=120)
    probes = ElementTree.fromstring(done.stdout)
    facts = {fact.get("key"): fact for fact in probes.iter(f"{REPORT}fact") if fact.get("key") in
             list(KEYS.values()) + ["tls.order"]}
    seen = {}
    for key in KEYS.values():
        fact = facts.get(key)
        if fact is None or fact.get("seen") not in ("present", "absent"):
            seen[key] = f"{None if fact is None else fact.get('seen')}: {'' if fact is None else fact.text}"
        else:
            seen[key] = fact.text.split() if fact.get("seen") == "present" else []
    order = facts.get("tls.order")
    return seen, None if order is None else order.text


def theirs(host, port, name):
    return theirs_at(organisation.address(host), port, name)


def theirs_at(address, port, name):
    """nmap's answer: suites per version in its order, and who decides the order in each."""
    words = ["nmap", "-Pn", "-n", "-p", str(port), "--script", "ssl-enum-ciphers", "--script-args",
             f"tls.servername={name}", "-oX", "-", address]
    done = subprocess.run(words, capture_output=True, text=True, timeout=180)
    suites = {key: [] for key in KEYS.values()}
    preference = {}
    for script in ElementTree.fromstring(done.stdout).iter("script"):
        for version in script.findall("table"):
            key = KEYS.get(version.get("key"))
            if key is None:
                continue
            names = [element.text for element in version.iter("elem") if element.get("key") == "name"]
            for old, new in RENAMED.items():
                names = [name.replace(old, new) for name in names]
            suites[key] = names
            for element in version.findall("elem"):
                if element.get("key") == "cipher preference":
                    preference[key] = element.text
    return suites, preference


def compare(label, seen, order, suites, preference):
    differences = []
    for key, found in seen.items():
        expected = suites[key]
        if isinstance(found, str) or set(found) != set(expected):
            differences.append(f"{label} {key}: ours {found}, nmap {expected}")
        elif order == "server" and preference.get(key) == "server" and found != expected:
            differences.append(f"{label} {key}: our order {found}, nmap's {expected}")
    return differences


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--program", required=True, type=pathlib.Path)
    settings = options.parse_args()
    namespace.enter()
    differences, compared, pairs = [], 0, 0
    with tempfile.TemporaryDirectory(prefix="hybridready-lab-") as folder:
        os.chmod(folder, 0o755)
        processes = Processes(folder)
        try:
            lab = organisation.start(processes, folder)
            ca = pathlib.Path(folder) / "ca"
            if namespace.is_real_root():
                mail.start_dovecot(processes, pathlib.Path(folder) / "dovecot", organisation.address("legacy"),
                                   ca / "oos.key", ca / "oos.pem")
            for host, port, service in endpoints():
                if host == "legacy" and not namespace.is_real_root():
                    continue
                seen, order = ours(settings.program.resolve(), lab["hosts"], host, port, service)
                suites, preference = theirs(host, port, organisation.fqdn(host))
                differences += compare(f"{host}:{port}", seen, order, suites, preference)
                compared += 1
                pairs += sum(len(names) for names in suites.values())
        finally:
            processes.stop()
    for difference in differences:
        print(difference)
    print(f"{compared} endpoints, {pairs} pairs of version and suite seen by nmap, {len(differences)} differences")
    # nothing compared is not agreement
    return 1 if differences or pairs == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
