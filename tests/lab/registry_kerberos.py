#!/usr/bin/env python3
"""collect --registry with Kerberos, against a Samba domain controller: by a ticket at hand, by a keytab, and without one."""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import namespace
import smb
from processes import Processes

REPORT = "{urn:hybridready:report:1}"
ADDRESS = "127.0.0.11"
REALM, DOMAIN, WHO = "LAB.EXAMPLE", "LAB", "Administrator@LAB.EXAMPLE"
KEY = r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client"
NETWORK = """[libdefaults]
 default_realm = LAB.EXAMPLE
 dns_lookup_kdc = false
 dns_lookup_realm = false
 rdns = false
 dns_canonicalize_hostname = false
[realms]
 LAB.EXAMPLE = {
  kdc = 127.0.0.11
 }
[domain_realm]
 .lab.example = LAB.EXAMPLE
"""
PROGRAM = None


class Controller(smb.Server):
    def __init__(self, folder):
        super().__init__(folder, ADDRESS, {
            "netbios name": "DC1", "workgroup": DOMAIN, "realm": REALM, "server role": "active directory domain controller",
            "ntp signd socket directory": pathlib.Path(folder) / "ntp", "binddns dir": pathlib.Path(folder) / "dns",
            "server services": "s3fs, rpc, ldap, cldap, kdc, winbindd", "log level": "1 auth_audit:4"}.items(),
            ["[sysvol]", f"path = {folder}/state/sysvol", "[netlogon]", f"path = {folder}/state/sysvol/scripts"])
        (self.folder / "dns").mkdir()
        (self.folder / "ntp").mkdir(mode=0o750)
        text = self.configuration.read_text()
        self.configuration.write_text(re.sub("(?m)^passdb backend.*\n|^smb ports.*\n", "", text))
        self.run("samba-tool", "domain", "provision", f"--configfile={self.configuration}", f"--realm={REALM}",
                 f"--domain={DOMAIN}", "--server-role=dc", "--dns-backend=NONE", "--adminpass=Passw0rd!lab", "--host-name=DC1",
                 f"--host-ip={ADDRESS}")
        self.keytab = self.folder / "keytab"
        self.run("samba-tool", "domain", "exportkeytab", self.keytab, f"--principal={WHO}", f"--configfile={self.configuration}")

    def start(self, processes):
        process = processes.start("samba", ["samba", "-i", "-M", "single", f"--configfile={self.configuration}"])
        for port in (88, 389, 445):
            processes.wait_for(ADDRESS, port)
        end = time.monotonic() + 30
        while subprocess.run(["wbinfo", "-p"], capture_output=True).returncode != 0 and time.monotonic() < end:
            time.sleep(0.05)
        return process

    def logons(self):
        """How each session came in: krb5, NTLMSSP, or (null) for nobody."""
        text = "".join(log.read_text(errors="replace") for log in (self.folder / "log").glob("log.*") if log.is_file())
        return re.findall(r"Successful AuthZ: \[SMB2,([^\]]*)\]", text) + re.findall(r" Auth: \[SMB2,(\(null\))\]", text)


