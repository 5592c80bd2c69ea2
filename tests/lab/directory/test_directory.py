#!/usr/bin/python3
"""Discovery against real slapd servers: what is found, and how each trouble ends."""
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import slapd  # noqa: E402

DRIVER = sys.argv.pop(1)
ROOT = "dc=contoso,dc=com"
CONFIGURATION = "cn=Configuration," + ROOT
EXCHANGE = 12  # servers below CN=Microsoft Exchange


def entry(dn, *classes, **attributes):
    lines = [f"dn: {dn}"] + [f"objectClass: {name}" for name in classes]
    for name, values in attributes.items():
        lines += [f"{name}: {value}" for value in ([values] if isinstance(values, str) else values)]
    return "\n".join(lines) + "\n\n"


def cross_ref(name, context, dns, flags="3"):
    return entry(f"cn={name},cn=Partitions,{CONFIGURATION}", "crossRef", nCName=context, dnsRoot=dns,
                 systemFlags=flags)


def forest(referral_port):
    """A small forest in one tree, with a referral object in the way of every search."""
    data = slapd.base_entry(ROOT) + entry(CONFIGURATION, "configuration")
    data += entry(f"cn=Partitions,{CONFIGURATION}", "container")
    data += cross_ref("CONTOSO", ROOT, "contoso.com")
    data += cross_ref("CHILD", "dc=child,dc=contoso,dc=com", "child.contoso.com")
    data += cross_ref("GONE", "dc=gone,dc=contoso,dc=com", "gone.contoso.com")
    data += cross_ref("EVIL", "dc=evil,dc=contoso,dc=com", "evil.example")
    data += cross_ref("DNS", "dc=DomainDnsZones,dc=contoso,dc=com", "dns.contoso.com", "5")
    services = f"cn=Services,{CONFIGURATION}"
    exchange = f"cn=Microsoft Exchange,{services}"
    data += entry(services, "container") + entry(exchange, "container")
    for n in range(1, EXCHANGE + 1):
        data += entry(f"cn=EX{n:02},{exchange}", "msExchExchangeServer", cn=f"ex{n:02}.contoso.com",
                      serialNumber=f"Version 15.1 (Build 3{2500 + n}.6)", thumbnailPhoto="never to be asked for")
    data += entry(f"cn=elsewhere,{exchange}", "referral", "extensibleObject", cn="elsewhere",
                  ref=f"ldap://127.0.0.1:{referral_port}/cn=elsewhere,{exchange}")
    data += entry(f"ou=Servers,{ROOT}", "organizationalUnit")
    for name, system in (("EX01", "Windows Server 2016 Standard"), ("FE01", "Windows Server 2019 Standard")):
        data += entry(f"cn={name},ou=Servers,{ROOT}", "computer", dNSHostName=f"{name}.contoso.com",
                      operatingSystem=system, operatingSystemVersion="10.0 (1)")
    data += entry(f"cn=Microsoft,cn=FE01,ou=Servers,{ROOT}", "container")
    data += entry(f"cn=RTC Services,cn=Microsoft,cn=FE01,ou=Servers,{ROOT}", "msRTCSIP-Server", cn="RTC Services")
    data += entry(f"cn=PC1,ou=Servers,{ROOT}", "computer", operatingSystem="Windows 7 Enterprise")
    return data


def child():
    """What a DC of the child domain answers for; the account that binds is known there too."""
    root = "dc=child,dc=contoso,dc=com"
    data = slapd.base_entry(ROOT) + entry(root, "dcObject", "organization", o="child", dc="child")
    data += entry(f"cn=PC7,{root}", "computer", operatingSystem="Windows 7 Professional")
    data += entry(f"cn=PC8,{root}", "computer", operatingSystem="Windows 7 Professional")
    return data


class Proxy:
    """Passes bytes to a server; cuts or stalls the connection after so many bytes from it, so many times."""

    def __init__(self, port, after, times, stall=False):
        self.target, self.after, self.times, self.stall = port, after, times, stall
        self.connections, self.passed, self.held = 0, 0, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            server = socket.create_connection(("127.0.0.1", self.target))
            harm = self.connections <= self.times
            threading.Thread(target=self._pass, args=(client, server, None), daemon=True).start()
            threading.Thread(target=self._pass, args=(server, client, self.after if harm else None),
                             daemon=True).start()

    def _pass(self, source, sink, after):
        passed = 0
        try:
            while True:
                data = source.recv(512)
                if not data:
                    break
                passed += len(data)
                self.passed += len(data)
                if after is not None and passed > after:
                    if self.stall:
                        self.held += [source, sink]
                        return
                    break
                sink.sendall(data)
        except OSError:
            pass
        for one in (source, sink):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        self.listener.close()


