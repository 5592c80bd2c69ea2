"""A name server that knows the organisation's hosts and says NXDOMAIN to everything else. Run: names.py ADDRESS HOSTS."""
import pathlib
import socket
import struct
import sys
import time


def answer(query, hosts):
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode("ascii", "replace"))
        at += 1 + query[at]
    question = query[12:at + 5]
    kind = struct.unpack(">H", query[at + 1:at + 3])[0]
    address = hosts.get(".".join(labels).lower())
    flags = 0x8580 if address else 0x8583
    records = b""
    if address and kind == 1:
        records = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 60, 4) + socket.inet_aton(address)
    return query[:2] + struct.pack(">HHHHH", flags, 1, 1 if records else 0, 0, 0) + question + records


def start(processes, address, hosts):
    """Runs this file as a server; returns when it answers."""
    processes.start("names", [sys.executable, pathlib.Path(__file__).resolve(), address, hosts])
    question = b"\x00\x01\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x01x\x00\x00\x01\x00\x01"
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.settimeout(0.2)
            probe.connect((address, 53))
            try:
                probe.send(question)
                if probe.recv(512):
                    return
            except OSError:
                time.sleep(0.05)
    raise RuntimeError(f"the name server on {address} does not answer")


def main():
    address, path = sys.argv[1:3]
    hosts = {}
    with open(path, encoding="ascii") as lines:
        for line in lines:
            words = line.split()
            hosts.update((name.lower(), words[0]) for name in words[1:])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((address, 53))
        while True:
            query, peer = server.recvfrom(4096)
            try:
                server.sendto(answer(query, hosts), peer)
            except (IndexError, struct.error):
                continue


if __name__ == "__main__":
    main()
