"""Counts the connections that are opened to each address of this namespace, as the kernel sees them: by their SYN."""
import collections
import ctypes
import socket
import struct
import threading
import time

ETH_P_IP = 0x0800
SO_ATTACH_FILTER = 26
QUIET_SECONDS = 0.1

# Classic BPF on the IP header: TCP, SYN without ACK. (code, jump if true, jump if false, constant)
PROGRAM = [(0x30, 0, 0, 9), (0x15, 0, 5, 6), (0xB1, 0, 0, 0), (0x50, 0, 0, 13), (0x54, 0, 0, 0x12), (0x15, 0, 1, 0x02),
           (0x06, 0, 0, 64), (0x06, 0, 0, 0)]


class Wiretap(threading.Thread):
    def __init__(self):
        super().__init__(daemon=True)
        self.opened = collections.Counter()
        self.seen_at = time.monotonic()
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, 0)
        code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in PROGRAM))
        self.socket.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER,
                               struct.pack("HL", len(PROGRAM), ctypes.addressof(code)))
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        self.socket.bind(("lo", ETH_P_IP))
        self.start()

    def run(self):
        while True:
            packet = self.socket.recv(64)  # a socket of one protocol gets what arrives, so each packet once
            self.opened[socket.inet_ntoa(packet[16:20])] += 1
            self.seen_at = time.monotonic()

    def counts(self):
        """Once nothing new has come for a moment."""
        while time.monotonic() - self.seen_at < QUIET_SECONDS:
            time.sleep(QUIET_SECONDS / 4)
        return collections.Counter(self.opened)