class NameServer:
    """Answers SRV for one domain, A for two hosts, and nothing else."""

    def __init__(self, domain, targets):
        self.services, self.targets = f"_ldap._tcp.dc._msdcs.{domain}", targets
        self.asked = []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    @staticmethod
    def _name(name):
        return b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0"

    def _answers(self, name, kind):
        if name == self.services and kind == 33:
            return [(33, struct.pack(">HHH", priority, weight, port) + self._name(host))
                    for priority, weight, port, host in self.targets]
        if kind == 1 and any(name == target[3] for target in self.targets):
            return [(1, bytes([127, 0, 0, 1]))]
        return []

    def _serve(self):
        while True:
            try:
                query, peer = self.socket.recvfrom(4096)
            except OSError:
                return
            at, parts = 12, []
            while query[at]:
                parts.append(query[at + 1:at + 1 + query[at]].decode().lower())
                at += 1 + query[at]
            kind = struct.unpack(">H", query[at + 1:at + 3])[0]
            name = ".".join(parts)
            self.asked.append((name, kind))
            answers = self._answers(name, kind)
            known = name == self.services or any(name == target[3] for target in self.targets)
            head = query[:2] + struct.pack(">HHHHH", 0x8180 if known else 0x8183, 1, len(answers), 0, 0)
            body = query[12:at + 5]
            for answer_kind, data in answers:
                body += b"\xc0\x0c" + struct.pack(">HHIH", answer_kind, 1, 60, len(data)) + data
            self.socket.sendto(head + body, peer)

    def close(self):
        self.socket.close()


