"""Samba's smbd as a Windows server whose registry can be read over SMB: one folder and one address each."""
import os
import pathlib
import shutil
import subprocess

TOOLS = ("smbd", "smbpasswd", "net")
ROOT = "Windows Registry Editor Version 5.00\r\n\r\n"


def missing():
    """What is not installed of it."""
    tools = [tool for tool in TOOLS if shutil.which(tool) is None]
    # It starts this by itself when the pipe winreg is opened.
    return tools + [path for path in ("/usr/libexec/samba/rpcd_winreg",) if not os.access(path, os.X_OK)]


def prepare():
    """Samba keeps some things where the system does, whatever its configuration says: places of this namespace's own."""
    for folder in ("/run/samba", "/var/log/samba"):
        os.makedirs(folder, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", folder], check=True)
    os.mkdir("/run/samba/winbindd", 0o755)  # a domain controller looks for it there and nowhere else


class Server:
    def __init__(self, folder, address, settings=(), shares=()):
        self.folder = pathlib.Path(folder).resolve()  # smbd hands the path on to programs that run elsewhere
        self.address = address
        for name in ("private", "state", "cache", "lock", "run", "ncalrpc", "log"):
            (self.folder / name).mkdir(parents=True)
        self.configuration = self.folder / "smb.conf"
        own = {"netbios name": "FE" + address.rsplit(".", 1)[1], "workgroup": "LAB", "server role": "standalone server",
               "passdb backend": f"tdbsam:{self.folder}/private/passdb.tdb", "private dir": self.folder / "private",
               "state directory": self.folder / "state", "cache directory": self.folder / "cache",
               "lock directory": self.folder / "lock", "pid directory": self.folder / "run",
               "ncalrpc dir": self.folder / "ncalrpc", "log file": self.folder / "log/log.%m", "max log size": 0,
               "interfaces": f"{address}/8", "bind interfaces only": "yes", "disable netbios": "yes", "smb ports": 445,
               "load printers": "no", "printcap name": "/dev/null", "disable spoolss": "yes", "log level": "1 auth:2",
               **dict(settings)}
        lines = ["[global]"] + [f"{name} = {value}" for name, value in own.items()] + list(shares)
        self.configuration.write_text("\n".join(lines) + "\n")

    def run(self, *words, text=""):
        done = subprocess.run([*map(str, words)], input=text, capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            raise RuntimeError(f"{words}: {done.stdout}{done.stderr}")
        return done.stdout

    def add_user(self, name, password):
        self.run("smbpasswd", "-c", self.configuration, "-s", "-a", name, text=f"{password}\n{password}\n")

    def fill(self, values):
        """{(key below HKLM, name): number, text, or list of texts}; while it does not run."""
        lines = [ROOT]
        for (key, name), value in values.items():
            if isinstance(value, int):
                data = f"dword:{value:08x}"
            elif isinstance(value, list):
                data = "hex(7):" + ",".join(f"{byte:02x}" for byte in ("\0".join(value) + "\0\0").encode("utf-16-le"))
            else:
                data = '"' + value.replace("\\", "\\\\") + '"'
            lines.append(f'[HKEY_LOCAL_MACHINE\\{key}]\r\n"{name}"={data}\r\n\r\n')
        path = self.folder / "fill.reg"
        path.write_bytes("".join(lines).encode("utf-16"))  # the empty line at the end counts: else the last value is lost
        self.run("net", "registry", "import", path, f"--configfile={self.configuration}")

    def export(self, path):
        self.run("net", "registry", "export", "HKLM", path, "regedit5", f"--configfile={self.configuration}")

    def start(self, processes):
        label = "smbd-" + self.address
        process = processes.start(label, ["smbd", "-F", "--no-process-group", "-s", self.configuration])
        processes.wait_for(self.address, 445)
        return process

    def logon_failures(self):
        return sum(log.read_text(errors="replace").count("FAILED with error NT_STATUS")
                   for log in (self.folder / "log").glob("log.*") if log.is_file())
