#!/usr/bin/env python3
"""What the program says beyond versions and suites, against the servers' settings and against openssl s_client."""
import argparse
import json
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import threading
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import certificates
import namespace
import relay
from processes import Processes

NAME = "details.contoso.com"
ALERT = b"\x15\x03\x01\x00\x02\x02\x28"  # handshake_failure
DEEP = ("--deep", "--progress")
REPORT = "{urn:hybridready:report:1}"
OPEN = "ALL:@SECLEVEL=0"


class Picky:
    """In front of a server: a hello that `dislikes` says yes to is met with `answer`, and everything else passed on."""

    def __init__(self, port, backend, dislikes, answer=b""):
        self.port, self.backend, self.dislikes, self.answer = port, backend, dislikes, answer
        self.listener = socket.create_server(("127.0.0.1", port), backlog=64)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        with client:
            try:
                hello = client.recv(5, socket.MSG_WAITALL)
                hello += client.recv(int.from_bytes(hello[3:5], "big"), socket.MSG_WAITALL)
                if self.dislikes(hello):
                    client.sendall(self.answer)
                    return
                with socket.create_connection(("127.0.0.1", self.backend)) as server:
                    server.sendall(hello)
                    relay.join(client, server)
            except OSError:
                pass


class Server:
    """A listener and what is expected of it: {(key, of): value, or None where the fact must be absent, or a set of values}."""

    def __init__(self, label, words, expected, options=(), compare=False):
        self.label, self.words, self.expected, self.options, self.compare = label, words, expected, options, compare
        self.port = 0


def staple(authority, leaf, folder):
    """An OCSP response that says good, signed by the authority itself."""
    serial = subprocess.run(["openssl", "x509", "-in", leaf, "-noout", "-serial"], capture_output=True, text=True,
                            check=True).stdout.strip().split("=")[1]
    index, response = folder / "ocsp.txt", folder / "ocsp.der"
    index.write_text(f"V\t300101000000Z\t\t{serial}\tunknown\t/CN={NAME}\n", encoding="ascii")
    certificates.openssl("ocsp", "-index", index, "-CA", authority.certificate, "-rsigner", authority.certificate, "-rkey",
                         authority.key, "-issuer", authority.certificate, "-cert", leaf, "-respout", response, "-ndays", 30)
    return response


def parameters(folder):
    """Files of Diffie-Hellman parameters by their bits."""
    files = {bits: folder / f"dh{bits}.pem" for bits in (1024, 3072)}
    certificates.openssl("dhparam", "-dsaparam", "-out", files[1024], 1024)
    certificates.openssl("genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:ffdhe3072", "-out", files[3072])
    return files


