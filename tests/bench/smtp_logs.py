#!/usr/bin/env python3
"""Protocol logs of an Exchange server, of any size and with known counts, and how fast `import` reads them.

usage: smtp_logs.py --program hybridready [--size MiB] [--folder DIR] [--check]

--check asks for exact counts only; it judges no time. Else: also how many MB a second, of processor time.
"""
import argparse
import collections
import datetime
import os
import pathlib
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree

FACT = "{urn:hybridready:report:1}fact"
FIELDS = "#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context"
FILE_SIZE = 10 << 20  # Exchange's own default for one file
VERSIONS = {"TLS1_0": "1.0", "TLS1_1": "1.1", "TLS1_2": "1.2", "TLS1_3": "1.3", "SSL3": "ssl3"}
AGREED = ('TLS protocol SP_PROT%s%s_%s negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 '
          'bits, MAC hash algorithm CALG_SHA_384 with strength 0 bits and key exchange algorithm CALG_ECDH_EPHEM with '
          'strength 384 bits')

RECEIVE = [
    '+,,',
    '<>220 mbx01.contoso.com Microsoft ESMTP MAIL Service ready at Thu, 1 Oct 2026 08:00:00 +0000',
    '<EHLO client%(n)d.contoso.com',
    '>250  mbx01.contoso.com Hello [%(address)s] SIZE 37748736 PIPELINING DSN ENHANCEDSTATUSCODES STARTTLS X-ANONYMOUSTLS AUTH '
    'NTLM X-EXPS GSSAPI NTLM 8BITMIME BINARYMIME CHUNKING XRDST',
    '<STARTTLS',
    '>220 2.0.0 SMTP server ready',
    '*,CN=mbx01.contoso.com CN=Contoso Issuing CA 4A00000002 2AD1 2025-01-01T00:00:00.000Z 2027-01-01T00:00:00.000Z mbx01.contoso.com,'
    '"Sending certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names"',
    '*,,"%(agreed)s"',
    '<EHLO client%(n)d.contoso.com',
    "*,,Client certificate chain validation status: 'EmptyCertificate'",
    "*,,TlsDomainCapabilities='None'; Status='NoRemoteCertificate'",
    '>250  mbx01.contoso.com Hello [%(address)s] SIZE 37748736 PIPELINING DSN ENHANCEDSTATUSCODES AUTH NTLM LOGIN X-EXPS GSSAPI',
    '<MAIL FROM:<user%(n)d@contoso.com> SIZE=28917 BODY=8BITMIME',
    '*,08DB%(n)012X;2026-10-01T08:00:00.000Z;1,receiving message',
    '>250 2.1.0 Sender OK',
    '<RCPT TO:<someone%(n)d@fabrikam.com>',
    '>250 2.1.5 Recipient OK',
    '<BDAT 28917 LAST',
    '*,,"Proxying inbound session with session id %(session)s, to destination mbx02.contoso.com, 10.1.0.2, port 2525"',
    '>"250 2.6.0 <0123456789abcdef%(n)d@contoso.com> [InternalId=%(n)d, Hostname=MBX01.contoso.com] 30034 bytes in 0.135, '
    '217,250 KB/sec Queued mail for delivery"',
    '<QUIT',
    '>221 2.0.0 Service closing transmission channel',
    '-,,Local',
]
SEND = [
    '*,,attempting to connect',
    '+,,',
    '<"220 %(peer)s Microsoft ESMTP MAIL Service ready at Thu, 1 Oct 2026 08:00:00 +0000"',
    '>EHLO mail.contoso.com',
    '<250  %(peer)s Hello [203.0.113.5] SIZE 157286400 PIPELINING DSN ENHANCEDSTATUSCODES STARTTLS 8BITMIME BINARYMIME CHUNKING '
    'SMTPUTF8',
    '>STARTTLS',
    '<220 2.0.0 SMTP server ready',
    '*,,Sending certificate',
    '*,"CN=mail.contoso.com, O=Contoso, C=NL",Certificate subject',
    '*,"CN=DigiCert Global CA, O=DigiCert Inc, C=US",Certificate issuer name',
    '*,,"%(agreed)s"',
    '*,,Received certificate',
    '*,%(n)040X,Certificate thumbprint',
    '>EHLO mail.contoso.com',
    '<250  %(peer)s Hello [203.0.113.5] SIZE 157286400 PIPELINING DSN ENHANCEDSTATUSCODES 8BITMIME BINARYMIME CHUNKING SMTPUTF8',
    '*,,sending message with RecordId %(n)d and InternetMessageId <%(n)d@contoso.com>',
    '>MAIL FROM:<user%(n)d@contoso.com> SIZE=29815 AUTH=<>',
    '>RCPT TO:<someone%(n)d@contoso.mail.onmicrosoft.com>',
    '<250 2.1.0 Sender OK',
    '<250 2.1.5 Recipient OK',
    '>BDAT 28917 LAST',
    '<"250 2.6.0 <%(n)d@contoso.com> [InternalId=%(n)d, Hostname=AM0PR05MB0001.eurprd05.prod.outlook.com] 38917 bytes in 0.203, '
    '186,712 KB/sec Queued mail for delivery"',
    '>QUIT',
    '<221 2.0.0 Service closing transmission channel',
    '-,,Local',
]


