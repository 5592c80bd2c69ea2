#!/usr/bin/env python3
"""An installed copy, run by somebody who is not root: a case of the lab in a user namespace."""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

NOBODY = 65534
HERE = pathlib.Path(__file__).resolve().parent


def give_away(folder):
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--program", required=True, type=pathlib.Path)
    settings = options.parse_args()
    build = settings.program.resolve().parent.parent
    with tempfile.TemporaryDirectory(prefix="hybridready-user-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        installed = subprocess.run(["cmake", "--install", str(build), "--prefix", str(folder / "prefix")],
                                   capture_output=True, text=True)
        if installed.returncode != 0:
            print(installed.stdout, installed.stderr)
            return 1
        shutil.copytree(HERE, folder / "lab")
        # The one of the system: another may lie where an ordinary user cannot look.
        python = "/usr/bin/python3" if os.access("/usr/bin/python3", os.X_OK) else sys.executable
        run = [python, str(folder / "lab" / "case.py"), "--program", str(folder / "prefix/bin/hybridready"),
               "--case", str(folder / "lab" / "cases" / "all-ready")]
        if os.geteuid() == 0:
            give_away(folder)
            if shutil.which("setpriv") is None:
                print("skipped: no setpriv to become an ordinary user with")
                return 77
            run = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *run]
        return subprocess.run(run, env={"PATH": os.environ["PATH"], "HOME": str(folder)}).returncode


if __name__ == "__main__":
    sys.exit(main())
