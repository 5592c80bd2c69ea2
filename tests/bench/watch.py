#!/usr/bin/env python3
"""`watch` over many endpoints that all change in the same moment: how long until each change is seen, at what cost."""
import argparse
import calendar
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lab"))

import certificates
import namespace
from processes import Processes

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Farm:
    """One nginx on an address of its own for each endpoint."""

    def __init__(self, folder, count):
        self.folder = folder
        self.hosts = {f"s{i}.contoso.com": f"127.20.{i // 250}.{i % 250 + 1}" for i in range(count)}
        self.ca = certificates.Authority(folder / "ca")
        self.pair = self.ca.issue("farm", ["*.contoso.com"])
        self.processes = Processes(folder)

    def start(self, versions):
        listen = "".join(f"listen {address}:443 ssl;" for address in self.hosts.values())
        (self.folder / "nginx.conf").write_text(
            f"daemon off; master_process off; worker_rlimit_nofile 20000; pid {self.folder}/pid; error_log {self.folder}/err;\n"
            f"events {{ worker_connections 8000; }}\nhttp {{ access_log off; server {{ {listen} ssl_certificate {self.pair[1]}; "
            f"ssl_certificate_key {self.pair[0]}; ssl_protocols {versions}; ssl_ciphers ECDHE+AESGCM:ECDHE+AES256:@SECLEVEL=0; "
            "return 200; } }\n", encoding="ascii")
        process = self.processes.start("nginx", ["/usr/sbin/nginx", "-p", f"{self.folder}/", "-c", self.folder / "nginx.conf",
                                                 "-e", self.folder / "err"])
        self.processes.wait_for("127.20.0.1", 443)
        return process

    def change_after(self, seconds, process, changed):
        time.sleep(seconds)
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()
        self.start("TLSv1.2")
        changed.append(time.time())


def measure(settings, folder):
    farm = Farm(folder, settings.endpoints)
    program = str(settings.program.resolve())
    (folder / "hosts").write_text("".join(f"{address} {host}\n" for host, address in farm.hosts.items()), encoding="ascii")
    (folder / "servers").write_text("".join(f"{host} office-online server https:443\n" for host in farm.hosts), encoding="ascii")
    words = ["--hosts", folder / "hosts", "--ca", farm.ca.certificate, "--quiet"]
    try:
        process, changed = farm.start("TLSv1 TLSv1.1 TLSv1.2"), []
        subprocess.run([program, "run", "--servers", folder / "servers", *words, "-o", folder / "report.xml"], check=False)
        threading.Thread(target=farm.change_after, args=(2 * settings.interval, process, changed), daemon=True).start()
        done = subprocess.run(["/usr/bin/time", "-f", "%U %S %M", program, "watch", folder / "report.xml", *words, "--interval",
                               str(settings.interval), "--for", str(5 * settings.interval), "--events", folder / "events.xml"],
                              stderr=subprocess.PIPE, text=True, check=False)
    finally:
        farm.processes.stop()
    lines = (folder / "events.xml").read_text(encoding="utf-8").splitlines()
    seen = [calendar.timegm(time.strptime(re.search('at="([^"]+)"', line).group(1), "%Y-%m-%dT%H:%M:%SZ"))
            for line in lines if 'kind="version-vanished"' in line]
    user, system, memory = done.stderr.split()[-3:]
    print(f"{settings.endpoints} endpoints, every {settings.interval} s: {len(seen)} of {2 * settings.endpoints} changes seen, the "
          f"last after {max(seen, default=0) - changed[0]:.0f} s; {float(user) + float(system):.0f} s of processor time in "
          f"{5 * settings.interval} s of watching, with the last look; {int(memory) // 1024} MiB")
    return 0 if len(seen) == 2 * settings.endpoints else 1


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--program", type=pathlib.Path, default=ROOT / "build/bin/hybridready")
    options.add_argument("--endpoints", type=int, default=500)
    options.add_argument("--interval", type=int, default=10)
    settings = options.parse_args()
    namespace.enter()
    with tempfile.TemporaryDirectory(prefix="hybridready-bench-") as folder:
        os.chmod(folder, 0o755)
        return measure(settings, pathlib.Path(folder))


if __name__ == "__main__":
    sys.exit(main())