class Kerberos(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="hybridready-kerberos-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.folder.chmod(0o755)
        for name, text in (("hosts", f"127.0.0.1 localhost\n{ADDRESS} dc1.lab.example dc1 other.lab.example\n"),
                           ("krb5.conf", NETWORK)):
            (cls.folder / name).write_text(text)
        subprocess.run(["mount", "--bind", cls.folder / "hosts", "/etc/hosts"], check=True)
        os.environ["KRB5_CONFIG"] = str(cls.folder / "krb5.conf")
        os.environ["KRB5CCNAME"] = f"FILE:{cls.folder}/ticket"
        cls.processes = Processes(cls.folder)
        cls.addClassCleanup(cls.processes.stop)
        cls.controller = Controller(cls.folder / "dc")
        cls.controller.fill({(KEY, "Enabled"): 0xffffffff, (KEY, "DisabledByDefault"): 0})
        cls.controller.start(cls.processes)

    def setUp(self):
        (self.folder / "ticket").unlink(missing_ok=True)
        self.before = len(self.controller.logons())
        (self.folder / "list.txt").write_text("dc1.lab.example adfs server https:1\n")

    def kinit(self, *words):
        subprocess.run(["kinit", "-k", "-t", self.controller.keytab, *words, WHO], check=True, timeout=30)

    def collect(self, *words, status=0, host="dc1.lab.example"):
        (self.folder / "list.txt").write_text(f"{host} adfs server https:1\n")
        for arguments in (["discover", "--servers", "list.txt", "-o", "report.xml"],
                          ["collect", "report.xml", "--registry", "--timeout", "5", "--resolve", f"{host}:{ADDRESS}", *words]):
            done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=90, cwd=self.folder,
                                  stdin=subprocess.DEVNULL)
            self.assertEqual(done.returncode, status if arguments[0] == "collect" else 0, done.stderr)
        facts = {(fact.get("key"), fact.get("of", "")): (fact.get("seen"), fact.text or "")
                 for fact in ElementTree.parse(self.folder / "report.xml").getroot().iter(REPORT + "fact")}
        return facts, done.stderr

    def is_read(self, facts):
        self.assertEqual(facts["registry.read", ""][0], "present", facts["registry.read", ""])
        self.assertEqual(facts["registry", f"HKLM\\{KEY}\\Enabled"], ("present", "4294967295"))
        self.assertEqual(facts["registry", f"HKLM\\{KEY}\\DisabledByDefault"], ("present", "0"))

    def came_in(self):
        return self.controller.logons()[self.before:]

    def test_ticket_at_hand(self):
        self.kinit()
        facts, _ = self.collect("--smb-kerberos", "--smb-user", WHO)
        self.is_read(facts)
        self.assertEqual(self.came_in(), ["krb5"])

    def test_keytab(self):
        facts, _ = self.collect("--smb-keytab", self.controller.keytab, "--smb-user", WHO)
        self.is_read(facts)
        self.assertEqual(self.came_in(), ["krb5"])
        self.assertEqual([path for path in pathlib.Path("/tmp").glob("hybridready-??????") if path.is_dir()], [])

    def test_no_ticket(self):
        """Nobody comes in as nobody instead."""
        facts, _ = self.collect("--smb-kerberos", "--smb-user", WHO)
        self.assertEqual(facts["registry.read", ""][0], "failed")
        self.assertIn("no Kerberos ticket", facts["registry.read", ""][1])
        self.assertEqual(self.came_in(), [])

    def test_old_ticket(self):
        self.kinit("-l", "1s")
        while subprocess.run(["klist", "-s"], timeout=30).returncode == 0:
            time.sleep(0.1)
        facts, _ = self.collect("--smb-kerberos", "--smb-user", WHO)
        self.assertIn("no Kerberos ticket", facts["registry.read", ""][1])
        self.assertEqual(self.came_in(), [])

    def test_name_without_service(self):
        """A name that the domain has no service principal for: no ticket, and no NTLM in its place."""
        self.kinit()
        facts, _ = self.collect("--smb-kerberos", "--smb-user", WHO, host="other.lab.example")
        self.assertIn("cifs/other.lab.example", facts["registry.read", ""][1])
        self.assertEqual(self.came_in(), [])

    def test_password_of_a_domain(self):
        path = self.folder / "password"
        path.write_text("Passw0rd!lab\n")
        path.chmod(0o600)
        for name in (DOMAIN + "\\Administrator", WHO):
            facts, _ = self.collect("--smb-password-file", path, "--smb-user", name)
            self.is_read(facts)
        self.assertEqual(self.came_in(), ["NTLMSSP", "NTLMSSP"])

    def test_bad_keytabs(self):
        copy = self.folder / "copy.keytab"
        shutil.copy(self.controller.keytab, copy)
        copy.chmod(0o640)
        self.assertIn("chmod 600", self.refused(64, "--smb-keytab", copy, "--smb-user", WHO))
        copy.chmod(0o600)
        self.assertIn("no ticket for stranger@LAB.EXAMPLE", self.refused(3, "--smb-keytab", copy, "--smb-user",
                                                                           "stranger@LAB.EXAMPLE"))
        self.assertIn("NAME@REALM", self.refused(64, "--smb-keytab", copy, "--smb-user", "Administrator"))

    def refused(self, status, *words):
        return self.collect(*words, status=status)[1]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    arguments, rest = parser.parse_known_args()
    PROGRAM = str(pathlib.Path(arguments.program).resolve())
    reader = pathlib.Path(PROGRAM).parents[1] / "libexec/hybridready/hybridready-registry"
    lacking = smb.missing() + [tool for tool in ("samba", "samba-tool", "wbinfo", "kinit", "klist") if shutil.which(tool) is None]
    lacking += [] if reader.exists() else ["this build's program that reads registries"]
    if lacking:
        print(f"skipped: {', '.join(lacking)} not there")
        sys.exit(77)
    namespace.enter()
    if not namespace.is_real_root():
        print("skipped: a domain controller has to give files to other users; this takes real root")
        sys.exit(77)
    smb.prepare()
    unittest.main(argv=[sys.argv[0], *rest], warnings="ignore")
