#!/usr/bin/env python3
"""Many callers of the canary at once, half of them garbage, drip-fed or silent: is a proper one lost?"""
import argparse
import asyncio
import multiprocessing
import pathlib
import re
import resource
import signal
import ssl
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import namespace
from processes import Processes

ADDRESS, PORT, SERVERS = "127.0.0.1", 8443, 20


async def proper(context, number):
    reader, writer = await asyncio.open_connection(ADDRESS, PORT, ssl=context, server_hostname="canary.contoso.com")
    writer.write(f"GET /s/ex{number % SERVERS:02}.contoso.com HTTP/1.0\r\n\r\n".encode())
    answer = await reader.read(4096)
    writer.close()
    return b"Ready: Microsoft 365" in answer


async def garbage(number):
    reader, writer = await asyncio.open_connection(ADDRESS, PORT)
    writer.write(bytes((number * 7 + i) % 256 for i in range(200)))
    await reader.read(100)
    writer.close()


async def drip(stop):
    reader, writer = await asyncio.open_connection(ADDRESS, PORT)
    hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500)
    for byte in hello:
        if stop.is_set() or writer.is_closing():
            break
        writer.write(bytes([byte]))
        await asyncio.sleep(0.5)
    writer.close()


async def silent(stop):
    _, writer = await asyncio.open_connection(ADDRESS, PORT)
    await stop.wait()
    writer.close()


async def call(part, parts, connections, seconds, results):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    stop, begun, tasks, good = asyncio.Event(), time.monotonic(), [], []
    for number in range(part, connections, parts):
        late = number / connections * seconds - (time.monotonic() - begun)
        if late > 0:
            await asyncio.sleep(late)
        kind = number // parts % 6
        if kind % 2 == 0:
            good.append(asyncio.create_task(proper(context, number)))
        else:
            tasks.append(asyncio.create_task(garbage(number) if kind == 1 else drip(stop) if kind == 3 else silent(stop)))
    opened = time.monotonic() - begun
    answers = await asyncio.gather(*good, return_exceptions=True)
    stop.set()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    results.put((len(answers), sum(answer is True for answer in answers), opened, time.monotonic() - begun,
                 [repr(answer) for answer in answers if answer is not True][:3]))


def call_from_a_process(*words):
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    asyncio.run(call(*words))


def load(connections, seconds, parts=2):
    results = multiprocessing.Queue()
    children = [multiprocessing.Process(target=call_from_a_process, args=(part, parts, connections, seconds, results))
                for part in range(parts)]
    for child in children:
        child.start()
    rows = [results.get(timeout=seconds + 100) for _ in children]
    for child in children:
        child.join()
    return rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", type=pathlib.Path, required=True)
    parser.add_argument("--connections", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=4)
    settings = parser.parse_args()
    namespace.enter()
    program = settings.program.resolve()
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        (folder / "servers").write_text("".join(f"ex{i:02}.contoso.com exchange mailbox\n" for i in range(SERVERS)), encoding="ascii")
        subprocess.run([program, "discover", "--servers", folder / "servers", "-o", folder / "report.xml", "--quiet"],
                       check=True)
        processes = Processes(folder)
        try:
            canary = processes.start("listen", [program, "listen", folder / "report.xml", "--https", f"{ADDRESS}:{PORT}",
                                                "--nameserver", "127.0.0.53", "--commands", folder / "commands"])
            processes.wait_for(ADDRESS, PORT)
            rows = load(settings.connections, settings.seconds)
            memory = re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{canary.pid}/status").read_text("ascii")).group(1)
            canary.send_signal(signal.SIGINT)
            status = canary.wait(20)
        finally:
            processes.stop()
        log = (folder / "listen.log").read_text(encoding="utf-8")
        report = (folder / "report.xml").read_text(encoding="utf-8")
    wanted, answered = sum(row[0] for row in rows), sum(row[1] for row in rows)
    recorded = sum(int(n) for n in re.findall(r'key="outbound.calls"[^>]*>(\d+)<', report))
    print(re.search(r".* connections, .*", log).group(0))
    print(f"{settings.connections} connections opened in {max(row[2] for row in rows):.1f} s, all answered after "
          f"{max(row[3] for row in rows):.1f} s; of {wanted} proper callers {answered} were answered and {recorded} recorded; "
          f"{int(memory) // 1024} MiB at most; ended with {status}")
    for row in rows:
        print("\n".join(row[4]))
    return 0 if answered == wanted == recorded and status == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