def template(kind, lines):
    """One string per kind of session, to be filled with %."""
    text = []
    for number, line in enumerate(lines):
        event, rest = line[0], line[1:]
        rest = rest[1:] if rest.startswith(",") else rest
        rest = rest if event in "*-+" else rest.removeprefix(">") + ","
        rest = "," if event == "+" else rest
        ends = "10.1.0.1:25,%(address)s:%(port)d" if kind == "receive" else "10.1.0.1:%(port)d,%(address)s:25"
        text.append(f"%(time)s,%(connector)s,%(session)s,{number},{ends},{event},{rest}\r\n")
    return "".join(text)


class Writer:
    """Files as Exchange names and cuts them."""

    def __init__(self, folder, kind):
        self.folder, self.kind, self.files, self.file, self.bytes = folder, kind, 0, None, 0
        folder.mkdir(parents=True)

    def write(self, text, when):
        data = text.encode()
        if self.file is None or self.file.tell() + len(data) > FILE_SIZE:
            self.close()
            self.files += 1
            name = f"{'RECV' if self.kind == 'receive' else 'SEND'}{when:%Y%m%d%H}-{self.files}.LOG"
            self.file = open(self.folder / name, "wb")
            log = "Receive" if self.kind == "receive" else "Send"
            head = ("\ufeff#Software: Microsoft Exchange Server\r\n#Version: 15.0.0.0\r\n"
                    f"#Log-type: SMTP {log} Protocol Log\r\n#Date: {when:%Y-%m-%dT%H:%M:%S.000Z}\r\n{FIELDS}\r\n")
            self.file.write(head.encode())
        self.file.write(data)

    def close(self):
        if self.file is not None:
            self.bytes += self.file.tell()
            self.file.close()


def interleaved(sessions):
    """Sessions run at the same time."""
    lines = [session.splitlines(keepends=True) for session in sessions]
    return "".join("".join(row) for row in zip(*lines))


def generate(folder, size, seed=5):
    """Writes about `size` bytes of logs of mbx01; says what is in them."""
    luck = random.Random(seed)
    texts = {"receive": template("receive", RECEIVE), "send": template("send", SEND)}
    writers = {kind: Writer(folder / "mbx01" / "FrontEnd" / "ProtocolLog" / ("Smtp" + kind.title()), kind) for kind in texts}
    counts = {"received": 0, "legacy": collections.Counter(), "cloud": collections.Counter(), "others": 0}
    when, written, n = datetime.datetime(2026, 10, 1, 8), 0, 0
    while written < size:
        kind = "receive" if luck.random() < 0.6 else "send"
        group = []
        for _ in range(luck.choice((1, 1, 2, 3))):
            n += 1
            token = luck.choices(list(VERSIONS), (3, 1, 90, 5, 1))[0]
            mark = luck.choice("_-")
            if kind == "receive":
                connector = luck.choice(("MBX01\\Default Frontend MBX01", '"MBX01\\Relay, printers"'))
                address, peer = f"10.2.{luck.randrange(4)}.{luck.randrange(1, 200)}", ""
                counts["received"] += 1
                if token in ("TLS1_0", "TLS1_1", "SSL3"):
                    counts["legacy"][address] += 1
            else:
                cloud = luck.random() < 0.7
                connector = "Outbound to Office 365" if cloud else "Internet"
                peer = f"AM5EUR02FT0{n % 90:02d}.mail.protection.outlook.com" if cloud else f"mx{n % 7}.fabrikam.com"
                address = f"104.47.{n % 200}.36" if cloud else f"198.51.100.{n % 200}"
                if cloud:
                    counts["cloud"][VERSIONS[token]] += 1
                else:
                    counts["others"] += 1
            group.append(texts[kind] % {
                "time": when.strftime("%Y-%m-%dT%H:%M:%S.") + f"{n % 1000:03d}Z", "connector": connector,
                "session": f"08DB{n:012X}", "address": address, "port": 1024 + n % 60000, "n": n, "peer": peer,
                "agreed": AGREED % (mark, token, "SERVER" if kind == "receive" else "CLIENT")})
        text = interleaved(group) if len(group) > 1 else group[0]
        writers[kind].write(text, when)
        written += len(text)
        when += datetime.timedelta(milliseconds=250)
    for writer in writers.values():
        writer.close()
    counts["bytes"] = sum(writer.bytes for writer in writers.values())
    counts["files"] = sum(writer.files for writer in writers.values())
    return counts


