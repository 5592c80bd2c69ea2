#!/usr/bin/env python3
"""Sessions of real clients with real servers, captured; what `import` reads out of it is what tshark does."""
import argparse
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import beside
import certificates
import mail
import namespace
from processes import Processes

REPORT = "{urn:hybridready:report:1}"
OWN, SIX, OLD, CLOUD, MAIL = "127.0.0.10", "fd00::10", "127.0.0.11", "127.0.0.12", "127.0.0.13"
CAPTURES = {"capture.pcapng": ["-i", "lo"], "cooked.pcapng": ["-i", "any"], "cooked2.pcap": ["-i", "any", "-y", "LINUX_SLL2", "-P"]}
VERSIONS = {"1.0": "tls1", "1.1": "tls1_1", "1.2": "tls1_2", "1.3": "tls1_3"}


def run(words, text=""):
    subprocess.run([str(word) for word in words], input=text.encode(), capture_output=True, timeout=20)


def openssl(where, flag, *more):
    run(["openssl", "s_client", "-connect", where, *([f"-{flag}"] if flag else []), "-cipher", "ALL:@SECLEVEL=0", "-quiet",
         "-no_ign_eof", *more], "Q\n")


def start_servers(processes, folder):
    key, certificate = certificates.Authority(folder / "ca").issue("own", ["ex01.contoso.com", "outlook.office365.com"])
    common = ["-key", key, "-cert", certificate, "-www", "-cipher", "ALL:@SECLEVEL=0", "-quiet"]
    for label, address, more in (("own", f"{OWN}:443", []), ("six", f"[{SIX}]:443", []), ("old", f"{OLD}:443", ["-tls1"]),
                                 ("cloud", f"{CLOUD}:443", ["-groups", "X25519"])):
        processes.start(label, ["openssl", "s_server", "-accept", address, *common, *more])
    for address in (OWN, OLD, CLOUD):
        processes.wait_for(address, 443)
    if namespace.is_real_root() and shutil.which("postfix"):
        mail.start(processes, folder / "mail", [mail.Listener("mail.contoso.com", MAIL, 25, key, certificate, ">=TLSv1")])
        processes.wait_for(MAIL, 25)
        return True
    return False


def call_all(with_mail):
    for version, flag in VERSIONS.items():
        openssl(f"{OWN}:443", flag, "-bind", "127.0.0.20:0", "-servername", "ex01.contoso.com")
        openssl(f"[{SIX}]:443", flag, "-noservername")
        openssl(f"{CLOUD}:443", flag, "-bind", f"{OWN}:0", "-servername", "outlook.office365.com", "-alpn", "h2,http/1.1")
    openssl(f"{OLD}:443", "", "-bind", f"{OWN}:0", "-servername", "old.contoso.com")
    openssl(f"{OLD}:443", "tls1_3", "-bind", f"{OWN}:0", "-servername", "old.contoso.com")  # refused
    openssl(f"{CLOUD}:443", "tls1_3", "-bind", f"{OWN}:0", "-servername", "outlook.office365.com", "-groups", "P-521:X25519")
    for tool, words in (("curl", ["curl", "-sk", "--interface", OWN, "--resolve", f"outlook.office365.com:443:{CLOUD}",
                                  "https://outlook.office365.com/"]),
                        ("gnutls-cli", ["gnutls-cli", "--insecure", "--sni-hostname", "ex01.contoso.com", "-p", "443", OWN])):
        if shutil.which(tool):
            run(words)
    if with_mail:
        for flag in VERSIONS.values():
            openssl(f"{MAIL}:25", flag, "-bind", f"{OWN}:0", "-starttls", "smtp")


def capture(folder):
    processes = Processes(folder)
    try:
        subprocess.run(["ip", "address", "add", f"{SIX}/128", "dev", "lo", "nodad"], check=True)
        with_mail = start_servers(processes, folder)
        for name, options in CAPTURES.items():
            processes.start(name, ["dumpcap", "-q", *options, "-w", folder / name])
            wait_for_capture(folder / name)
        call_all(with_mail)
        mark = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        mark.sendto(b"the last packet of the run", (OWN, 9))
        for name in CAPTURES:
            wait_for_bytes(folder / name, b"the last packet of the run")
    finally:
        processes.stop()
    return with_mail


def wait_for_capture(path):
    """dumpcap listens as soon as it has written the beginning of its file, and a packet after it."""
    mark = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for _ in range(100):
        mark.sendto(b"is anybody listening", (OWN, 9))
        time.sleep(0.1)
        if path.exists() and b"is anybody listening" in path.read_bytes():
            return
    raise RuntimeError("dumpcap does not write")


