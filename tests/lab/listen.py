#!/usr/bin/env python3
"""Real clients call the canary at every version they can; what it records is what tshark sees in a capture of the run."""
import argparse
import hashlib
import pathlib
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import warnings
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import certificates
import namespace
from processes import Processes

HERE = pathlib.Path(__file__).resolve().parent
REPORT = "{urn:hybridready:report:1}"
ADDRESS, HTTPS, SMTP, SIP = "127.0.0.1", 8443, 8025, 8061
VERSIONS = ["1.0", "1.1", "1.2", "1.3"]
CODES = {"0x0300": "ssl3", "0x0301": "1.0", "0x0302": "1.1", "0x0303": "1.2", "0x0304": "1.3"}
GROUPS = {9: "sect283k1", 10: "sect283r1", 11: "sect409k1", 12: "sect409r1", 13: "sect571k1", 14: "sect571r1",
          19: "secp192r1", 21: "secp224r1", 22: "secp256k1", 23: "secp256r1", 24: "secp384r1", 25: "secp521r1",
          29: "x25519", 30: "x448", 256: "ffdhe2048", 257: "ffdhe3072", 258: "ffdhe4096", 259: "ffdhe6144",
          260: "ffdhe8192", 4588: "X25519MLKEM768"}


def run(words, text="", seconds=20):
    try:
        subprocess.run([str(word) for word in words], input=text.encode(), capture_output=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        pass


def request(client):
    return f"GET /s/{client}.contoso.com HTTP/1.0\r\n\r\n"


def url(client):
    return f"https://canary.contoso.com:{HTTPS}/s/{client}.contoso.com"


def openssl(version, client):
    flag = "-tls" + {"1.0": "1", "1.1": "1_1", "1.2": "1_2", "1.3": "1_3"}[version]
    run(["openssl", "s_client", "-connect", f"{ADDRESS}:{HTTPS}", flag, "-servername", "canary.contoso.com", "-cipher",
         "ALL:@SECLEVEL=0", "-alpn", "h2,http/1.1", "-quiet"], request(client))


def gnutls(version, client):
    run(["gnutls-cli", "--insecure", "--sni-hostname", "canary.contoso.com", "--priority",
         f"NORMAL:-VERS-ALL:+VERS-TLS{version}", "-p", HTTPS, ADDRESS], request(client))


def curl(version, client):
    run(["curl", "-sk", "--resolve", f"canary.contoso.com:{HTTPS}:{ADDRESS}", f"--tlsv{version}", "--tls-max", version,
         "--ciphers", "DEFAULT@SECLEVEL=0", url(client)])


def wget(version, client):
    run(["wget", "-q", "-O", "/dev/null", "-t", "1", "--no-check-certificate", f"--ciphers=NORMAL:-VERS-ALL:+VERS-TLS{version}",
         f"https://{ADDRESS}:{HTTPS}/s/{client}.contoso.com"])


def python(version, client):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    warnings.simplefilter("ignore", DeprecationWarning)  # that TLS 1.0 is old is the point
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    wanted = ssl.TLSVersion["TLSv1" if version == "1.0" else "TLSv" + version.replace(".", "_")]
    context.minimum_version = context.maximum_version = wanted
    with socket.create_connection((ADDRESS, HTTPS), 10) as plain, \
            context.wrap_socket(plain, server_hostname="canary.contoso.com") as secure:
        secure.sendall(request(client).encode())
        while secure.recv(4096):
            pass


def java(folder):
    def call(version, client):
        word = "TLSv1" if version == "1.0" else f"TLSv{version}"
        run(["java", "-cp", folder, "-Xshare:auto", "-XX:TieredStopAtLevel=1", "Call", ADDRESS, HTTPS, word,
             f"/s/{client}.contoso.com"])
    return call


def java_old_form(folder):
    """A hello in the form of SSL 2.0, as old Java sends it."""
    def call(version, client):
        run(["java", "-cp", folder, "-XX:TieredStopAtLevel=1", "Call", ADDRESS, HTTPS, "SSLv2Hello,TLSv1,TLSv1.1",
             f"/s/{client}.contoso.com"])
    return call


def chromium(folder):
    def call(version, client):
        run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/{client}",
             "--ignore-certificate-errors", "--host-resolver-rules=MAP canary.contoso.com 127.0.0.1",
             "--disable-background-networking", f"--ssl-version-max=tls{version}", "--dump-dom", url(client)], seconds=25)
    return call


