#!/usr/bin/env python3
"""The collector's two scripts only read, ask for the same values, and for exactly those that the catalog names."""
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
# Whose registry it is; and how Windows says that something is not there.
NAME = {r"HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Hostname",
        r"HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Domain"}
NOWHERE = {r"HKLM\SOFTWARE\hybridready-no-such-key\none", r"HKLM\SOFTWARE\hybridready-no-such-value"}

# All that hybridready-collect.cmd may consist of. mkdir and what is redirected make the folder it writes.
OUT = r'"%out%\\[a-z]+\.txt"'
QUERY = r'reg query (?:"[^"&|<>^]+"|%%U)(?: /v (?:"[^"&|<>^]+"|\w+))?(?: 2\^?>nul)?'
COMMANDS = [re.compile(pattern + r"\Z") for pattern in (
    r"@echo off", r"rem [^&|<>]*", r"setlocal", r'set "out=[^"]*"', r"set NoDefaultCurrentDirectoryInExePath=1",
    r'if "%out%"=="" set "out=[^"]*"', r'if exist "%out%" \(', r"if defined PROCESSOR_ARCHITEW6432 \(", r"\)",
    r"echo [^&|<>]*", rf">{OUT} echo [^&|<>]*", r"exit /b [01]", r'mkdir "%out%" 2>nul', r'if not exist "%out%" \(',
    rf"call :registry >{OUT} 2>&1", rf"call :checksums >{OUT}", r'call :ask "[^"&|<>^%]+" "[^"&|<>^%]+"',
    r":(?:registry|checksums|ask)", QUERY, QUERY + r' \| find "Core Components" >nul', r"if not errorlevel 1 \(",
    rf"""for /f "delims=" %%K in \('{QUERY}(?: \^\| find "Microsoft\.SkypeRoomSystem_")?'\) do \(""",
    r'for %%U in \((?:"HKLM\\[\w\\]+" ?)+\) do \(', r"for %%F in \([\w. ]+\) do \(",
    rf'wmic qfe get HotFixID <nul 2>nul \| find "KB" >{OUT}',
    rf'if errorlevel 1 systeminfo 2>nul \| find "KB" >{OUT}', r'certutil -hashfile "%out%\\%%F" SHA256',
)]

# All that hybridready-collect.ps1 may call. New-Item makes the folder, WriteAllBytes the four files in it.
CMDLETS = {"Set-StrictMode", "Test-Path", "Split-Path", "ForEach-Object", "Where-Object", "Get-HotFix", "Join-Path", "Get-Item",
           "New-Item", "Format-Value", "Get-SubkeyNames"}
METHODS = {"OpenSubKey", "GetValue", "GetValueKind", "GetType", "GetSubKeyNames", "LastIndexOf", "Substring", "GetBytes",
           "WriteAllBytes", "Create", "ComputeHash"}
STATICS = {"[Microsoft.Win32.Registry]::LocalMachine", "[Text.Encoding]::UTF8", "[IO.File]::WriteAllBytes",
           "[Security.Cryptography.SHA256]::Create"}

complaints = []


def complain(path, number, what):
    complaints.append(f"{path}:{number}: {what}")


def lint_cmd(path, text):
    for number, line in enumerate(text.split("\r\n"), 1):
        if line.strip() and not any(command.match(line.strip()) for command in COMMANDS):
            complain(path, number, f"not a command that only reads: {line.strip()}")
    return {rf"{key}\{value}" for key, value in re.findall(r'^call :ask "([^"]+)" "([^"]+)"', text, re.M)}


def lint_ps1(path, text):
    values = set(re.search(r"@'\r\n(.*?)\r\n'@", text, re.S).group(1).split("\r\n"))
    for number, line in enumerate(text.split("\r\n"), 1):
        if line.startswith("HKLM\\") or line.lstrip().startswith("#"):
            continue
        code = re.sub(r"'[^']*'", "''", line)
        for found in re.findall(r"(?<![\w$.-])[A-Z]\w+-[A-Z]\w+", code):
            if found not in CMDLETS:
                complain(path, number, f"{found} is not among what only reads")
        for found in re.findall(r"[.:](\w+)\(", code):
            if found not in METHODS:
                complain(path, number, f"{found}() is not among what only reads")
        for found in re.findall(r"\[[\w.]+\]::\w+", code):
            if found not in STATICS:
                complain(path, number, f"{found} is not among what only reads")
        for opened in re.findall(r"OpenSubKey\([^)]*\)", line):
            if not opened.endswith(", $false)"):
                complain(path, number, f"{opened}: not opened for reading alone")
        if re.search(r"(?:^|[|;{(=])\s*&|\b(?:iex|icm|saps|start|cmd|reg|rm|del|sp|ni|sc|md|mkdir)\s|>", code):
            complain(path, number, f"calls a program, an alias or redirects: {line.strip()}")
    return values


def lint_values(path, asked, wanted):
    for value in sorted(asked - wanted):
        complain(path, 0, f"asks for {value}, which the catalog does not name")
    for value in sorted(wanted - asked):
        complain(path, 0, f"does not ask for {value}, which the catalog names")


def read(path):
    text = (ROOT / path).read_bytes().decode("ascii")
    if "\n" in text.replace("\r\n", ""):
        complain(path, 0, "Windows wants lines that end in CR LF")
    return text


def main():
    rows = ElementTree.parse(ROOT / "checks/catalog/settings.xml").getroot().iter("{urn:hybridready:catalog:1}setting")
    wanted = {rf"{row.get('key')}\{row.get('value')}" for row in rows} | NAME
    cmd, ps1 = "collector/hybridready-collect.cmd", "collector/hybridready-collect.ps1"
    lint_values(cmd, lint_cmd(cmd, read(cmd)) - NOWHERE, wanted)
    lint_values(ps1, lint_ps1(ps1, read(ps1)), wanted)
    for script in (cmd, ps1):
        for name in ("server.txt", "registry.txt", "hotfixes.txt", "checksums.txt"):
            if name not in read(script):
                complain(script, 0, f"writes no {name}")
    print("\n".join(complaints))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