def nginx(folder, label, port, pairs, lines):
    path = folder / label
    path.mkdir()
    temporary = " ".join(f"{kind}_temp_path {path}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    shown = " ".join(f"ssl_certificate {certificate}; ssl_certificate_key {key};" for key, certificate in pairs)
    (path / "nginx.conf").write_text(
        f"user root root; daemon off; master_process off; pid {path}/pid; error_log {path}/error.log warn;\n"
        f"events {{ }}\nhttp {{ access_log off; {temporary}\n server {{ listen 127.0.0.1:{port} ssl; server_name {NAME}; {shown} {lines} }} }}\n",
        encoding="utf-8")
    return ["/usr/sbin/nginx", "-p", f"{path}/", "-c", path / "nginx.conf", "-e", path / "error.log"]


def servers(folder):
    authority = certificates.Authority(folder / "ca")
    rsa, ec = authority.issue("rsa", [NAME]), authority.issue("ec", [NAME], curve="prime256v1")
    dh, response = parameters(folder), staple(authority, rsa[1], folder)

    def s_server(*words, pair=rsa):
        return ["openssl", "s_server", "-quiet", "-accept", "127.0.0.1:{port}", "-key", pair[0], "-cert", pair[1], *words]

    def gnutls(priority, *words):
        return ["gnutls-serv", "--quiet", "--port", "{port}", "--x509keyfile", rsa[0], "--x509certfile", rsa[1], "--priority",
                priority, *words]

    def web(pairs, lines):
        return lambda port: nginx(folder, f"nginx{port}", port, pairs, lines.replace("{port}", str(port)) + " location / { return 204; }")

    both = ["-dkey", ec[0], "-dcert", ec[1]]
    plain = {("tls.secure-renegotiation", "1.2"): "true", ("tls.extended-master-secret", "1.2"): "true",
             ("tls.session-tickets", "1.2"): "true", ("tls.large-hello", "suites"): "true"}
    old = "ssl_ecdh_curve secp384r1:prime256v1; ssl_protocols TLSv1 TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;"
    rows = [
        Server("both keys", s_server("-cipher", OPEN, "-serverpref", "-groups", "P-384", "-alpn", "h2", "-dhparam", dh[3072],
                                     "-min_protocol", "TLSv1", "-status_file", response, *both),
               {**plain, ("tls.group", "1.2"): "secp384r1", ("tls.group", "1.0"): "secp384r1", ("tls.group", "1.3"): "secp384r1",
                ("tls.dh-bits", ""): "3072", ("tls.alpn", ""): "h2", ("tls.ocsp-stapling", ""): "good",
                ("cert.key", "rsa"): "RSA 2048", ("cert.key", "ecdsa"): "EC 256", ("cert.name-match", "rsa"): "true",
                ("cert.chain", "ecdsa"): "trusted", ("cert.chain", "rsa"): "trusted"}, compare=True),
        Server("one key, little else", s_server("-cipher", "AES128-SHA", "-no_ticket", "-tls1_2"),
               {**plain, ("tls.session-tickets", "1.2"): "false", ("tls.dh-bits", ""): (), ("tls.group", "1.2"): (),
                ("tls.signature", "1.2"): (), ("tls.alpn", ""): None, ("tls.ocsp-stapling", ""): None,
                ("cert.key", "ecdsa"): ()}, compare=True),
        Server("weak parameters", web([rsa], f"ssl_dhparam {dh[1024]}; ssl_ciphers DHE:@SECLEVEL=0; ssl_protocols TLSv1.2; "
                                             "ssl_conf_command SignatureAlgorithms RSA-PSS+SHA384;"),
               {**plain, ("tls.dh-bits", ""): "1024", ("tls.signature", "1.2"): "rsa_pss_rsae_sha384"}, compare=True),
        Server("another protocol", s_server("-alpn", "private"),
               {("tls.alpn", ""): None, ("tls.handshake", "1.2"): {"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"},
                ("tls.client-certificate", "1.2"): None}),
        Server("1.3 alone", s_server("-tls1_3", "-groups", "X448", pair=ec),
               {("tls.group", "1.3"): "x448", ("tls.signature", "1.3"): "ecdsa_secp256r1_sha256", ("cert.key", "ecdsa"): "EC 256",
                ("tls.secure-renegotiation", "1.2"): (), ("tls.large-hello", "suites"): ()}),
        Server("1.0 alone", gnutls("NORMAL:-VERS-ALL:+VERS-TLS1.0:-KX-ALL:+ECDHE-RSA:-GROUP-ALL:+GROUP-SECP521R1:%NO_TICKETS"),
               {("tls.group", "1.0"): "secp521r1", ("tls.secure-renegotiation", "1.0"): "true",
                ("tls.session-tickets", "1.0"): "false", ("cert.key", "rsa"): "RSA 2048"}),
        Server("unsafe", gnutls("NORMAL:-VERS-TLS1.3:%DISABLE_SAFE_RENEGOTIATION:%NO_SESSION_HASH", "--alpn", "http/1.1"),
               {("tls.secure-renegotiation", "1.2"): "false", ("tls.extended-master-secret", "1.2"): "false",
                ("tls.alpn", ""): "http/1.1"}),
        Server("nginx", web([rsa, ec], f"ssl_session_tickets off; ssl_stapling on; ssl_stapling_file {response}; "
                                       "ssl_ecdh_curve secp521r1; ssl_ciphers ECDHE+AESGCM;"),
               {**plain, ("tls.ocsp-stapling", ""): "good", ("tls.alpn", ""): "http/1.1",
                ("tls.session-tickets", "1.2"): "false", ("tls.group", "1.2"): "secp521r1",
                ("cert.key", "rsa"): "RSA 2048", ("cert.key", "ecdsa"): "EC 256"}, compare=True),
        Server("deep", s_server("-cipher", "ECDHE:DHE:@SECLEVEL=0", "-groups", "P-521:X25519:ffdhe3072:P-256", "-serverpref", "-sigalgs",
                                "RSA-PSS+SHA512:RSA+SHA256:ECDSA+SHA256", *both),
               {("tls.groups", "1.2"): "secp521r1 x25519 secp256r1", ("tls.groups", "1.3"): "secp521r1 x25519 ffdhe3072 secp256r1",
                ("tls.signatures", "rsa"): "rsa_pss_rsae_sha512 rsa_pkcs1_sha256",
                ("tls.signatures", "ecdsa"): "ecdsa_secp256r1_sha256", ("tls.sni-unknown", ""): "served",
                ("tls.large-hello", "bytes"): "true", ("tls.version-tolerance", "client-version"): "true",
                ("tls.version-tolerance", "supported-versions"): "true"}, options=DEEP),
        Server("deep, by name", s_server("-servername", NAME, "-cert2", rsa[1], "-key2", rsa[0], "-sigalgs", "RSA+SHA512:RSA-PSS+SHA256"),
               {("tls.sni-unknown", ""): "warned", ("tls.signatures", "ecdsa"): (),
                ("tls.signatures", "rsa"): {"rsa_pkcs1_sha512 rsa_pss_rsae_sha256", "rsa_pss_rsae_sha256 rsa_pkcs1_sha512"}},
               options=DEEP),
        Server("deep, elliptic key", s_server("-groups", "X448:P-256", "-servername", NAME, "-servername_fatal", "-cert2", ec[1],
                                              "-key2", ec[0], pair=ec),
               {("tls.groups", "1.3"): {"x448 secp256r1", "secp256r1 x448"}, ("tls.signatures", "rsa"): (),
                ("tls.sni-unknown", ""): "refused"}, options=DEEP),
        Server("deep, nginx", web([rsa], old + "} server { server_name other; listen 127.0.0.1:{port} ssl default_server; "
                                                "ssl_reject_handshake on;" + old),
               {("tls.groups", "1.1"): {"secp384r1 secp256r1", "secp256r1 secp384r1"}, ("tls.groups", "1.3"): (),
                ("tls.signatures", "rsa"): (), ("tls.sni-unknown", ""): "refused"}, options=DEEP),
    ]
    for number, row in enumerate(rows):
        row.port = 5100 + number
        row.words = row.words(row.port) if callable(row.words) else [
            str(word).format(port=row.port) if "{port}" in str(word) else word for word in row.words]
    return authority, rows


def probe(program, authority, port, *words):
    done = subprocess.run([str(program), "probe", f"{NAME}:{port}", "--resolve", f"{NAME}:127.0.0.1", "--ca",
                           str(authority.certificate), "--format", "json", *(words or ["--quiet"])],
                          capture_output=True, text=True, timeout=60)
    if words:
        print(f"{port}: {done.stderr.strip().splitlines()[-1]}")
    return {(fact["key"], fact.get("of", "")): fact for fact in json.loads(done.stdout)["probes"][0]["facts"]}


def differences(facts, expected):
    for at, wanted in expected.items():
        fact = facts.get(at)
        if wanted == ():
            good = fact is None
        elif wanted is None:
            good = fact is not None and fact["seen"] == "absent"
        else:
            good = fact is not None and fact["seen"] == "present" and fact["value"] in ({wanted} if isinstance(wanted, str) else wanted)
        if not good:
            yield f"{' '.join(at)}: wanted {wanted}, got {fact}"


def s_client(port):
    """What openssl's own client sees in one TLS 1.2 handshake, in the program's words."""
    words = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-servername", NAME, "-tls1_2", "-alpn", "h2,http/1.1", "-status",
             "-cipher", OPEN, "-sigalgs", "RSA-PSS+SHA384:RSA+SHA256:ECDSA+SHA256:RSA-PSS+SHA256"]
    text = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20).stdout
    flag = {True: "true", False: "false"}
    seen = {("tls.secure-renegotiation", "1.2"): flag["Secure Renegotiation IS supported" in text],
            ("tls.extended-master-secret", "1.2"): flag["Extended master secret: yes" in text],
            ("tls.session-tickets", "1.2"): flag["TLS session ticket:" in text]}
    protocol = re.search(r"ALPN protocol: (\S+)", text)
    seen["tls.alpn", ""] = protocol.group(1) if protocol else None
    seen["tls.ocsp-stapling", ""] = "good" if "Cert Status: good" in text else None
    dh = re.search(r"Server Temp Key: DH, (\d+) bits", text)
    if dh:
        seen["tls.dh-bits", ""] = dh.group(1)
    return seen


