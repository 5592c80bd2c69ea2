#!/usr/bin/env python3
"""Random settings of real TLS stacks: does the program see what the settings say, and does nmap see the same?

Every setting is held against the stack's own listing (stacks.py) and against nmap's ssl-enum-ciphers. Where nmap differs, a
rule below must say why, or the setting fails.
"""
import argparse
import concurrent.futures
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import agreement
import certificates
import mail
import namespace
import stacks
from processes import Processes

SEED = 20260
COUNTS = {"s_server": (4, 18), "gnutls": (3, 14), "nss": (3, 12), "java": (2, 14), "nginx": (3, 14), "postfix": (1, 6)}
REPORT = "{urn:hybridready:report:1}"
NAME = "matrix.contoso.com"
AT_ONCE = 3


def draw(seed, whole):
    """Each setting has a number of its own, so that one can be looked at alone and more of one stack change no other."""
    settings = []
    for stack, (few, many) in COUNTS.items():
        for number in range(many if whole else few):
            setting = stacks.DRAWS[stack](random.Random(f"{seed} {stack} {number}"))
            setting.label = f"{stack}-{number}"
            setting.port = setting.port or 20000 + len(settings)
            setting.address = f"127.20.0.{len(settings) + 1}" if stack == "postfix" else "127.0.0.1"
            settings.append(setting)
    return settings


