"""A name server that knows the organisation's hosts and says NXDOMAIN to everything else. Run: names.py ADDRESS HOSTS."""
import socket
import struct
import sys


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