def check(program, authority, rows):
    for row in rows:
        facts = probe(program, authority, row.port, *row.options)
        for line in differences(facts, row.expected):
            yield f"{row.label}: {line}"
        if row.compare:
            for line in differences(facts, s_client(row.port)):
                yield f"{row.label}, openssl s_client: {line}"


def check_picky(program, authority, backend):
    """Servers that stumble over what they do not know: each is found out, and nothing else is said wrongly about it."""
    flags = {("tls.version-tolerance", "client-version"): "true", ("tls.version-tolerance", "supported-versions"): "true",
             ("tls.large-hello", "bytes"): "true", ("tls.large-hello", "suites"): "true"}
    rows = [("tls.version-tolerance", "client-version", lambda hello: hello[9:11] > b"\x03\x03", ALERT),
            ("tls.version-tolerance", "client-version", lambda hello: hello[9:11] > b"\x03\x03", b""),
            ("tls.version-tolerance", "supported-versions", lambda hello: b"\x3a\x3a\x03" in hello, ALERT),
            ("tls.large-hello", "bytes", lambda hello: len(hello) > 1400, b"")]
    for number, (key, of, dislikes, answer) in enumerate(rows):
        picky = Picky(5200 + number, backend, dislikes, answer)
        facts = probe(program, authority, picky.port, *DEEP)
        for line in differences(facts, {**flags, (key, of): "false", ("tls.handshake", "1.2"): {"TLS_AES_256_GCM_SHA384",
                                        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"}}):
            yield f"picky about {key} {of}: {line}"


def check_run(program, folder, port):
    """`run` and `collect` know --deep, and a report holds what it finds out; without it nothing of that is asked."""
    names = folder / "servers"
    names.write_text(f"{NAME} exchange mailbox https:{port}\n", encoding="ascii")
    report = folder / "report.xml"
    for verb, *words in [("run", "--servers", names, "--deep"), ("run", "--servers", names), ("collect", report, "--deep")]:
        done = subprocess.run([str(program), verb, *map(str, words), "--resolve", f"{NAME}:127.0.0.1", "-o", str(report), "--quiet"],
                              capture_output=True, text=True, timeout=60)
        facts = {(fact.get("key"), fact.get("of", "")): fact.text for fact in ElementTree.parse(report).iter(f"{REPORT}fact")}
        wanted = "secp521r1 x25519 secp256r1" if "--deep" in words else None
        if done.returncode > 2 or facts.get(("tls.groups", "1.2")) != wanted or ("tls.group", "1.2") not in facts:
            yield f"{verb} {words}: exit {done.returncode} {done.stderr}, groups {facts.get(('tls.groups', '1.2'))}, wanted {wanted}"


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--program", required=True, type=pathlib.Path)
    program = options.parse_args().program.resolve()
    namespace.enter()
    with tempfile.TemporaryDirectory(prefix="hybridready-details-") as name:
        processes = Processes(name)
        try:
            authority, rows = servers(pathlib.Path(name))
            for row in rows:
                processes.start(row.label.replace(" ", "-"), row.words)
            for row in rows:
                processes.wait_for("127.0.0.1", row.port)
            wrong = [*check(program, authority, rows), *check_picky(program, authority, rows[0].port),
                     *check_run(program, pathlib.Path(name), next(row.port for row in rows if row.label == "deep"))]
        finally:
            processes.stop()
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
