"""Connections passed on from one socket to another."""
import socket
import threading


def pump(source, sink):
    """Until either side ends; then both do, so that a server that takes one at a time is free again."""
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except OSError:
        pass
    for side in (source, sink):
        try:
            side.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def join(client, server):
    """Both ways; returns when both have ended."""
    back = threading.Thread(target=pump, args=(server, client), daemon=True)
    back.start()
    pump(client, server)
    back.join(10)
