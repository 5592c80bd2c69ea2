#!/usr/bin/env python3
"""import: files that owners bring; what is wrong is refused, and then nothing is written."""
import os
import pathlib
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
import zipfile

PROGRAM = pathlib.Path(os.environ.get("HR_PROGRAM", "build/bin/hybridready")).resolve()
DATA = pathlib.Path(__file__).resolve().parents[1] / "unit"
REPORT = "{urn:hybridready:report:1}"

# What is wrong, and which rules say so: (name of the case, about, text of ROOTS, what stands there instead, rules).
# Of .NET 2.0 on 2012 R2 an update would have to be shown as well: that case is of a later release.
LATER = '"CurrentBuild"="14393"\n"CurrentMajorVersionNumber"=dword:0000000a\n"CurrentMinorVersionNumber"=dword:00000000\n'
SCHANNEL = "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL"
POLICY = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Cryptography\\Configuration\\SSL\\00010002]\n"
SKYPE = ("[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\{DE39F60A-D57F-48F5-A2BD-"
         "8BA3FE794E1F}]\n\"DisplayName\"=\"Skype for Business Server 2015, Core Components\"\n\"DisplayVersion\"="
         "\"6.0.9319.537\"\n\n")
CASES = [
    ("client", "skype/fe01.contoso.com", "", "", ["windows.schannel-client", "windows.winhttp", "windows.dotnet4"]),
    ("server", "skype/fe01.contoso.com", POLICY, SCHANNEL + "\\Protocols\\TLS 1.2\\Server]\n\"Enabled\"=dword:00000000\n"
     "\"DisabledByDefault\"=dword:00000001\n\n" + POLICY, ["windows.schannel-server"]),
    ("dotnet2", "skype/fe01.contoso.com", "NDP\\v4\\Full]", "NDP\\v3.5]\n\"Install\"=dword:00000001\n\n"
     "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full]", ["windows.dotnet2"]),
    ("policy", "skype/fe01.contoso.com", POLICY, POLICY + "\"Functions\"=\"TLS_RSA_WITH_RC4_128_SHA,TLS_AES_256_GCM_SHA384\"\n",
     ["windows.suites-outbound"]),
    ("no suite of the front door", "skype/fe01.contoso.com", POLICY, POLICY + "\"Functions\"=\"TLS_RSA_WITH_AES_128_CBC_SHA\"\n",
     ["windows.suites-outbound"]),
    ("algorithms", "skype/fe01.contoso.com", POLICY, "".join(SCHANNEL + f"\\{key}]\n\"Enabled\"=dword:00000000\n\n" for key in
     ("Ciphers\\AES 128/128", "Ciphers\\AES 256/256", "KeyExchangeAlgorithms\\ECDH")) + POLICY
     + "\"Functions\"=\"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384_P256\"\n", ["windows.suites-outbound"]),
    ("retired", "skype/fe01.contoso.com", POLICY, "".join(
        SCHANNEL + f"\\Protocols\\TLS 1.{n}\\{side}]\n\"Enabled\"=dword:00000000\n\n" for n in (0, 1)
        for side in ("Client", "Server")) + SKYPE + POLICY, ["windows.retired"]),
    ("strong crypto", "office-online/mbx01.contoso.com", "\"SchUseStrongCrypto\"=dword:00000001",
     "\"SchUseStrongCrypto\"=dword:00000000", ["office-online.strong-crypto", "windows.dotnet4"]),
]

# What "reg export" shows of a front end of the Standard Edition with SQL Server 2014 SP2 Express.
SQL_SERVER = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Microsoft SQL Server\\"
PREREQUISITES = "".join(
    [SKYPE.replace(".537", ".619"), SQL_SERVER + "Instance Names\\SQL]\n"]
    + [f'"{name}"="MSSQL12.{name}"\n' for name in ("RTC", "RTCLOCAL", "LYNCLOCAL")]
    + [f'{SQL_SERVER}MSSQL12.{name}\\Setup]\n"PatchLevel"="12.2.5000.0"\n' for name in ("RTC", "RTCLOCAL", "LYNCLOCAL")]
    + ['[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SQLNCLI11]\n"InstalledVersion"="11.4.7001.0"\n'
       '[HKEY_LOCAL_MACHINE\\SOFTWARE\\ODBC\\ODBCINST.INI\\ODBC Drivers]\n"ODBC Driver 13 for SQL Server"="Installed"\n'
       '[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full]\n"Release"=dword:00080ff4\n'])


