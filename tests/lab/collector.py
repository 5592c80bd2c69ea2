#!/usr/bin/env python3
"""The collector's .cmd, run by Wine's cmd and reg: what import takes from its folder is what was written, and what
`reg export` shows of the same registry. Skipped (77) where Wine is not installed. --keep FOLDER keeps what it wrote."""
import argparse
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
REPORT = "{urn:hybridready:report:1}"
SCHANNEL = r"HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols"
UNINSTALL = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall"
SUITES = r"HKLM\SYSTEM\CurrentControlSet\Control\Cryptography\Configuration\Local\SSL\00010002"
APP = (r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Appx\AppxAllUserStore\Applications"
       r"\Microsoft.SkypeRoomSystem_4.0.64.0_x64__8wekyb3d8bbwe")
# key, value, as a .reg file says it, what the fact says
WRITTEN = [
    (rf"{SCHANNEL}\TLS 1.2\Client", "Enabled", "dword:ffffffff", "4294967295"),
    (rf"{SCHANNEL}\TLS 1.2\Client", "DisabledByDefault", "dword:00000000", "0"),
    (rf"{SCHANNEL}\TLS 1.0\Server", "Enabled", "dword:00000000", "0"),
    (SUITES, "Functions", "hex(7):41,00,5f,00,31,00,00,00,42,00,00,00,00,00", "A_1,B"),
    (r"HKLM\SOFTWARE\Microsoft\.NETFramework\v4.0.30319", "SchUseStrongCrypto", "dword:00000001", "1"),
    (UNINSTALL + r"\{0F7C9F9E-0000-4000-8000-000000000001}", "DisplayName",
     '"Skype for Business Server 2019, Core Components"', "Skype for Business Server 2019, Core Components"),
    (UNINSTALL + r"\{0F7C9F9E-0000-4000-8000-000000000001}", "DisplayVersion", '"7.0.2046.123"', "7.0.2046.123"),
    (UNINSTALL + r"\Another & program", "DisplayName", '"Nobody\'s business"', None),
    (APP, "Path", r'"C:\\App\\AppxManifest.xml"', r"C:\App\AppxManifest.xml"),
]


def written():
    lines = ["Windows Registry Editor Version 5.00"]
    for key, value, data, _ in WRITTEN:
        lines += ["", f"[{key.replace('HKLM', 'HKEY_LOCAL_MACHINE')}]", f'"{value}"={data}']
    return "\ufeff" + "\r\n".join(lines) + "\r\n"


class Wine:
    def __init__(self, folder):
        self.folder = folder
        self.words = ["wine64"] if shutil.which("wine64") else ["wine"]
        self.environment = dict(os.environ, WINEPREFIX=str(folder / "prefix"), WINEARCH="win64", WINEDEBUG="-all",
                                DISPLAY="", HOME=str(folder))

    def run(self, *words):
        return subprocess.run([*self.words, *words], cwd=self.folder, env=self.environment, check=True, timeout=240,
                              stdin=subprocess.DEVNULL, capture_output=True)

    def stop(self):
        subprocess.run(["wineserver", "-k"], env=self.environment, check=False, timeout=60, capture_output=True)


def hybridready(program, *words):
    done = subprocess.run([program, *map(str, words)], capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        sys.exit(f"collector: {' '.join(map(str, words))}: {done.stderr}")
    return done.stderr


def facts(report):
    return {fact.get("of"): (fact.get("seen"), fact.text or "") for fact in ElementTree.parse(report).getroot().iter(REPORT + "fact")
            if fact.get("key") == "registry"}


def complete_checksums(folder):
    """Wine's certutil prints nothing; on Windows it prints three lines, of which the second is the sum."""
    lines = []
    for line in (folder / "checksums.txt").read_text(encoding="ascii").split():
        if line != "file":
            digest = hashlib.sha256((folder / line).read_bytes()).hexdigest()
            lines += [f"file {line}", f"SHA256 hash of {line}:", digest,
                      "CertUtil: -hashfile command completed successfully."]
    (folder / "checksums.txt").write_text("\r\n".join(lines) + "\r\n", encoding="ascii", newline="")


def export(wine, folder):
    """The same registry by reg export, whole roots of it."""
    files = []
    for number, key in enumerate((SCHANNEL.rsplit("\\", 1)[0], SUITES, r"HKLM\SOFTWARE\Microsoft\.NETFramework", UNINSTALL,
                                  APP.rsplit("\\", 1)[0])):
        wine.run("reg", "export", key, f"{number}.reg")
        files.append(folder / f"{number}.reg")
    return files


def compare(by_collector, by_export):
    """What the exports cover is the same; the collector knows of more that is not there."""
    wrong = [f"{of}: the export says {by_export[of]}, the collector {by_collector.get(of)}"
             for of in by_export if by_collector.get(of) != by_export[of]]
    for key, value, _, says in WRITTEN:
        found = by_collector.get(rf"{key}\{value}")
        if found != (("present", says) if says is not None else None):
            wrong.append(rf"{key}\{value}: written {says}, found {found}")
    if by_collector.get(rf"{SCHANNEL}\TLS 1.1\Client\Enabled") != ("absent", ""):
        wrong.append("a value that was not written is not absent")
    if any(seen == "failed" for seen, _ in by_collector.values()):
        wrong.append("something could not be read: " + str([of for of, (seen, _) in by_collector.items() if seen == "failed"]))
    return wrong


def check(program, folder, keep):
    wine = Wine(folder)
    try:
        wine.run("wineboot", "-i")
        (folder / "written.reg").write_bytes(written().encode("utf-16-le"))
        wine.run("reg", "import", "written.reg")
        shutil.copy(ROOT / "collector/hybridready-collect.cmd", folder)
        wine.run("cmd", "/c", "hybridready-collect.cmd", "collected")
        again = subprocess.run([*wine.words, "cmd", "/c", "hybridready-collect.cmd", "collected"], cwd=folder,
                               env=wine.environment, timeout=120, stdin=subprocess.DEVNULL, capture_output=True)
        exports = export(wine, folder)
    finally:
        wine.stop()
    if again.returncode == 0:
        return ["a folder that is there already was written to"]
    complete_checksums(folder / "collected")
    if keep:
        shutil.copytree(folder / "collected", keep, dirs_exist_ok=True)
    (folder / "list").write_text("vm.contoso.com skype front-end\n", encoding="ascii")
    for report, files in (("a.xml", [folder / "collected"]), ("b.xml", exports)):
        hybridready(program, "discover", "--servers", folder / "list", "-o", folder / report)
        said = hybridready(program, "import", folder / report, *files, "--server", "vm.contoso.com")
        if "without a checksum" in said:
            return ["the checksum list lacks a file"]
    return compare(facts(folder / "a.xml"), facts(folder / "b.xml"))


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--program", default="build/bin/hybridready", type=pathlib.Path)
    options.add_argument("--keep", type=pathlib.Path)
    settings = options.parse_args()
    if not (shutil.which("wine") or shutil.which("wine64")) or not shutil.which("wineboot"):
        print("collector: skipped, Wine is not installed (apt-get install --no-install-recommends wine wine64)")
        return 77
    with tempfile.TemporaryDirectory(prefix="hybridready-wine-", ignore_cleanup_errors=True) as folder:
        wrong = check(str(settings.program.resolve()), pathlib.Path(folder), settings.keep)
    print("\n".join(wrong) or "collector: all that was written was collected, and nothing else")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