class Directory(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.workshop = slapd.Workshop(["dc1.contoso.com", "dc2.contoso.com", "child.contoso.com"])
        try:
            cls.trap = socket.create_server(("127.0.0.1", 0))
            cls.trap.setblocking(False)
            cls.main = cls.workshop.slapd("main", forest(cls.trap.getsockname()[1]))
            # The child domain's server shares the port with its parent's, on another address.
            cls.child = cls.workshop.slapd(
                "child", child(), address="127.0.0.2", ports=(cls.main.port, cls.main.tls_port))
        except BaseException:
            cls.workshop.close()
            raise

    @classmethod
    def tearDownClass(cls):
        cls.trap.close()
        cls.workshop.close()

    def discover(self, *arguments, bind=True, port=None, ca="ca.pem", scheme="ldaps", password=None, uri=True,
                 timeout=5000):
        command = [DRIVER, f"timeout={timeout}", "host=dc1.contoso.com", "address=127.0.0.1",
                   "host=child.contoso.com", "address=127.0.0.2", "host=gone.contoso.com", "address=127.0.0.3"]
        if uri:
            port = port or (self.main.tls_port if scheme == "ldaps" else self.main.port)
            command.append(f"uri={scheme}://dc1.contoso.com:{port}")
        if ca:
            command.append("ca=" + self.workshop.path(ca))
        if bind:
            command += ["bind-dn=" + slapd.READER, "password-file=" + (password or self.workshop.password)]
        done = subprocess.run(command + list(arguments), capture_output=True, text=True, timeout=60,
                              env={**os.environ, "LDAPTLS_REQCERT": "never", "LDAPREFERRALS": "on"})
        self.assertIn(done.returncode, (0, 1), done.stderr)
        self.assertNotIn(slapd.SECRET, done.stdout + done.stderr)
        self.assertEqual(done.stderr, "")
        return done.stdout

    def assertFound(self, out):
        self.assertNotIn("error", out)
        servers = [line.split()[1] for line in out.splitlines() if line.startswith("server ")]
        wanted = [f"exchange/ex{n:02}.contoso.com" for n in range(1, EXCHANGE + 1)] + ["skype/fe01.contoso.com"]
        self.assertEqual(servers, wanted)
        self.assertIn("fact exchange/ex01.contoso.com os.name present Windows Server 2016 Standard", out)
        self.assertIn("fact skype/fe01.contoso.com os.name present Windows Server 2019 Standard", out)
        self.assertIn("foreign 0\n", out)

    def assertRefused(self, out, status, *words):
        self.assertTrue(out.startswith(f"error {status}: "), out)
        for word in words:
            self.assertIn(word, out.splitlines()[0])
        for kind in ("server ", "fact ", "source ", "notice "):
            self.assertNotIn("\n" + kind, out)

    def test_ldaps(self):
        out = self.discover()
        self.assertFound(out)
        self.assertIn("notice directory-not-ad", out)
        # The forest's windows 7 computers: one in the root domain, two in the child, each counted once.
        self.assertIn("fact clients.windows7 present [] 3", out)
        self.assertIn("fact directory.domain present [dc=contoso,dc=com] contoso.com", out)
        self.assertIn("fact directory.domain present [dc=child,dc=contoso,dc=com] child.contoso.com", out)
        self.assertIn("fact directory.domain failed [dc=gone,dc=contoso,dc=com]", out)
        self.assertIn("notice domain-not-read dc=evil,dc=contoso,dc=com: its dnsRoot is not the domain's name", out)
        self.assertNotIn("domaindnszones", out.lower())
        self.assertIn(f"source ldap ldaps://dc1.contoso.com:{self.main.tls_port} CN=Configuration,{ROOT}", out)

    def test_starttls(self):
        self.assertFound(self.discover("starttls", scheme="ldap"))

    def test_pages(self):
        self.assertFound(self.discover("page=1"))
        self.assertFound(self.discover("page=5"))

    def test_referral_is_not_followed(self):
        self.assertFound(self.discover())
        with self.assertRaises(BlockingIOError):
            self.trap.accept()

    def test_wrong_password(self):
        out = self.discover(password=self.workshop.wrong)
        self.assertRefused(out, "refused", "Invalid credentials", slapd.READER)
        self.assertNotIn("not the password", out)

    def test_wrong_ca(self):
        self.assertRefused(self.discover(ca="other-ca.pem"), "trust", "CN=throw-away ca", "its CA is not trusted")
        self.assertRefused(self.discover(ca=None), "trust", "--ca FILE")
        self.assertRefused(self.discover("starttls", ca="other-ca.pem", scheme="ldap"), "trust", "not trusted")

    def test_wrong_name(self):
        out = self.discover("host=other.contoso.com", "address=127.0.0.1",
                            f"uri=ldaps://other.contoso.com:{self.main.tls_port}", uri=False)
        self.assertRefused(out, "trust", "for another name")

    def test_broken_ca_file(self):
        self.assertRefused(self.discover(ca="missing.pem"), "file", "missing.pem")
        self.workshop.file("empty.pem", "")
        self.assertTrue(self.discover(ca="empty.pem").startswith("error "))

    def test_clear_text(self):
        out = self.discover(scheme="ldap")
        self.assertRefused(out, "usage", "clear text")

    def test_password_files(self):
        open_file = self.workshop.file("open", slapd.SECRET + "\n", 0o644)
        self.assertRefused(self.discover(password=open_file), "usage", "group or others")
        self.assertRefused(self.discover(password=self.workshop.file("none", "\n")), "usage", "empty")
        self.assertRefused(self.discover(password=self.workshop.path("absent")), "file", "absent")
        self.assertRefused(self.discover(password=self.workshop.file("long", "x" * 5000)), "limit", "longer")
        windows = self.workshop.file("windows", slapd.SECRET + "\r\n")
        self.assertFound(self.discover(password=windows))

    def test_usage(self):
        self.assertRefused(self.discover("starttls"), "usage", "--starttls")
        self.assertRefused(self.discover("gssapi"), "usage", "--bind-dn")
        self.assertRefused(self.discover("uri=http://dc1/", uri=False), "usage", "ldaps://host")
        self.assertRefused(self.discover("bind-dn=cn=x", bind=False), "usage", "--password-file")

    def test_nobody_there(self):
        port = slapd.free_ports(1)[0]
        self.assertRefused(self.discover(port=port), "network", "refused")
        out = self.discover("uri=ldaps://nowhere.invalid", uri=False)
        self.assertRefused(out, "network", "nowhere.invalid", "--resolve")

    def test_plain_server_on_the_tls_port(self):
        self.assertRefused(self.discover(port=self.main.port), "network", "no TLS connection")

    def test_anonymous_sees_nothing(self):
        out = self.discover(bind=False)
        self.assertNotIn("server ", out)
        self.assertIn("notice no-configuration", out)

    def test_kerberos_without_a_ticket(self):
        out = self.discover("gssapi", bind=False, scheme="ldap")
        self.assertRefused(out, "refused", "Kerberos ticket")

    def bytes_of_a_run(self):
        proxy = Proxy(self.main.tls_port, 0, 0)
        self.assertFound(self.discover("page=2", port=proxy.port))
        proxy.close()
        return proxy.passed

    def test_lost_once(self):
        whole = self.bytes_of_a_run()
        for part in (2, 3, 4, 5, 6):
            proxy = Proxy(self.main.tls_port, whole * part // 10, 1)
            out = self.discover("page=2", port=proxy.port)
            proxy.close()
            self.assertFound(out)
            # The child's server is not behind the proxy.
            self.assertIn("fact clients.windows7 present [] 1", out)
            self.assertEqual(proxy.connections, 2)

    def test_lost_again_and_again(self):
        whole = self.bytes_of_a_run()
        outcomes = []
        for part in (1, 2, 3, 4):
            proxy = Proxy(self.main.tls_port, whole * part // 20, 100)
            out = self.discover("page=2", port=proxy.port)
            proxy.close()
            if out.startswith("error"):
                self.assertRefused(out, "network", "dc1.contoso.com")
            else:
                self.assertFound(out)
            outcomes.append(out)
        self.assertTrue(any("was lost or fell silent in search" in out for out in outcomes), outcomes)

    def test_falls_silent(self):
        proxy = Proxy(self.main.tls_port, self.bytes_of_a_run() // 10, 100, stall=True)
        began = time.monotonic()
        out = self.discover("page=2", port=proxy.port, timeout=700)
        proxy.close()
        self.assertRefused(out, "network", "dc1.contoso.com")
        self.assertLess(time.monotonic() - began, 10)

    def test_frozen_server(self):
        os.kill(self.main.process.pid, signal.SIGSTOP)
        try:
            began = time.monotonic()
            out = self.discover(timeout=700)
            self.assertRefused(out, "network", "dc1.contoso.com")
            self.assertLess(time.monotonic() - began, 10)
        finally:
            os.kill(self.main.process.pid, signal.SIGCONT)

    def test_by_domain(self):
        dead = slapd.free_ports(1)[0]
        names = NameServer("contoso.com", [(20, 0, self.main.port, "dc1.contoso.com"),
                                           (10, 5, dead, "dc2.contoso.com"),
                                           (10, 50, dead, "dc3.contoso.com")])
        out = self.discover("domain=contoso.com", f"nameserver=127.0.0.1:{names.port}", "starttls", uri=False)
        hosts = [name for name, kind in names.asked if kind == 1]
        names.close()
        self.assertFound(out)
        self.assertLess(hosts.index("dc3.contoso.com"), hosts.index("dc2.contoso.com"))

    def test_domain_unknown(self):
        names = NameServer("contoso.com", [])
        nameserver = f"nameserver=127.0.0.1:{names.port}"
        self.assertRefused(self.discover("domain=fabrikam.com", nameserver, uri=False), "network", "_ldap._tcp")
        self.assertRefused(self.discover("domain=contoso.com", nameserver, uri=False), "network", "_ldap._tcp")
        names.close()


class Limits(unittest.TestCase):
    """Servers with little to give, or nothing."""

    def run_on(self, data, *arguments, **options):
        workshop = slapd.Workshop(["dc1.contoso.com"])
        try:
            server = workshop.slapd("main", data, **options)
            done = subprocess.run(
                [DRIVER, "host=dc1.contoso.com", "address=127.0.0.1", "ca=" + workshop.path("ca.pem"),
                 f"uri=ldaps://dc1.contoso.com:{server.tls_port}", "bind-dn=" + slapd.READER,
                 "password-file=" + workshop.password, "timeout=5000", *arguments],
                capture_output=True, text=True, timeout=60)
            return done.stdout
        finally:
            workshop.close()

    def test_size_limit_needs_pages(self):
        out = self.run_on(forest(1), "page=4", limits="size.soft=5 size.hard=5 size.pr=5 size.prtotal=unlimited")
        self.assertEqual(out.count("server exchange/"), EXCHANGE)
        self.assertNotIn("search-cut", out)

    def test_size_limit_that_pages_do_not_lift(self):
        out = self.run_on(forest(1), "page=4", limits="size.soft=5 size.hard=5 size.pr=5 size.prtotal=6")
        self.assertIn("notice search-cut servers", out)
        self.assertGreater(out.count("server exchange/"), 0)
        self.assertLess(out.count("server exchange/"), EXCHANGE)

    def test_empty(self):
        out = self.run_on(slapd.base_entry(ROOT))
        self.assertNotIn("error", out)
        self.assertNotIn("server ", out)
        self.assertIn("notice no-configuration", out)
        self.assertIn("source ldap", out)

    def test_forest_without_servers(self):
        out = self.run_on(slapd.base_entry(ROOT) + entry(CONFIGURATION, "configuration"))
        self.assertNotIn("error", out)
        self.assertNotIn("server ", out)
        self.assertIn("fact directory.domain present [dc=contoso,dc=com] contoso.com", out)


if __name__ == "__main__":
    if shutil.which("slapd") is None and not os.path.exists("/usr/sbin/slapd"):
        print("skipped: there is no slapd on this machine")
        sys.exit(77)
    unittest.main(warnings="ignore")
