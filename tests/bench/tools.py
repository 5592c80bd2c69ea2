"""The scanners of the bench: how each is run at its best on many endpoints, and how its answer is read.

An answer is {address: {version: [suites by IANA name]}}; a tool of which only the versions are asked gives no names.
"""
import pathlib
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree

import farm

REPORT = "{urn:hybridready:report:1}"
OURS = {"tls.1.0": "1.0", "tls.1.1": "1.1", "tls.1.2": "1.2", "tls.1.3": "1.3"}
PEERS = {f"TLSv{version}": version for version in farm.PAIRS}
SSLSCANS_AT_ONCE = 100


def iana_names():
    """OpenSSL's own name to IANA's."""
    done = subprocess.run(["openssl", "ciphers", "-V", "-stdname", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"], capture_output=True,
                          text=True, check=True)
    rows = [line.split() for line in done.stdout.splitlines()]
    return {row[4]: row[2] for row in rows}


def version_of(words):
    try:
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return "version not known"
    text = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)
    lines = [line.strip(" #\t") for line in text.splitlines() if re.search(r"\d+\.\d+", line)]
    return lines[0] if lines else "version not known"


class Ours:
    """hybridready probe: versions, suites with their order, groups, certificate, and behaviour."""

    def __init__(self, program, folder, authority, label="ours", options=()):
        self.label, self.program, self.options = label, program, list(options)
        self.answer_file = pathlib.Path(folder) / f"{label}.xml"
        self.authority = authority
        self.whole = "--quick" not in options

    def missing(self):
        done = subprocess.run([self.program, "probe", "--help"], capture_output=True, text=True, check=False)
        lacking = [word for word in self.options if word.startswith("--") and word not in done.stdout]
        return f"no option {' '.join(lacking)} yet" if lacking else None

    def version(self):
        return version_of([self.program, "--version"])

    def words(self, targets, addresses):
        return [self.program, "probe", "--targets", targets, "--service", "tls", "--ca", self.authority, "--format", "xml",
                "-o", self.answer_file, "--quiet", *self.options]

    def answer(self):
        seen = {}
        for endpoint in ElementTree.parse(self.answer_file).iter(f"{REPORT}probe"):
            facts = {OURS[fact.get("key")]: fact for fact in endpoint.iter(f"{REPORT}fact") if fact.get("key") in OURS}
            seen[endpoint.get("host")] = {
                version: (fact.text or "").split() for version, fact in facts.items() if fact.get("seen") == "present"}
        return seen


class Nmap:
    label, whole = "nmap", True

    def __init__(self, folder):
        self.answer_file = pathlib.Path(folder) / "nmap.xml"

    def missing(self):
        return None if shutil.which("nmap") else "not installed"

    def version(self):
        return version_of(["nmap", "--version"])

    def words(self, targets, addresses):
        many = ["--max-parallelism", "500", "--min-hostgroup", "500"] if len(addresses) > 1 else []
        return ["nmap", "-n", "-Pn", "-p", "443", *many, "--script", "ssl-enum-ciphers", "-oX", self.answer_file, "-iL", targets]

    def answer(self):
        seen = {}
        for host in ElementTree.parse(self.answer_file).iter("host"):
            versions = {}
            for table in host.iterfind(".//script/table"):
                names = [element.text for element in table.iter("elem") if element.get("key") == "name"]
                if table.get("key") in PEERS:
                    # nmap names the suites of TLS 1.3 after a table of its own
                    versions[PEERS[table.get("key")]] = [name.replace("TLS_AKE_WITH_", "TLS_") for name in names]
            seen[host.find("address").get("addr")] = versions
        return seen


class Sslscan:
    """Only what nmap tells as well; it knows no concurrency, so xargs starts as many of it as help."""

    label, whole = "sslscan", True

    def __init__(self, folder):
        self.folder = pathlib.Path(folder) / "sslscan"
        self.folder.mkdir()

    def missing(self):
        return None if shutil.which("sslscan") else "not installed"

    def version(self):
        return "sslscan " + version_of(["sslscan", "--version"])

    def words(self, targets, addresses):
        one = ["sslscan", "--no-colour", "--no-heartbleed", "--no-compression", "--no-renegotiation", "--no-fallback",
               "--no-groups", "--no-check-certificate"]
        if len(addresses) == 1:
            return [*one, f"--xml={self.folder}/{addresses[0]}.xml", addresses[0]]
        return ["xargs", "-a", targets, "-P", str(SSLSCANS_AT_ONCE), "-I", "{}", *one, f"--xml={self.folder}/{{}}.xml", "{}"]

    def answer(self):
        names, seen = iana_names(), {}
        for file in self.folder.iterdir():
            versions = {}
            for cipher in ElementTree.parse(file).iter("cipher"):
                version = PEERS.get(cipher.get("sslversion"))
                versions.setdefault(version, []).append(names.get(cipher.get("cipher"), cipher.get("cipher")))
            seen[file.stem] = versions
        return seen


class Testssl:
    """Versions and suites alone (-p -E). One endpoint is enough: it takes a minute of processor time for each."""

    label, whole = "testssl", True

    def __init__(self, folder, program):
        self.program = program
        self.answer_file = pathlib.Path(folder) / "testssl.csv"

    def missing(self):
        return None if self.program else "no --testssl PROGRAM"

    def version(self):
        return version_of([self.program, "--version"])

    def words(self, targets, addresses):
        if len(addresses) > 1:
            return None
        return [self.program, "--quiet", "--color", "0", "--warnings", "off", "--ip", "one", "-p", "-E", "--csvfile", self.answer_file,
                "--overwrite", f"{addresses[0]}:443"]

    def answer(self):
        versions, address = {}, ""
        for line in self.answer_file.read_text(encoding="utf-8").splitlines():
            fields = [field.strip('"') for field in line.split('","')]
            found = re.match(r"cipher-tls1_?([0-3]*)_x", fields[0])
            if found:
                address = fields[1].split("/")[-1]
                versions.setdefault(f"1.{found.group(1) or '0'}", []).append(fields[4].split()[-1])
        return {address: versions}
