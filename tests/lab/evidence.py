"""What the owners of Contoso's servers bring: collector folders, and logs of one server that has nothing to hide."""
import hashlib
import pathlib
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHANNEL = r"HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols"
WINDOWS = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
SETUP = r"HKLM\SOFTWARE\Microsoft\ExchangeServer\v15\Setup"
SKYPE = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\{DE39F60A-D57F-48F5-A2BD-8BA3FE794E1F}"
ABSENT = "ERROR: The system was unable to find the specified registry key or value."


def settings():
    rows = ElementTree.parse(ROOT / "checks/catalog/settings.xml").getroot().iter("{urn:hybridready:catalog:1}setting")
    return [(row.get("key"), row.get("value")) for row in rows]


def protocols(versions, **values):
    return {(rf"{SCHANNEL}\TLS {version}\{side}", name): value
            for version in versions for side in ("Client", "Server") for name, value in values.items()}


def windows(name, build, update, dotnet):
    return {(WINDOWS, "ProductName"): name, (WINDOWS, "InstallationType"): "Server", (WINDOWS, "CurrentVersion"): "6.3",
            (WINDOWS, "CurrentBuild"): build, (WINDOWS, "CurrentMajorVersionNumber"): 10,
            (WINDOWS, "CurrentMinorVersionNumber"): 0, (WINDOWS, "UBR"): update,
            (r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment", "PROCESSOR_ARCHITECTURE"): "AMD64",
            (r"HKLM\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full", "Install"): 1,
            (r"HKLM\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full", "Release"): dotnet}


def dotnet_as_wanted():
    return {(rf"HKLM\SOFTWARE\{wow}Microsoft\.NETFramework\v4.0.30319", name): 1
            for wow in ("", "Wow6432Node\\") for name in ("SchUseStrongCrypto", "SystemDefaultTlsVersions")}


def exchange(*parts):
    names = ("MsiProductMajor", "MsiProductMinor", "MsiBuildMajor", "MsiBuildMinor")
    return {(SETUP, name): part for name, part in zip(names, parts)}


def skype(version):
    return {(SKYPE, "DisplayName"): "Skype for Business Server 2015, Core Components", (SKYPE, "DisplayVersion"): version}


OLD_OFF = protocols(("1.0", "1.1"), Enabled=0, DisabledByDefault=1)
NEW_ON = protocols(("1.2",), Enabled=1, DisabledByDefault=0)
SERVER_2016 = windows("Windows Server 2016 Standard", "14393", 8519, 528049)
SERVERS = {
    # Nothing left to wish for.
    "ex05": {**windows("Windows Server 2022 Standard", "20348", 4294, 533509), **NEW_ON, **OLD_OFF, **dotnet_as_wanted(),
             **exchange(15, 2, 2562, 17)},
    # Schannel is ready, .NET was forgotten.
    "ex01": {**SERVER_2016, **NEW_ON, **OLD_OFF, **exchange(15, 1, 2507, 6)},
    # An Edge that was updated without a new subscription, and turned TLS 1.2 off as a client.
    "edge01": {**SERVER_2016, **dotnet_as_wanted(), **exchange(15, 1, 2507, 6),
               (rf"{SCHANNEL}\TLS 1.2\Client", "Enabled"): 0},
    "fe01": {**SERVER_2016, **NEW_ON, **OLD_OFF, **dotnet_as_wanted(), **skype("6.0.9319.548")},
    # The old versions went before the update was in.
    "fe02": {**SERVER_2016, **NEW_ON, **OLD_OFF, **dotnet_as_wanted(), **skype("6.0.9319.537")},
}


def answer(key, name, value):
    if value is None:
        return ABSENT
    kind, text = ("REG_DWORD", f"0x{value:x}") if isinstance(value, int) else ("REG_SZ", value)
    return f"\r\nHKEY_LOCAL_MACHINE{key[4:]}\r\n    {name}    {kind}    {text}\r\n"


def write_collected(folder, host, values):
    """As collector/hybridready-collect.cmd writes it."""
    folder.mkdir(parents=True)
    parameters = r"HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters"
    rows = [(r"HKLM\SOFTWARE\hybridready-no-such-key", "none", None), (r"HKLM\SOFTWARE", "hybridready-no-such-value", None),
            (parameters, "Hostname", host), (parameters, "Domain", "contoso.com")]
    rows += [(key, name, values.get((key, name))) for key, name in settings()]
    files = {"server.txt": "hybridready-collector 1 cmd\r\n",
             "registry.txt": "".join(f"? {key}\\{name}\r\n{answer(key, name, value)}\r\n" for key, name, value in rows)
                             + "? *\r\n? end\r\n",
             "hotfixes.txt": "KB5066586\r\r\nKB5068785\r\r\n"}
    sums = ""
    for name, text in files.items():
        (folder / name).write_bytes(text.encode("ascii"))
        sums += (f"file {name}\r\nSHA256 hash of {name}:\r\n{hashlib.sha256(text.encode('ascii')).hexdigest()}\r\n"
                 "CertUtil: -hashfile command completed successfully.\r\n")
    (folder / "checksums.txt").write_bytes(sums.encode("ascii"))


# --- logs ---

SMTP_HEAD = ("#Software: Microsoft Exchange Server\r\n#Version: 15.0.0.0\r\n#Log-type: SMTP {kind} Protocol Log\r\n"
             "#Date: 2026-11-02T00:00:00.000Z\r\n#Fields: date-time,connector-id,session-id,sequence-number,"
             "local-endpoint,remote-endpoint,event,data,context\r\n")
AGREED = '*,,"TLS protocol SP_PROT_TLS1_2_{side} negotiation succeeded using bulk encryption algorithm CALG_AES_256"'


def write_logs(folder, host):
    """TLS 1.2 with Microsoft 365, and clients that come in with it."""
    cloud = "<,220 AM5EUR02FT044.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready,"
    sent = "".join(f"2026-11-02T08:00:{n:02d}.123Z,Outbound to Office 365,08DC00000000000{n:X},{step},10.0.0.5:50000,"
                   f"203.0.113.9:25,{rest}\r\n"
                   for n in range(3) for step, rest in enumerate(["+,,", cloud, AGREED.format(side="CLIENT"), "-,,Local"]))
    received = "".join(f"2026-11-02T08:00:{n:02d}.123Z,{host.upper()}\\Default Frontend {host.upper()},08DB00000000000{n:X},"
                       f"{step},10.0.0.5:25,10.2.0.{n}:50000,{rest}\r\n"
                       for n in range(3) for step, rest in enumerate(["+,,", AGREED.format(side="SERVER")]))
    requests = "".join(f"2026-11-02 08:00:{n:02d} 10.0.0.5 /owa 10.2.0.{n} Mozilla/5.0+(Windows+NT+10.0;+Win64)+Chrome/142.0 "
                       "200 400 6610\r\n" for n in range(3))
    (folder / "SEND2026110208-1.LOG").write_bytes((SMTP_HEAD.format(kind="Send") + sent).encode("ascii"))
    (folder / "RECV2026110208-1.LOG").write_bytes((SMTP_HEAD.format(kind="Receive") + received).encode("ascii"))
    (folder / "u_ex261102.log").write_bytes(
        ("#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: 2026-11-02 00:00:00\r\n"
         "#Fields: date time s-ip cs-uri-stem c-ip cs(User-Agent) sc-status crypt-protocol crypt-cipher\r\n"
         + requests).encode("ascii"))


def write(folder):
    for host, values in SERVERS.items():
        write_collected(folder / f"{host}.contoso.com" / "collected", host, values)
    write_logs(folder / "ex05.contoso.com", "ex05")