class Import(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="hybridready-import-"))
        self.addCleanup(subprocess.run, ["rm", "-rf", str(self.folder)], check=True)
        self.write("list.txt", "fe01.contoso.com skype front-end\nmbx01.contoso.com exchange mailbox\n"
                               "mbx01.contoso.com office-online member\n")
        self.good("discover", "--servers", "list.txt", "-o", "report.xml")

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def run_program(self, *words):
        return subprocess.run([str(PROGRAM), *map(str, words)], capture_output=True, text=True, timeout=60, cwd=self.folder)

    def good(self, *words):
        done = self.run_program(*words)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def refused(self, status, says, *words):
        before = (self.folder / "report.xml").read_bytes()
        done = self.run_program(*words)
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertIn(says, done.stderr)
        self.assertEqual((self.folder / "report.xml").read_bytes(), before)

    def facts(self, about, key):
        root = ElementTree.parse(self.folder / "report.xml").getroot()
        return {fact.get("of", ""): (fact.get("seen"), fact.text or "") for fact in root.iter(REPORT + "fact")
                if fact.get("about") == about and fact.get("key") == key}

    def test_refuses(self):
        self.refused(64, "wanted a report and one or more files", "import", "report.xml")
        self.refused(3, "No such file", "import", "report.xml", "gone.reg")
        self.write("noise.bin", b"\x00\x01noise")
        self.refused(3, "no kind that is known", "import", "report.xml", "noise.bin")
        self.write("other.xml", "<?xml version='1.0'?><other/>")
        self.refused(64, "give the full name", "import", "report.xml", "other.xml",
                     "--server", "nobody.contoso.com")
        self.refused(3, "other.xml", "import", "report.xml", "other.xml")

    def test_topology(self):
        topology = next((DATA / "discover" / "data").glob("*.tbxml"))
        self.good("import", "report.xml", topology)
        servers = ElementTree.parse(self.folder / "report.xml").getroot().iter(REPORT + "server")
        self.assertGreater(len(list(servers)), 3)


    # What a Windows Server 2012 R2 exports whose owner turned TLS 1.2 off for clients.
    ROOTS = r"""Windows Registry Editor Version 5.00

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL]
"EventLogging"=dword:00000001

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client]
"Enabled"=dword:00000000

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Cryptography\Configuration\Local\SSL\00010002]

[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Session Manager\Environment]
"PROCESSOR_ARCHITECTURE"="AMD64"

[HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Cryptography\Configuration\SSL\00010002]

[HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp]
"DefaultSecureProtocols"=dword:000000a0

[HKEY_LOCAL_MACHINE\SOFTWARE\Wow6432Node\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp]

[HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\.NETFramework\v4.0.30319]

[HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\.NETFramework\v2.0.50727]

[HKEY_LOCAL_MACHINE\SOFTWARE\Wow6432Node\Microsoft\.NETFramework\v4.0.30319]
"SchUseStrongCrypto"=dword:00000001

[HKEY_LOCAL_MACHINE\SOFTWARE\Wow6432Node\Microsoft\.NETFramework\v2.0.50727]

[HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP]

[HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full]
"Install"=dword:00000001
"Release"=dword:00080ff4

[HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion]
"ProductName"="Windows Server 2012 R2 Standard"
"InstallationType"="Server"
"CurrentVersion"="6.3"
"CurrentBuild"="9600"
"""

    RULES = ["schannel-client", "schannel-server", "winhttp", "dotnet4", "dotnet2", "suites-outbound"]

    def findings(self, about):
        root = ElementTree.parse(self.folder / "report.xml").getroot()
        return {finding.get("rule")[8:]: finding.get("outcome") for finding in root.iter(REPORT + "finding")
                if finding.get("about") == about and finding.get("rule")[8:] in self.RULES}

    def judge(self, export):
        self.write("fe01.contoso.com.reg", ("\ufeff" + export).replace("\n", "\r\n").encode("utf-16-le"))
        self.good("import", "report.xml", "fe01.contoso.com.reg")
        self.assertIn(self.run_program("assess", "report.xml").returncode, (1, 2))
        return self.findings("skype/fe01.contoso.com")

    @staticmethod
    def parsed(text):
        keys, key = {}, None
        for line in text.splitlines():
            if line.startswith("["):
                key = line.strip("[]")
                keys.setdefault(key, {})
            elif line.startswith('"'):
                name, value = line.split("=", 1)
                keys[key][name] = value
        return keys

    def applied(self, export, change):
        """What regedit would make of it."""
        keys = self.parsed(export)
        for key, values in self.parsed(change).items():
            for name, value in values.items():
                if value == "-":
                    keys.get(key, {}).pop(name, None)
                else:
                    keys.setdefault(key, {})[name] = value
        return "Windows Registry Editor Version 5.00\n" + "".join(
            f"\n[{key}]\n" + "".join(f"{name}={value}\n" for name, value in values.items()) for key, values in keys.items())

    def test_what_it_says_makes_ready_and_goes_back(self):
        before = self.judge(self.ROOTS)
        self.assertEqual(before, {"schannel-client": "not-ready", "schannel-server": "ready", "winhttp": "not-ready",
                                  "dotnet4": "not-ready", "dotnet2": "not-applicable", "suites-outbound": "ready"})
        done = self.good("render", "report.xml", "--format", "reg", "--server", "fe01", "-o", "fe01.reg")
        self.assertIn("fe01-undo.reg takes them back", done.stderr)
        make = (self.folder / "fe01.reg").read_text()
        undo = (self.folder / "fe01-undo.reg").read_text()
        self.assertIn('"DefaultSecureProtocols"=dword:00000aa0', make)
        self.assertIn('"DefaultSecureProtocols"=dword:000000a0', undo)
        changed = self.applied(self.ROOTS, make)
        after = self.judge(changed)
        self.assertEqual(set(after.values()), {"ready", "not-applicable"}, after)
        self.assertIn("Nothing", self.good("render", "report.xml", "--format", "reg", "--server", "fe01").stdout)
        self.assertEqual(self.judge(self.applied(changed, undo)), before)

    def outcomes(self, about, export, rules):
        name = about.split("/")[1]
        self.write(name + ".reg", ("\ufeff" + export).replace("\n", "\r\n").encode("utf-16-le"))
        self.good("import", "report.xml", name + ".reg")
        self.assertIn(self.run_program("assess", "report.xml").returncode, (1, 2))
        root = ElementTree.parse(self.folder / "report.xml").getroot()
        return {finding.get("rule"): finding.get("outcome") for finding in root.iter(REPORT + "finding")
                if finding.get("about") == about and finding.get("rule") in rules}

    def test_every_setting_can_be_made_ready_and_put_back(self):
        remedies = set()
        for case, about, old, new, rules in CASES:
            with self.subTest(case):
                self.setUp()
                self.assertIn(old, self.ROOTS)
                export = self.ROOTS.replace(old, new) if old else self.ROOTS
                if case == "dotnet2":
                    export = export.replace('"Enabled"=dword:00000000', "").replace('"CurrentBuild"="9600"\n', LATER)
                name = about.split("/")[1].split(".")[0]
                self.assertEqual(self.outcomes(about, export, rules), dict.fromkeys(rules, "not-ready"))
                root = ElementTree.parse(self.folder / "report.xml").getroot()
                remedies |= {finding.get("remedy") for finding in root.iter(REPORT + "finding") if finding.get("rule") in rules}
                facts = self.facts(about, "registry")
                self.good("render", "report.xml", "--format", "reg", "--server", name, "-o", "x.reg")
                changed = self.applied(export, (self.folder / "x.reg").read_text())
                undone = self.applied(changed, (self.folder / "x-undo.reg").read_text())
                self.assertEqual(self.outcomes(about, changed, rules), dict.fromkeys(rules, "ready"))
                self.assertEqual(self.outcomes(about, undone, rules), dict.fromkeys(rules, "not-ready"))
                self.assertEqual(self.facts(about, "registry"), facts)
        rows = ElementTree.parse(DATA.parents[1] / "checks/catalog/settings.xml").getroot()
        named = {remedy for row in rows for remedy in row.get("remedy", "").split()}
        self.assertEqual(named - remedies, set())

    def test_sql_server_beside_skype(self):
        """Ready with all of it, not ready with one instance left behind, unknown with one that nobody read."""
        about, rule = "skype/fe01.contoso.com", "skype.prerequisites"
        cases = [("", "", "ready", "528372"),
                 ("RTC\\Setup]\n\"PatchLevel\"=\"12.2.5000.0\"", "RTC\\Setup]\n\"PatchLevel\"=\"12.1.4100.1\"", "not-ready",
                  "Instance RTC of SQL Server has build 12.0.4100.1; SQL Server 2014 SP1 CU5 or later is needed."),
                 ("\"RTCLOCAL\"=\"MSSQL12.RTCLOCAL\"", "\"RTCLOCAL\"=\"MSSQL16.RTCLOCAL\"", "unknown",
                  "The build of SQL Server (RTCLOCAL) is not known."),
                 ("11.4.7001.0", "11.3.6020.0", "not-ready", "SQL Server Native Client 11.0 has version 11.0.6020.0")]
        for old, new, outcome, says in cases:
            with self.subTest(outcome=outcome, old=old):
                self.good("discover", "--servers", "list.txt", "-o", "report.xml")
                text = PREREQUISITES.replace(old, new) if old else PREREQUISITES
                self.assertEqual(self.outcomes(about, "Windows Registry Editor Version 5.00\n\n" + text, [rule]), {rule: outcome})
                root = ElementTree.parse(self.folder / "report.xml").getroot()
                message = next(finding.findtext(REPORT + "message") for finding in root.iter(REPORT + "finding")
                               if finding.get("rule") == rule and finding.get("about") == about)
                self.assertIn(says, message)

    def test_reg_needs_a_server_and_a_judged_report(self):
        self.refused(64, "of which server", "render", "report.xml", "--format", "reg")
        self.refused(64, "run hybridready assess", "render", "report.xml", "--format", "reg", "--server", "fe01")
        self.refused(64, "give the full name", "render", "report.xml", "--format", "reg", "--server", "nobody")

    def test_whose_it_is(self):
        self.write("export.reg", self.ROOTS)
        self.refused(64, "whose registry is it", "import", "report.xml", "export.reg")
        self.good("import", "report.xml", "export.reg", "--server", "MBX01")
        for about in ("exchange/mbx01.contoso.com", "office-online/mbx01.contoso.com"):
            self.assertGreater(len(self.facts(about, "registry")), 60)
        self.assertEqual(self.facts("skype/fe01.contoso.com", "registry"), {})

    def test_a_broken_export_changes_nothing(self):
        self.write("fe01.contoso.com.reg", self.ROOTS.replace("dword:000000a0", "dword:what"))
        self.refused(3, "line 17: wanted dword:", "import", "report.xml", "fe01.contoso.com.reg")
        self.write("fe01.contoso.com.reg", "Windows Registry Editor Version 5.00\n\n[HKEY_CURRENT_USER\\X]\n")
        self.refused(3, "holds none of the keys", "import", "report.xml", "fe01.contoso.com.reg")


    def test_health_checker(self):
        """As the script writes it, and as it is where the export's depth ended before the values."""
        corpus = DATA.parent / "fuzz" / "corpus" / "health_checker"
        texts = []
        for name in ("objects.xml", "as-text.xml"):
            done = self.good("import", "report.xml", corpus / name)
            self.assertIn("HealthChecker report: ", done.stderr)
            facts = self.facts("exchange/mbx01.contoso.com", "registry")
            key = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.%s"
            self.assertEqual(facts[key % r"2\Client\Enabled"], ("present", "1"))
            self.assertEqual(facts[key % r"0\Server\Enabled"], ("present", "0"))
            self.assertEqual(facts[key % r"0\Server\DisabledByDefault"], ("present", "4294967295"))
            self.assertEqual(facts[key % r"3\Server\Enabled"], ("absent", ""))
            self.assertNotIn(key % r"3\Client\Enabled", facts)
            self.assertEqual(self.facts("exchange/mbx01.contoso.com", "build")[""], ("present", "15.1.2507.39"))
            texts.append(facts)
        self.assertEqual(*texts)
        self.refused(3, "not one of HealthChecker", "import", "report.xml", corpus / "other-export.xml")
        self.refused(3, "DOCTYPE", "import", "report.xml", corpus / "doctype.xml")

    # Written by collector/hybridready-collect.cmd under Wine: tests/lab/collector.py --keep. Its machine is called vm.
    COLLECTED = pathlib.Path(__file__).resolve().parent / "data" / "collected"

    def zip(self, name, *files):
        with zipfile.ZipFile(self.folder / name, "w", zipfile.ZIP_DEFLATED) as file:
            for inner, content in files:
                file.writestr(inner, content)
        return name

    def test_collector(self):
        self.refused(64, "it is about vm, which the inventory does not hold", "import", "report.xml", self.COLLECTED)
        done = self.good("import", "report.xml", self.COLLECTED, "--server", "fe01")
        self.assertIn("0 that could not be read", done.stderr)
        self.assertNotIn("without a checksum", done.stderr)
        self.assertIn("CAUTION: it says that it is about vm", done.stderr)
        folder = self.facts("skype/fe01.contoso.com", "registry")
        key = r"HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.%s"
        self.assertEqual(folder[key % r"2\Client\Enabled"], ("present", "4294967295"))
        self.assertEqual(folder[key % r"1\Client\Enabled"], ("absent", ""))
        self.assertNotIn("Nobody", (self.folder / "report.xml").read_text())
        # Zipped as Windows does it, folder and all, and with something added; a person's word for whose it is.
        names = [path.name for path in self.COLLECTED.iterdir()]
        files = [("fe01\\" + name, (self.COLLECTED / name).read_bytes()) for name in names]
        self.good("discover", "--servers", "list.txt", "-o", "report.xml")
        self.good("import", "report.xml", self.zip("fe01.contoso.com.zip", *files, ("fe01\\notes.txt", b"x")))
        self.assertEqual(self.facts("skype/fe01.contoso.com", "registry"), folder)

    def test_collector_names_itself(self):
        """and what was read is judged"""
        (self.folder / "c").mkdir()
        self.write("c/server.txt", "hybridready-collector 1 ps1\r\nexsetup 15.01.2507.039\r\n")
        parameters = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters"
        denied = r"HKLM\SOFTWARE\Policies\Microsoft\Cryptography\Configuration\SSL\00010002\Functions"
        strong = r"HKLM\SOFTWARE\Microsoft\.NETFramework\v4.0.30319\SchUseStrongCrypto"
        self.write("c/registry.txt", "\r\n".join([
            r"? HKLM\SOFTWARE\hybridready-no-such-key\none", "FEHLER: nicht gefunden.",
            r"? HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Hostname", parameters,
            "    Hostname    REG_SZ    mbx01", parameters, "    Domain    REG_SZ    contoso.com",
            f"? {denied}", "FEHLER: Zugriff verweigert.", f"? {strong}", "FEHLER: nicht gefunden.", "? end", ""]))
        self.write("c/hotfixes.txt", "[01]: KB5001234\r\n[02]: KB3140245\r\nDatei 1\r\n")
        done = self.good("import", "report.xml", "c")
        self.assertIn("1 that could not be read, 2 updates; 3 files without a checksum", done.stderr)
        facts = self.facts("exchange/mbx01.contoso.com", "registry")
        self.assertEqual(facts[denied], ("failed", "FEHLER: Zugriff verweigert."))
        self.assertEqual(facts[strong], ("absent", ""))
        self.assertEqual(self.facts("exchange/mbx01.contoso.com", "build")[""], ("present", "15.1.2507.39"))
        self.assertEqual(self.facts("exchange/mbx01.contoso.com", "windows.hotfixes")[""],
                         ("present", "KB5001234 KB3140245"))
        self.assertEqual(self.facts("office-online/mbx01.contoso.com", "registry"), facts)

    def test_collector_damaged(self):
        whole = {path.name: path.read_bytes() for path in self.COLLECTED.iterdir()}
        changes = [
            ("registry.txt is not as the collector wrote it", {"registry.txt": whole["registry.txt"].replace(b"0x0", b"0x1")}),
            ("registry.txt is not as the collector wrote it", {"registry.txt": whole["registry.txt"][:9000]}),
            ("hotfixes.txt is missing", {"hotfixes.txt": None}),
            ("wanted \"? end\": the file was cut", {"registry.txt": whole["registry.txt"][:9000], "checksums.txt": None}),
            ("registry.txt is missing", {"registry.txt": None, "checksums.txt": None}),
            ("not of a collector that this program knows", {"server.txt": b"hybridready-collector 2\r\n", "checksums.txt": None}),
        ]
        for number, (says, change) in enumerate(changes):
            folder = self.folder / f"c{number}"
            folder.mkdir()
            files = {name: content for name, content in {**whole, **change}.items() if content is not None}
            for name, content in files.items():
                (folder / name).write_bytes(content)
            self.refused(3, says, "import", "report.xml", folder, "--server", "fe01")
            self.refused(3, says, "import", "report.xml", self.zip("c.zip", *files.items()), "--server", "fe01")

    def test_zip_that_means_harm(self):
        server = ("server.txt", "hybridready-collector 1 cmd\r\n")
        self.refused(3, "unpacks to more than 4 MiB", "import", "report.xml",
                     self.zip("bomb.zip", server, ("registry.txt", bytes(64 << 20))), "--server", "fe01")
        self.refused(3, "more than 256 files", "import", "report.xml",
                     self.zip("many.zip", server, *((f"{n}/x", "") for n in range(300))), "--server", "fe01")
        self.refused(3, "holds two files server.txt", "import", "report.xml",
                     self.zip("two.zip", ("a/server.txt", server[1]), ("b/server.txt", server[1])), "--server", "fe01")
        self.refused(3, "without the collector's server.txt", "import", "report.xml",
                     self.zip("part.zip", ("registry.txt", "x")), "--server", "fe01")
        self.refused(3, "of no kind that is known", "import", "report.xml",
                     self.zip("other.zip", ("notes.txt", "x")), "--server", "fe01")
        # Nothing is written to disk, wherever an entry says that it belongs.
        self.zip("out.zip", ("../../../../../../tmp/hybridready-escaped/server.txt", server[1]), ("/registry.txt", "? end\r\n"))
        self.good("import", "report.xml", "out.zip", "--server", "fe01")
        self.assertFalse(os.path.exists("/tmp/hybridready-escaped"))
        whole = (self.folder / "out.zip").read_bytes()
        self.write("cut.zip", whole[:60])
        self.refused(3, "cut.zip", "import", "report.xml", "cut.zip", "--server", "fe01")
        flipped = bytearray(whole)
        flipped[whole.index(b"hybridready-collector") if b"hybridready-collector" in whole else 80] ^= 0x55
        self.write("flipped.zip", bytes(flipped))
        self.refused(3, "flipped.zip", "import", "report.xml", "flipped.zip", "--server", "fe01")

    HEAD = ("#Software: Microsoft Exchange Server\r\n#Version: 15.0.0.0\r\n#Log-type: SMTP %s Protocol Log\r\n"
            "#Date: 2026-10-01T00:00:00.000Z\r\n#Fields: date-time,connector-id,session-id,sequence-number,"
            "local-endpoint,remote-endpoint,event,data,context\r\n")
    TLS = '*,,"TLS protocol SP_PROT%s negotiation succeeded using bulk encryption algorithm CALG_AES_256"'

    def received(self, name, *rows, server="MBX01", day=1):
        """rows: (client, version); version None: no TLS"""
        lines = [self.HEAD % "Receive"]
        for n, (client, version) in enumerate(rows):
            start = f"2026-10-{day:02d}T00:00:{n:02d}.123Z,{server}\\Default Frontend {server},08DB{n:012X},"
            lines.append(f"{start}0,10.0.0.1:25,{client}:50000,+,,\r\n")
            if version:
                lines.append(f"{start}1,10.0.0.1:25,{client}:50000,{self.TLS % version}\r\n")
        return self.write(name, "".join(lines))

    def sent(self, name, *sessions, day=1, begun=True):
        """sessions: lists of (event, text)"""
        lines = [self.HEAD % "Send"]
        for n, (connector, session) in enumerate(sessions):
            start = f"2026-10-{day:02d}T00:00:{n:02d}.123Z,{connector},08DC{n:012X},"
            for number, rest in enumerate((["+,,"] if begun else []) + session + ["-,,Local"]):
                lines.append(f"{start}{number},10.0.0.1:50000,203.0.113.9:25,{rest}\r\n")
        return self.write(name, "".join(lines))

    CLOUD = "<,220 AM5EUR02FT044.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready,"

    def test_smtp_received(self):
        about = "exchange/mbx01.contoso.com"
        (self.folder / "logs").mkdir()
        self.received("logs/RECV2026100100-1.LOG", ("10.2.0.1", "_TLS1_0_SERVER"), ("10.2.0.2", "_TLS1_2_SERVER"),
                      ("10.2.0.1", "-TLS1_1_SERVER"), ("10.2.0.3", None))
        self.received("logs/RECV2026100101-1.LOG", ("10.2.0.4", "_TLS1_0_SERVER"), server="OTHER")
        self.write("logs/notes.txt", "no log\n")
        done = self.good("import", "report.xml", "logs")
        self.assertIn("received 3 connections that show a version, 2 below TLS 1.2 from 1 clients", done.stderr)
        self.assertIn("1 files of no kind", done.stderr)
        self.assertEqual(self.facts(about, "clients.legacy"), {"smtp 10.2.0.1": ("present", "2")})
        self.assertEqual(self.facts(about, "clients.last"), {"smtp 10.2.0.1": ("present", "2026-10-01T00:00:02Z")})
        self.assertEqual(self.facts("office-online/mbx01.contoso.com", "clients.legacy"), {})
        notices = [notice.get("id") for notice in
                   ElementTree.parse(self.folder / "report.xml").getroot().iter(REPORT + "notice")]
        self.assertIn("log-of-unknown-server", notices)
        # What was before the change need not count.
        self.refused(64, "wanted a day", "import", "report.xml", "logs", "--since", "yesterday")
        done = self.good("import", "report.xml", "logs", "--since", "2026-10-01T00:00:02Z", "-o", "since.xml")
        self.assertIn("received 1 connections that show a version, 1 below", done.stderr)
        # Newer logs without that client retire it; the same ones again would not.
        self.received("newer.log", ("10.2.0.2", "_TLS1_2_SERVER"), day=2)
        self.good("import", "report.xml", "newer.log")
        self.assertEqual(self.facts(about, "clients.legacy"),
                         {"smtp": ("absent", ""), "smtp 10.2.0.1": ("absent", "not in later logs")})
        self.received("odd.log", ("10.2.0.2", "_TLS9_9_SERVER"), day=3)
        self.good("import", "report.xml", "odd.log")
        self.assertEqual(self.facts(about, "clients.legacy")["smtp"][0], "failed")
        self.received("strange.log", ("10.2.0.2", "_TLS1_2_SERVER"), server="STRANGE")
        self.refused(64, "the logs are of STRANGE", "import", "report.xml", "strange.log")
        self.good("import", "report.xml", "strange.log", "--server", "mbx01")

    def test_smtp_sent(self):
        about = "exchange/mbx01.contoso.com"
        tls10, tls12 = self.TLS % "_TLS1_0_CLIENT", self.TLS % "-TLS1_2_CLIENT"
        masked = "<,220 ****************************,"
        subject = '*,"CN=mail.protection.outlook.com, O=Microsoft Corporation",Certificate subject'
        failed = "*,,TLS negotiation failed with error SocketError"
        mail = ">,MAIL FROM:<a@contoso.com>,"
        other = "<,220 mx.fabrikam.com ESMTP,"
        log = self.sent("SEND2026100100-1.LOG", ("Hybrid", [self.CLOUD, tls12]), ("Hybrid", [self.CLOUD, tls10]),
                        ("Hybrid", [self.CLOUD, tls12]), ("Internet", [other, tls10]), ("Internet", [masked, subject, tls12]),
                        ("Outbound to Office 365 - 1", [masked, tls12]), ("Internet", [masked, tls10]),
                        ("Plain", [self.CLOUD, mail]), ("Broken", [self.CLOUD, failed]),
                        ("Healed", [self.CLOUD, failed]), ("Healed", [self.CLOUD, tls12]))
        self.refused(64, "a server that they do not name", "import", "report.xml", log)
        done = self.good("import", "report.xml", log, "--server", "mbx01")
        self.assertIn("sent 6 to Microsoft 365, 1 below TLS 1.2, and 2 to others", done.stderr)
        expected = {"smtp 1.2 Hybrid": ("present", "1.2"), "smtp 1.0 Hybrid": ("present", "1.0"),
                    "smtp 1.2 Internet": ("present", "1.2"), "smtp 1.2 Outbound to Office 365 - 1": ("present", "1.2"),
                    "smtp none Plain": ("present", "none"), "smtp failed Broken": ("failed", "the TLS handshake failed"),
                    "smtp 1.2 Healed": ("present", "1.2")}
        self.assertEqual(self.facts(about, "outbound.negotiated"), expected)
        self.assertEqual(self.facts(about, "outbound.calls")["smtp 1.2 Hybrid"], ("present", "2"))
        self.assertEqual(self.facts(about, "outbound.last")["smtp 1.2 Hybrid"], ("present", "2026-10-01T00:00:02Z"))
        self.assertEqual(self.facts(about, "outbound.failures"),
                         {"smtp failed Broken": ("present", "1"), "smtp failed Healed": ("present", "1")})
        done = self.good("import", "report.xml", log, "--server", "mbx01", "--since", "2026-10-01T00:00:02Z", "-o", "since.xml")
        self.assertIn("sent 4 to Microsoft 365, 0 below", done.stderr)
        # A folder named like the server, or the name it says in EHLO, tell whose it is. Newer logs retire what is no more.
        (self.folder / "MBX01").mkdir()
        self.sent("MBX01/send.log", ("Hybrid", [self.CLOUD, tls12]), day=2)
        self.good("import", "report.xml", "MBX01/send.log")
        self.assertEqual(self.facts(about, "outbound.negotiated")["smtp 1.0 Hybrid"], ("absent", "not in later logs"))
        self.sent("send.log", ("Later", [self.CLOUD, ">,EHLO mbx01.contoso.com,", tls12]), day=3)
        self.good("import", "report.xml", "send.log")
        self.assertEqual(self.facts(about, "outbound.negotiated")["smtp 1.2 Later"], ("present", "1.2"))

    IIS = ("#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: 2026-10-01 00:00:00\r\n"
           "#Fields: date time s-ip cs-uri-stem c-ip cs(User-Agent) sc-status%s\r\n")
    OLD = "Mozilla/5.0+(Linux;+U;+Android+4.0.3;+de-de)+Version/4.0+Safari/534.30"
    NEW = "Mozilla/5.0+(Windows+NT+10.0;+Win64)+Chrome/120.0.0.0"

    def requested(self, name, *rows, day=1, fields=" crypt-protocol crypt-cipher"):
        """rows: (client, program, protocol)"""
        lines = [self.IIS % fields]
        for n, (client, program, protocol) in enumerate(rows):
            lines.append(f"2026-10-{day:02d} 00:00:{n:02d} 10.0.0.1 /owa {client} {program} 200"
                         + (f" {protocol} 6610" if fields else "") + "\r\n")
        return self.write(name, "".join(lines))

    def test_iis(self):
        about = "exchange/mbx01.contoso.com"
        log = self.requested("u_ex261001.log", ("10.2.0.1", self.OLD, "40"), ("10.2.0.1", self.NEW, "400"),
                             ("10.2.0.2", self.NEW, "400"), ("10.2.0.3", self.OLD, "-"), ("10.2.0.1", self.OLD, "100"))
        self.refused(64, "the logs are of 10.0.0.1", "import", "report.xml", log)
        done = self.good("import", "report.xml", log, "--server", "mbx01")
        self.assertIn("4 requests show a version, 2 below TLS 1.2 from 1 clients; 1 clients that cannot do TLS 1.2", done.stderr)
        self.assertEqual(self.facts(about, "clients.legacy"), {"iis 10.2.0.1": ("present", "2")})
        self.assertEqual(self.facts(about, "clients.last"), {"iis 10.2.0.1": ("present", "2026-10-01T00:00:04Z")})
        self.assertEqual(self.facts(about, "clients.unable"), {"iis 10.2.0.1": ("present", "Android 4.3 or older")})
        self.assertEqual(self.facts("office-online/mbx01.contoso.com", "clients.unable"),
                         {"iis 10.2.0.1": ("present", "Android 4.3 or older")})
        # Without crypt-protocol, programs are all that a log shows. A file may begin to log it half way.
        name = "fe01.contoso.com-u_ex261002.log"
        self.requested(name, ("10.2.0.9", self.NEW, ""), fields="")
        done = self.good("import", "report.xml", name)
        self.assertIn("1 lines are without crypt-protocol", done.stderr)
        self.assertEqual(self.facts("skype/fe01.contoso.com", "clients.legacy"), {})
        self.assertEqual(self.facts("skype/fe01.contoso.com", "clients.unable"), {"iis": ("absent", "")})
        with open(self.folder / name, "ab") as file:
            file.write((self.folder / log).read_bytes().replace(b"crypt-cipher", b"crypt-hash"))
        self.good("import", "report.xml", name)
        self.assertEqual(self.facts("skype/fe01.contoso.com", "clients.legacy"), {"iis 10.2.0.1": ("present", "2")})
        done = self.good("import", "report.xml", log, "--server", "mbx01", "--since", "2026-10-01T00:00:04Z", "-o", "since.xml")
        self.assertIn("1 requests show a version", done.stderr)
        # Newer logs retire what is no more; mail logs are another kind, and say nothing of it.
        self.received("RECV2026100200-1.LOG", ("10.2.0.2", "_TLS1_2_SERVER"), day=2)
        self.good("import", "report.xml", "RECV2026100200-1.LOG")
        self.assertEqual(self.facts(about, "clients.legacy")["iis 10.2.0.1"], ("present", "2"))
        self.requested("later.log", ("10.2.0.2", self.NEW, "400"), day=3)
        self.good("import", "report.xml", "later.log", "--server", "mbx01")
        self.assertEqual(self.facts(about, "clients.legacy"),
                         {"iis": ("absent", ""), "smtp": ("absent", ""), "iis 10.2.0.1": ("absent", "not in later logs")})
        self.assertEqual(self.facts(about, "clients.unable"),
                         {"iis": ("absent", ""), "iis 10.2.0.1": ("absent", "not in later logs")})

    def mail(self, name, *fields):
        return self.write(name, "".join(f"Received: {field}\r\n" for field in fields) + "Subject: x\r\n\r\nbody\r\n")

    @staticmethod
    def hop(source, target, tls, build="15.20.1.1", day=6):
        return (f"from {source} (10.0.0.9) by {target}\r\n (10.0.0.8) with Microsoft SMTP Server{tls} id {build};\r\n"
                f"\tTue, {day} Oct 2026 08:00:01 +0000")

    def test_mails(self):
        about = "exchange/mbx01.contoso.com"
        cloud = "AM0EUR02FT044.mail.protection.outlook.com"
        tls10, tls12 = " (version=TLS1_0, cipher=X)", " (version=TLS1_2, cipher=X)"
        (self.folder / "mails").mkdir()
        # Who took it in before is who handed it over, whatever name the connector says.
        self.mail("mails/1.eml", self.hop("AM0EUR02FT044.eop.outlook.com", "AM6PR.outlook.com", tls12),
                  self.hop("mail.contoso.com", cloud, tls12), self.hop("MBX02.contoso.com", "MBX01.contoso.com", tls10, "15.1.2507.39"))
        self.mail("mails/2.eml", self.hop("mbx01.contoso.com", cloud, tls10, day=5))
        self.mail("mails/3.eml", self.hop("mx.fabrikam.com", cloud, tls10))
        self.mail("mails/4.eml", self.hop("mbx01.contoso.com", cloud, "", day=4),
                  self.hop("x", "mbx01.contoso.com", "", "15.1.2106.2", day=4))
        done = self.good("import", "report.xml", "mails")
        self.assertIn("4 mails, 3 hops from servers of the inventory into Microsoft 365, 2 of them below", done.stderr)
        self.assertEqual(self.facts(about, "outbound.negotiated"),
                         {"mail 1.2 Microsoft 365": ("present", "1.2"), "mail 1.0 Microsoft 365": ("present", "1.0"),
                          "mail none Microsoft 365": ("present", "none")})
        self.assertEqual(self.facts(about, "outbound.last")["mail 1.0 Microsoft 365"], ("present", "2026-10-05T08:00:01Z"))
        self.assertEqual(self.facts(about, "build"), {"": ("present", "15.1.2507.39")})
        self.assertEqual(self.facts("skype/fe01.contoso.com", "outbound.negotiated"), {})
        self.assertIn(" 1 hops", self.good("import", "report.xml", "mails", "--since", "2026-10-06").stderr)
        # Another cloud has other names.
        self.mail("5.eml", self.hop("mbx01.contoso.com", "X.mail.protection.office365.us", tls12))
        self.assertIn(" 0 hops", self.good("import", "report.xml", "5.eml").stderr)
        self.assertIn(" 1 hops", self.good("import", "report.xml", "5.eml", "--cloud", "gcc-high").stderr)


if __name__ == "__main__":
    unittest.main()