class Farm:
    """The servers of the settings."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.processes = Processes(folder)
        authority = certificates.Authority(self.folder / "ca")
        self.pairs = {"rsa": authority.issue("rsa", [NAME]), "ec": authority.issue("ec", [f"ec.{NAME}", NAME], curve="P-256"),
                      "ec384": authority.issue("ec384", [f"ec384.{NAME}", NAME], curve="P-384", digest="sha384")}
        self.dh = self.folder / "dh.pem"
        certificates.openssl("genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:ffdhe2048", "-out", self.dh)
        self.hosts = self.folder / "hosts"

    def pairs_of(self, setting):
        return [self.pairs[word] for word in setting.keys.split()]

    def keystore(self, word):
        key, certificate = self.pairs[word]
        path = self.folder / f"{word}.java.p12"
        if not path.exists():
            certificates.openssl("pkcs12", "-export", "-legacy", "-in", certificate, "-inkey", key, "-name", word, "-out", path,
                                 "-passout", "pass:lab")
        return path

    def start_s_server(self, setting):
        pairs = self.pairs_of(setting)
        words = ["openssl", "s_server", "-accept", f"{setting.address}:{setting.port}", "-www", "-cert", pairs[0][1], "-key", pairs[0][0]]
        if len(pairs) > 1:
            words += ["-dcert", pairs[1][1], "-dkey", pairs[1][0]]
        self.processes.start(setting.label, words + setting.details["words"])

    def start_gnutls(self, setting):
        words = ["gnutls-serv", "--http", "--port", setting.port, "--priority", setting.details["priority"]]
        for key, certificate in self.pairs_of(setting):
            words += ["--x509certfile", certificate, "--x509keyfile", key]
        self.processes.start(setting.label, words)

    def start_nss(self, setting):
        database = self.folder / "nss"
        if not database.exists():
            database.mkdir()
            subprocess.run(["certutil", "-N", "-d", f"sql:{database}", "--empty-password"], check=True, capture_output=True)
            for word, (key, certificate) in self.pairs.items():
                one = self.folder / f"{word}.nss.p12"
                certificates.openssl("pkcs12", "-export", "-in", certificate, "-inkey", key, "-name", word, "-out", one, "-passout", "pass:")
                subprocess.run(["pk12util", "-i", one, "-d", f"sql:{database}", "-W", ""], check=True, capture_output=True)
        words = ["selfserv", "-d", f"sql:{database}", "-n", "rsa", "-p", setting.port, *setting.details["words"]]
        self.processes.start(setting.label, words + (["-e", "ec"] if "ec" in setting.keys else []))

    def start_java(self, setting):
        self.processes.start(setting.label, ["java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", self.folder / "classes", "OldServer",
                                             setting.address, setting.port, ",".join(str(self.keystore(word)) for word in setting.keys.split()),
                                             *setting.details["words"]])

    def nginx(self, settings):
        """All of them in one server: each has a port of its own."""
        folder = self.folder / "nginx"
        folder.mkdir()
        blocks = []
        for setting in settings:
            lines = [f"listen {setting.address}:{setting.port} ssl default_server", *setting.details["lines"]]
            lines += [f"ssl_dhparam {self.dh}"] if setting.details["dh"] else []
            for key, certificate in self.pairs_of(setting):
                lines += [f"ssl_certificate {certificate}", f"ssl_certificate_key {key}"]
            blocks.append("server { " + "; ".join(lines) + "; location / { return 204; } }")
        paths = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(
            f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/log;\nevents {{ }}\nhttp {{ access_log off;\n" + paths
            + "\n".join(blocks) + "\n}\n", encoding="ascii")
        self.processes.start("nginx", ["nginx", "-p", folder, "-c", folder / "nginx.conf"])

    def postfix(self, settings):
        listeners = []
        for setting in settings:
            pairs = self.pairs_of(setting)
            one = mail.Listener(NAME, setting.address, setting.port, *pairs[0], protocols=setting.details["options"]["smtpd_tls_protocols"])
            one.more = dict(setting.details["options"], smtpd_tls_chain_files=", ".join(str(path) for pair in pairs for path in pair))
            listeners.append(one)
        mail.start(self.processes, self.folder / "postfix", listeners)

    def start(self, settings):
        self.hosts.write_text("".join(f"{setting.address} {setting.label}.contoso.com\n" for setting in settings), encoding="ascii")
        by_stack = {stack: [setting for setting in settings if setting.stack == stack] for stack in COUNTS}
        if by_stack["java"]:
            subprocess.run(["javac", "-d", self.folder / "classes", HERE / "OldServer.java"], check=True)
        for stack in ("nginx", "postfix"):
            if by_stack[stack]:
                getattr(self, stack)(by_stack[stack])
        for stack in ("s_server", "gnutls", "nss", "java"):
            for setting in by_stack[stack]:
                getattr(self, f"start_{stack}")(setting)
        for setting in settings:
            self.processes.wait_for(setting.address, setting.port)


def ours(program, farm, setting, *words):
    target = f"{setting.label}.contoso.com:{setting.port}"
    done = subprocess.run([str(program), "probe", target, "--service", setting.service, "--hosts", str(farm.hosts), "--format", "xml",
                           "--quiet", *words], capture_output=True, text=True, timeout=120)
    facts = {fact.get("key"): fact for fact in ElementTree.fromstring(done.stdout).iter(f"{REPORT}fact")}
    seen = {}
    for key in stacks.KEYS.values():
        fact = facts.get(key)
        state = None if fact is None else fact.get("seen")
        seen[key] = {"present": lambda: fact.text.split(), "absent": lambda: []}.get(state, lambda: f"{state}: {fact.text}")()
    order = facts.get("tls.order")
    seen["order"] = order.text if order is not None and order.get("seen") == "present" else None
    if "tls.disagreement" in facts:
        seen["disagreement"] = facts["tls.disagreement"].text
    return seen


def differ_from_setting(setting, seen):
    for key in stacks.KEYS.values():
        expected = setting.expected.get(key, [])
        if isinstance(seen[key], str):
            yield f"{key}: {seen[key]}, wanted {expected}"
        elif set(expected) != set(seen[key]):
            yield f"{key}: lacks {sorted(set(expected) - set(seen[key]))}, has too many {sorted(set(seen[key]) - set(expected))}"
        elif setting.order != "client" and expected != seen[key]:
            yield f"{key}: order {seen[key]}, wanted {expected}"
    wanted = setting.order if setting.decides() else None
    if seen["order"] != wanted:
        yield f"order {seen['order']}, wanted {wanted}"
    if "disagreement" in seen:
        yield f"disagreement: {seen['disagreement']}"


# Why nmap sees something else, and where that is so.
EXPLAINED = [
    ("nmap/nmap#3147: its hello offers no signature algorithm with SHA-384 in TLS 1.3",
     lambda setting, key, seen, suites: key == "tls.1.3" and setting.keys == "ec384" and not suites),
]


def explain(setting, key, seen, suites):
    """Why nmap is wrong there, or None. Whoever calls has seen that the program agrees with the setting."""
    for why, applies in EXPLAINED:
        if applies(setting, key, seen[key], suites[key]):
            return why
    return None


def compare(program, farm, setting):
    """Lines of what is wrong, lines of what nmap gets wrong, pairs compared."""
    seen = ours(program, farm, setting)
    wrong, explained = [f"{setting.label} {line}" for line in differ_from_setting(setting, seen)], []
    fast = ours(program, farm, setting, "--fast")
    wrong += [f"{setting.label} {key}: --fast says {fast.get(key)}, without it {seen.get(key)}"
              for key in sorted(seen.keys() | fast.keys()) if seen.get(key) != fast.get(key)]
    suites, preference = agreement.theirs_at(setting.address, setting.port, f"{setting.label}.contoso.com")
    for key in stacks.KEYS.values():
        why = None
        if set(suites[key]) != set(seen[key]):
            said = f"{setting.label} {key}: nmap lacks {sorted(set(seen[key]) - set(suites[key]))}, has too many {sorted(set(suites[key]) - set(seen[key]))}"
        elif preference.get(key) == "server" and setting.order == "server" and suites[key] != seen[key]:
            said = f"{setting.label} {key}: nmap's order {suites[key]}, ours {seen[key]}"
        elif {preference.get(key), setting.order} == {"client", "server"}:
            said = f"{setting.label} {key}: the {preference[key]} decides for nmap, the {setting.order} by the setting"
        else:
            continue
        why = None if wrong else explain(setting, key, seen, suites)
        (wrong if why is None else explained).append(said if why is None else f"{said}: {why}")
    return wrong, explained, sum(len(names) for names in setting.expected.values())


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--program", type=pathlib.Path, default=HERE.parents[1] / "build/bin/hybridready")
    options.add_argument("--all", action="store_true", help=f"{sum(many for _, many in COUNTS.values())} settings instead of "
                         f"{sum(few for few, _ in COUNTS.values())}")
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--only", help="labels, separated by commas, such as nss-3; or stacks")
    options.add_argument("--show", action="store_true", help="the settings and what they mean")
    words = options.parse_args()
    program = words.program.resolve()
    namespace.enter()
    settings = draw(words.seed, words.all or bool(words.only))
    if words.only:
        settings = [setting for setting in settings if setting.label in words.only.split(",") or setting.stack in words.only.split(",")]
    if not namespace.is_real_root():
        settings = [setting for setting in settings if setting.stack != "postfix"]
    for setting in settings if words.show else ():
        print(f"{setting.label}: {setting.said} [{setting.keys}]\n    {setting.order}: {setting.expected}")
    begin, wrong, explained, pairs = time.monotonic(), [], [], 0
    with tempfile.TemporaryDirectory(prefix="hybridready-matrix-") as folder:
        os.chmod(folder, 0o755)
        farm = Farm(folder)

        try:
            farm.start(settings)
            with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
                for result in pool.map(lambda setting: compare(program, farm, setting), settings):
                    wrong += result[0]
                    explained += result[1]
                    pairs += result[2]
        except RuntimeError:
            for label, process in farm.processes.running:
                if process.poll() is not None:
                    print(label, (pathlib.Path(folder) / f"{label}.log").read_text(errors="replace")[-2000:])
            raise
        finally:
            farm.processes.stop()
    for line in explained:
        print(f"nmap's: {line}")
    for line in wrong:
        print(f"WRONG: {line}")
    print(f"{len(settings)} settings, {pairs} pairs of version and suite, {len(wrong)} disagreements, {len(explained)} of nmap's "
          f"explained, {time.monotonic() - begin:.0f} s")
    return 1 if wrong or pairs == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