def postfix(version, client):
    """Postfix's client side, with the TLS library that its smtp(8) uses."""
    word = "TLSv1" if version == "1.0" else f"TLSv{version}"
    run(["posttls-finger", "-l", "encrypt", "-c", "-p", f">={word}, <={word}", "-g", "medium", "-o",
         "tls_medium_cipherlist=ALL:@SECLEVEL=0", "-o", f"smtp_helo_name={client}.contoso.com", "-o",
         f"myhostname={client}.contoso.com", f"[{ADDRESS}]:{SMTP}"], seconds=8)


def sip_address(client):
    return f"127.0.0.{client[-2:]}"


def kamailio(folder):
    """Kamailio pings a destination with OPTIONS over TLS: the caller is known by its address alone."""
    key, certificate = certificates.Authority(folder / "ca").issue("kamailio", ["kamailio.contoso.com"])

    def call(version, client):
        home = folder / client
        home.mkdir()
        address = sip_address(client)
        word = {"1.0": "TLSv1", "1.1": "TLSv1.1"}.get(version, f"TLSv{version}")
        (home / "tls.cfg").write_text(f"[server:default]\nmethod = TLSv1.2+\ncertificate = {certificate}\n"
                                      f"private_key = {key}\n[client:default]\nmethod = {word}\n"
                                      "verify_certificate = no\nrequire_certificate = no\ncipher_list = ALL:@SECLEVEL=0\n",
                                      encoding="ascii")
        (home / "list").write_text(f"1 sip:{ADDRESS}:{SIP};transport=tls\n", encoding="ascii")
        (home / "kamailio.cfg").write_text(f"""#!KAMAILIO
debug=1
log_stderror=yes
fork=yes
children=1
tcp_children=1
tcp_source_ipv4 = {address}
enable_tls=yes
listen=tls:{address}:5099
loadmodule "tls.so"
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "pv.so"
loadmodule "dispatcher.so"
modparam("tls", "config", "{home}/tls.cfg")
modparam("dispatcher", "list_file", "{home}/list")
modparam("dispatcher", "ds_ping_interval", 1)
modparam("dispatcher", "ds_probing_mode", 1)
request_route {{ exit; }}
""", encoding="ascii")
        run(["timeout", "4", "/usr/sbin/kamailio", "-DD", "-E", "-f", home / "kamailio.cfg", "-P", home / "pid", "-Y", home,
             "-m", "32", "-M", "8"], seconds=8)
    return call


def clients(folder):
    """Name, how it calls, versions it can be held to."""
    rows = [("python", python, VERSIONS)]
    rows += [(name, call, VERSIONS) for name, call, tool in (
        ("openssl", openssl, "openssl"), ("gnutls", gnutls, "gnutls-cli"), ("curl", curl, "curl"), ("wget", wget, "wget"),
        ("postfix", postfix, "posttls-finger")) if shutil.which(tool)]
    if shutil.which("javac"):
        subprocess.run(["javac", "-d", folder, HERE / "Call.java"], check=True)
        rows += [("java", java(folder), VERSIONS), ("oldjava", java_old_form(folder), ["1.1"])]
    if shutil.which("chromium"):
        rows.append(("chromium", chromium(folder), ["1.2", "1.3"]))
    if shutil.which("kamailio") and namespace.is_real_root():
        rows.append(("kamailio", kamailio(folder), VERSIONS[:3]))
    return [(name, call, version) for name, call, versions in rows for version in versions]


# --- what tshark saw

FIELDS = ["frame.time_epoch", "tcp.stream", "tls.handshake.version", "tls.handshake.extensions.supported_version",
          "tls.handshake.ciphersuite", "tls.handshake.extensions_supported_group", "tls.handshake.extensions_server_name",
          "tls.handshake.extensions_alpn_str", "tls.handshake.ja3", "tls.handshake.extension.type",
          "tls.handshake.sig_hash_alg", "tls.handshake.sig_hash_alg_len", "tls.handshake.cipherspec"]


def is_grease(code):
    return code & 0x0F0F == 0x0A0A and code >> 8 == code & 0xFF


def numbers(text):
    return [code for code in (int(word, 0) for word in text.split(",") if word) if not is_grease(code)]


