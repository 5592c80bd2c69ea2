"""Servers that the lab started, and their end."""
import os
import signal
import socket
import subprocess
import time


class Processes:
    def __init__(self, folder):
        self.folder = folder
        self.running = []

    def start(self, label, words, **options):
        log = open(os.path.join(self.folder, f"{label}.log"), "wb")
        process = subprocess.Popen([str(word) for word in words], stdin=subprocess.DEVNULL, stdout=log,
                                   stderr=subprocess.STDOUT, start_new_session=True, **options)
        self.running.append((label, process))
        return process

    def wait_for(self, address, port, seconds=30):
        """Until something listens there; says which log to read if nothing does."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex((address, port)) == 0:
                    return
            time.sleep(0.05)
        logs = ", ".join(label for label, process in self.running if process.poll() is not None)
        raise RuntimeError(f"nothing listens on {address}:{port} after {seconds} s; ended already: {logs or 'nothing'}; "
                           f"logs are in {self.folder}")

    def stop(self):
        for _, process in reversed(self.running):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for _, process in reversed(self.running):
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.running = []