def read_facts(report):
    facts = collections.defaultdict(dict)
    for fact in ElementTree.parse(report).getroot().iter(FACT):
        if fact.get("about") == "exchange/mbx01.contoso.com" and fact.get("by") == "log":
            facts[fact.get("key")][fact.get("of", "")] = (fact.get("seen"), fact.text or "")
    return facts


def compare(facts, counts):
    """What the program says beside what was written: {name: (said, written)} of all that differ."""
    legacy = {of.removeprefix("smtp "): int(text) for of, (seen, text) in facts["clients.legacy"].items() if seen == "present"}
    written = dict(counts["legacy"])
    if "others" in legacy:  # only the busiest are told one by one
        others = legacy.pop("others")
        written_others = sum(n for address, n in written.items() if address not in legacy)
        written = {address: n for address, n in written.items() if address in legacy}
        legacy["others"], written["others"] = others, written_others
    cloud = {of.split(" ")[1]: int(text) for of, (_, text) in facts["outbound.calls"].items()}
    received = int(facts["log.read"]["smtp"][1].split(" ")[0])
    agreed = {of.split(" ")[1]: text for of, (_, text) in facts["outbound.negotiated"].items()}
    both = {"legacy": (legacy, written), "cloud": (cloud, dict(counts["cloud"])), "received": (received, counts["received"]),
            "negotiated": (agreed, {version: version for version in counts["cloud"]})}
    return {name: pair for name, pair in both.items() if pair[0] != pair[1]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default=os.environ.get("HR_PROGRAM", "build/bin/hybridready"))
    parser.add_argument("--size", type=float, default=2048, help="MiB")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--folder", help="where to write the logs; they stay there")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    program = str(pathlib.Path(arguments.program).resolve())
    scratch = pathlib.Path(arguments.folder or tempfile.mkdtemp(prefix="hybridready-smtp-"))
    try:
        counts = generate(scratch / "logs", int(arguments.size * (1 << 20)))
        (scratch / "list.txt").write_text("mbx01.contoso.com exchange mailbox\n")
        subprocess.run([program, "discover", "--servers", "list.txt", "-o", "empty.xml", "--quiet"], cwd=scratch, check=True)
        best = None
        for _ in range(1 if arguments.check else arguments.repeat):
            before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
            subprocess.run([program, "import", "empty.xml", "logs", "-o", "report.xml"], cwd=scratch, check=True)
            wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
            busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            best = min(best, (busy, wall)) if best else (busy, wall)
        wrong = compare(read_facts(scratch / "report.xml"), counts)
        for name, (said, written) in wrong.items():
            print(f"{name}: the program says {said}, written were {written}")
        print(f"{counts['files']} files, {counts['bytes'] / 1e6:.0f} MB, {counts['received']} sessions received, "
              f"{sum(counts['cloud'].values())} sent to Microsoft 365, {counts['others']} to others")
        if not arguments.check:
            print(f"{counts['bytes'] / 1e6 / best[0]:.0f} MB/s of processor time ({best[0]:.2f} s; {best[1]:.2f} s in all), "
                  f"{after.ru_maxrss / 1024:.0f} MiB at most")
        return 1 if wrong else 0
    finally:
        if not arguments.folder:
            shutil.rmtree(scratch)


if __name__ == "__main__":
    sys.exit(main())
