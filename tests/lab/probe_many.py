#!/usr/bin/env python3
"""Thousands of endpoints in one probe: flat memory, all told, also with few file descriptors; and the quick look's bounds."""
import argparse
import json
import pathlib
import resource
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import certificates
import namespace
import web
from processes import Processes

ALIVE, DEAD = 300, 10000
ALIVE_MIB, DEAD_MIB = 20, 64


def limit_descriptors():
    resource.setrlimit(resource.RLIMIT_NOFILE, (150, 150))


def run(program, folder, targets, *words, prepare=None):
    """Probes, their facts by key, the last line of progress, and the peak memory in MiB."""
    listed = folder / "targets"
    listed.write_text("\n".join(targets) + "\n", encoding="ascii")
    command = ["/usr/bin/time", "-f", "%M", str(program), "probe", "--targets", str(listed), "--format", "json", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, preexec_fn=prepare)
    lines = [line for line in done.stderr.splitlines() if not line.startswith("Command exited")]
    probes = json.loads(done.stdout)["probes"]
    facts = [{(fact["key"], fact.get("of", "")): fact for fact in probe["facts"]} for probe in probes]
    return facts, lines[-2], int(lines[-1]) / 1024


def all_alike(facts, key):
    return {(fact[key]["seen"], fact[key]["value"]) for fact in facts}


def check(program, folder, sanitized):
    alive = [f"127.1.{i // 250}.{i % 250 + 1}:443" for i in range(ALIVE)]
    dead = [f"127.2.{i // 250}.{i % 250 + 1}:9" for i in range(DEAD)]
    facts, progress, memory = run(program, folder, alive)
    print(f"{ALIVE} that answer: {memory:.1f} MiB; {progress}")
    if len(facts) != ALIVE or len(all_alike(facts, ("tls.1.2", ""))) != 1 or len(all_alike(facts, ("tls.1.3", ""))) != 1:
        yield f"{len(facts)} of {ALIVE} told, with {all_alike(facts, ('tls.1.2', ''))} for TLS 1.2"
    if memory > ALIVE_MIB and not sanitized:
        yield f"{memory:.1f} MiB for {ALIVE} endpoints, more than {ALIVE_MIB}"
    facts, progress, memory = run(program, folder, alive[:100], prepare=limit_descriptors)
    if len(facts) != 100 or len(all_alike(facts, ("tls.1.2", ""))) != 1:
        yield f"150 file descriptors: {len(facts)} of 100 told, with {all_alike(facts, ('tls.1.2', ''))} for TLS 1.2"
    facts, progress, memory = run(program, folder, dead)
    print(f"{DEAD} that refuse: {memory:.1f} MiB; {progress}")
    if len(facts) != DEAD or {seen for seen, _ in all_alike(facts, ("tls.1.2", ""))} != {"failed"}:
        yield f"{len(facts)} of {DEAD} told, with {all_alike(facts, ('tls.1.2', ''))} for TLS 1.2"
    if memory > DEAD_MIB and not sanitized:
        yield f"{memory:.1f} MiB for {DEAD} endpoints, more than {DEAD_MIB}"
    facts, progress, _ = run(program, folder, alive[:1], "--quick")
    connections = int(progress.split(" with ")[1].split()[0])
    if connections > 8 or facts[0]["tls.enumeration", ""]["value"] != "quick":
        yield f"a quick look took {connections} connections"
    if facts[0]["tls.1.2", ""]["value"] != "" or ("tls.order", "") in facts[0]:
        yield "a quick look pretends to have listed the suites"
    if facts[0]["tls.handshake", "1.3"]["seen"] != "present" or ("cert.sha256", "rsa") not in facts[0]:
        yield "a quick look shows no handshake and certificate"


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--program", required=True, type=pathlib.Path)
    program = options.parse_args().program.resolve()
    namespace.enter()
    sanitized = b"__asan_init" in program.read_bytes()
    with tempfile.TemporaryDirectory(prefix="hybridready-many-") as name:
        folder = pathlib.Path(name)
        processes = Processes(folder)
        try:
            pair = certificates.Authority(folder / "ca").issue("many", ["many.contoso.com"])
            web.start(processes, folder / "nginx", [web.Site("many.contoso.com", "0.0.0.0", 443, *pair, "location / { return 204; }")])
            wrong = list(check(program, folder, sanitized))
        finally:
            processes.stop()
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