def wait_for_bytes(path, wanted):
    for _ in range(100):
        if wanted in path.read_bytes():
            return
        time.sleep(0.1)
    raise RuntimeError("dumpcap has not written the last packet")


def facts_of(report):
    return {(fact.get("about"), fact.get("key"), fact.get("of", "")): (fact.get("seen"), fact.text or "")
            for fact in ElementTree.parse(report).iter(f"{REPORT}fact") if fact.get("by") == "capture"}


def check_report(program, folder, with_mail):
    """What `import` adds up, beside what the clients above did."""
    (folder / "servers").write_text("ex01.contoso.com exchange mailbox https:443\nold.contoso.com exchange mailbox https:443\n"
                                    "mail.contoso.com exchange edge smtp:25\n", encoding="ascii")
    report = folder / "report.xml"
    subprocess.run([program, "discover", "--servers", folder / "servers", "-o", report], check=True, capture_output=True)
    resolve = [word for pair in (f"ex01.contoso.com:{OWN}", f"ex01.contoso.com:{SIX}", f"old.contoso.com:{OLD}",
                                 f"mail.contoso.com:{MAIL}") for word in ("--resolve", pair)]
    done = subprocess.run([program, "import", report, folder / "capture.pcapng", *resolve], capture_output=True, text=True)
    print(done.stderr.strip())
    facts = facts_of(report)
    wanted = {
        ("exchange/ex01.contoso.com", "outbound.negotiated", f"capture {version} outlook.office365.com"): ("present", version)
        for version in VERSIONS}
    wanted |= {
        ("exchange/ex01.contoso.com", "outbound.cloud", "capture 1.2 outlook.office365.com"): ("present", "true"),
        ("exchange/ex01.contoso.com", "outbound.negotiated", "capture 1.0 old.contoso.com"): ("present", "1.0"),
        ("exchange/ex01.contoso.com", "outbound.cloud", "capture 1.0 old.contoso.com"): ("present", "false"),
        ("exchange/ex01.contoso.com", "outbound.failures", "capture failed old.contoso.com"): ("present", "1"),
        ("exchange/ex01.contoso.com", "clients.legacy", "capture 127.0.0.20"): ("present", "2"),
        ("exchange/ex01.contoso.com", "clients.legacy", f"capture {SIX}"): ("present", "2"),
        ("exchange/ex01.contoso.com", "clients.without-sni", SIX): ("present", "4"),
        ("exchange/old.contoso.com", "clients.legacy", f"capture {OWN}"): ("present", "1")}
    if with_mail:
        wanted |= {("exchange/mail.contoso.com", "clients.legacy", f"capture {OWN}"): ("present", "2"),
                   ("exchange/ex01.contoso.com", "outbound.calls", "capture 1.2 mail.contoso.com"): ("present", "1")}
    return [f"{key}: {facts.get(key)}, wanted {value}" for key, value in wanted.items() if facts.get(key) != value] + \
        ([] if done.returncode == 0 else [f"import ended with {done.returncode}"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", type=pathlib.Path, required=True)
    parser.add_argument("--sessions", type=pathlib.Path, required=True)
    parser.add_argument("--keep", type=pathlib.Path)
    settings = parser.parse_args()
    missing = [word for word in ("tshark", "dumpcap", "openssl") if not shutil.which(word)]
    if missing:
        print(f"skipped: not installed: {' '.join(missing)}")
        return 77
    namespace.enter()
    with tempfile.TemporaryDirectory() as place:
        folder = settings.keep or pathlib.Path(place)
        folder.chmod(0o755)  # Postfix runs as users of its own
        with_mail = capture(folder)
        mine, unseen, total = beside.ours(settings.sessions, folder / "capture.pcapng")
        differences = beside.differences(mine, beside.theirs(folder / "capture.pcapng"))
        # What waited for a server before the capture began may have ended in it.
        differences += [f"unseen: {dict(unseen)}"] if unseen.keys() - {"earlier"} else []
        for name in CAPTURES:
            same, _, _ = beside.ours(settings.sessions, folder / name)
            differences += [f"{name}: {same.keys() ^ mine.keys()}"] if same != mine else []
        differences += check_report(settings.program.resolve(), folder, with_mail)
    for difference in differences:
        print(difference)
    print(f"{len(mine)} sessions, {len(differences)} differences; {total}")
    return 1 if differences or len(mine) < 15 else 0


if __name__ == "__main__":
    sys.exit(main())