def mark_of_alpn(first):
    if not first:
        return "00"
    plain = all(c.isascii() and c.isalnum() for c in (first[0], first[-1]))
    return first[0] + first[-1] if plain else first.encode().hex()[0] + first.encode().hex()[-1]


def signatures_of(row, extensions):
    """tshark joins signature_algorithms (13) and signature_algorithms_cert (50), in the order in which they came."""
    counts = [int(word) // 2 for word in row["signature_bytes"].split(",") if word]
    begin = 0
    for kind in (kind for kind in extensions if kind in (13, 50)):
        count = counts.pop(0)
        if kind == 13:
            words = row["signatures"].split(",")[begin:begin + count]
            return numbers(",".join(words))
        begin += count
    return []


def ja4(row):
    """By its specification, from what tshark saw: tshark 4.0 knows no JA4."""
    def digest(text):
        return hashlib.sha256(text.encode()).hexdigest()[:12] if text else "0" * 12
    suites, extensions = numbers(row["suites"]), numbers(row["extensions"])
    versions = numbers(row["supported"]) or numbers(row["version"])
    mark = {0x300: "s3", 0x301: "10", 0x302: "11", 0x303: "12", 0x304: "13"}[max(versions)]
    kept = ",".join(f"{code:04x}" for code in sorted(extensions) if code not in (0, 16))
    signatures = ",".join(f"{code:04x}" for code in signatures_of(row, extensions))
    return (f"t{mark}{'d' if 0 in extensions else 'i'}{min(len(suites), 99):02}{min(len(extensions), 99):02}"
            f"{mark_of_alpn(row['alpn'].split(',')[0])}_{digest(','.join(f'{code:04x}' for code in sorted(suites)))}"
            f"_{digest(kept + ('_' + signatures if signatures and kept else ''))}")


def theirs(capture, names):
    words = ["tshark", "-r", str(capture), "-d", f"tcp.port=={HTTPS},tls", "-d", f"tcp.port=={SMTP},smtp", "-d",
             f"tcp.port=={SIP},tls", "-Y", "tls.handshake.type==1", "-T", "fields", "-E", "separator=|"]
    done = subprocess.run(words + [word for field in FIELDS for word in ("-e", field)], capture_output=True, text=True,
                          timeout=60, check=True)
    seen, rows = set(), []
    for line in done.stdout.splitlines():
        row = dict(zip(["at", "stream", "version", "supported", "suites", "groups", "sni", "alpn", "ja3", "extensions",
                        "signatures", "signature_bytes", "specs"], line.split("|")))
        if row["stream"] in seen:  # the second hello after a HelloRetryRequest
            continue
        seen.add(row["stream"])
        versions = numbers(row["supported"]) or numbers(row["version"])
        old_form = not row["ja3"]  # the form of SSL 2.0: suites are among its cipher specs
        if old_form:
            row["suites"] = ",".join(word for word in row["specs"].split(",") if word and int(word, 0) < 0x10000)
        rows.append({"at": float(row["at"]), "versions": " ".join(sorted(CODES[f"0x{code:04x}"] for code in versions)),
                     "suites": " ".join(names.get(code, f"0x{code:04X}") for code in numbers(row["suites"])),
                     "groups": " ".join(GROUPS.get(code, f"0x{code:04X}") for code in numbers(row["groups"])),
                     "sni": row["sni"], "alpn": row["alpn"].replace(",", " "), "ja3": row["ja3"],
                     "ja4": "" if old_form else ja4(row)})
    return rows


# --- what the canary recorded

def ours(report):
    """Per server, per hello: key -> value."""
    recorded = {}
    for fact in ElementTree.parse(report).iter(f"{REPORT}fact"):
        if fact.get("by") == "canary":
            hello = recorded.setdefault(fact.get("about").split("/")[1], {}).setdefault(fact.get("of"), {})
            hello[fact.get("key").split(".", 1)[1]] = (fact.text or "") if fact.get("seen") == "present" else ""
    return recorded


def compare(name, version, hellos, seen):
    """Differences between the recorded hellos of one call and those in the capture."""
    if not hellos:
        return [f"{name}: not recorded"]
    fields = ["versions", "suites", "groups", "sni", "alpn", "ja4"]
    differences = []
    recorded = {tuple(hello[field] for field in fields) for hello in hellos.values()}
    captured = {tuple(row[field] for field in fields) for row in seen}
    for only, where in ((recorded - captured, "canary"), (captured - recorded, "tshark")):
        differences += [f"{name}: only {where} has {dict(zip(fields, row))}" for row in only]
    for hello in hellos.values():
        if hello.get("ja3", "") not in {row["ja3"] for row in seen}:
            differences.append(f"{name}: JA3 {hello['ja3']} is not among tshark's")
        if hello["negotiated"] != version:
            differences.append(f"{name}: agreed on {hello['negotiated']!r}, wanted {version}")
    return differences


def suite_names():
    text = (HERE.parents[1] / "checks/catalog/suites.xml").read_text(encoding="utf-8")
    signals = {0x00FF: "TLS_EMPTY_RENEGOTIATION_INFO_SCSV", 0x5600: "TLS_FALLBACK_SCSV"}
    return signals | {int(code, 16): name for code, name in re.findall(r'<suite code="([0-9A-Fa-f]{4})" name="([^"]+)"', text)}


def call_all(folder, rows):
    times = []
    for name, call, version in rows:
        begun = time.time()
        call(version, name + version.replace(".", ""))
        times.append((begun, time.time()))
    return times


def look_at_status():
    """Differences from what the page for the operator must say, to this machine and to nobody else."""
    def page(*words):
        return subprocess.run(["curl", "-sk", *words, f"https://{ADDRESS}:{HTTPS}/status"], capture_output=True, text=True,
                              timeout=20).stdout
    own, other = page(), page("--interface", "127.0.0.77")
    differences = []
    if "exchange/python12.contoso.com" not in own or "agreed on 1.2" not in own:
        differences.append(f"status page: {own!r}")
    if "contoso" in other or "You came with TLS" not in other:
        differences.append(f"status page for a stranger: {other!r}")
    return differences


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", type=pathlib.Path, required=True)
    parser.add_argument("--keep", type=pathlib.Path)
    settings = parser.parse_args()
    missing = [word for word in ("tshark", "dumpcap") if not shutil.which(word)]
    if missing:
        print(f"skipped: not installed: {' '.join(missing)}")
        return 77
    namespace.enter()
    with tempfile.TemporaryDirectory() as place:
        folder = settings.keep or pathlib.Path(place)
        rows = clients(folder)
        servers = [f"{name}{version.replace('.', '')}.contoso.com" for name, _, version in rows]
        (folder / "servers").write_text("".join(f"{server} exchange mailbox\n" for server in servers), encoding="ascii")
        program = settings.program.resolve()
        subprocess.run([program, "discover", "--servers", folder / "servers", "-o", folder / "report.xml"], check=True,
                       capture_output=True)
        resolve = [word for server in servers for word in
                   ("--resolve", f"{server}:{sip_address(server.split('.')[0]) if server.startswith('kamailio') else '192.0.2.1'}")]
        processes = Processes(folder)
        try:
            processes.start("dumpcap", ["dumpcap", "-q", "-i", "lo", "-w", folder / "capture.pcapng"])
            canary = processes.start("listen", [
                program, "listen", folder / "report.xml", "--https", f"{ADDRESS}:{HTTPS}", "--smtp", f"{ADDRESS}:{SMTP}",
                "--sip", f"{ADDRESS}:{SIP}", "--commands", folder / "commands", "--nameserver", "127.0.0.53", *resolve])
            processes.wait_for(ADDRESS, HTTPS)
            time.sleep(1)
            times = call_all(folder, rows)
            differences = look_at_status() if shutil.which("curl") else []
            canary.send_signal(signal.SIGINT)
            status = canary.wait(20)
            time.sleep(0.5)
        finally:
            processes.stop()
        seen, recorded = theirs(folder / "capture.pcapng", suite_names()), ours(folder / "report.xml")
        for (name, _, version), server, (begun, ended) in zip(rows, servers, times):
            differences += compare(f"{name} {version}", version, recorded.get(server, {}),
                                   [row for row in seen if begun <= row["at"] <= ended])
    for difference in differences:
        print(difference)
    print(f"{len(rows)} calls, {len(seen)} hellos in the capture, {len(differences)} differences; ended with {status}")
    return 1 if differences or status != 0 or not seen else 0


if __name__ == "__main__":
    sys.exit(main())
