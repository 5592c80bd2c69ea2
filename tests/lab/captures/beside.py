"""What tshark says of a capture, in the form in which tests/lab/captures/sessions.c prints it, and what differs."""
import collections
import subprocess

CLIENT = ["tls.handshake.version", "tls.handshake.extensions.supported_version", "tls.handshake.ciphersuite",
          "tls.handshake.extensions_supported_group", "tls.handshake.extension.type", "tls.handshake.extensions_server_name",
          "tls.handshake.extensions_alpn_str", "tls.handshake.ja3", "tls.handshake.cipherspec"]
FIELDS = ["tcp.stream", "ip.src", "ipv6.src", "tcp.srcport", "ip.dst", "ipv6.dst", "tcp.dstport", "tls.handshake.type"] + CLIENT
NAMES = ["unseen", "client", "client_port", "server", "server_port", "version", "versions", "suites", "groups", "extensions",
         "sni", "alpn", "ja3", "ja4", "agreed", "chosen", "suite", "peer", "failure"]
COMPARED = ["version", "versions", "suites", "groups", "extensions", "sni", "alpn", "ja3"]


def arguments(capture, order=True):
    """What tshark is called with: both hellos of every session, and their fields."""
    words = ["tshark", "-r", str(capture), "-n"] + (["-o", "tcp.reassemble_out_of_order:TRUE"] if order else [])
    words += ["-Y", "tls.handshake.type==1 or tls.handshake.type==2", "-T", "fields", "-E", "separator=|"]
    return words + [word for field in FIELDS for word in ("-e", field)]


def codes(text):
    return [str(int(word, 0)) for word in text.split(",") if word]


def without_ssl2(words):
    return [word for word in words if int(word) < 0x10000]


def client_row(row):
    old_form = not row["tls.handshake.ja3"]
    suites = without_ssl2(codes(row["tls.handshake.cipherspec"])) if old_form else codes(row["tls.handshake.ciphersuite"])
    return {"version": codes(row["tls.handshake.version"])[0],
            "versions": ",".join(codes(row["tls.handshake.extensions.supported_version"])), "suites": ",".join(suites),
            "groups": ",".join(codes(row["tls.handshake.extensions_supported_group"])),
            "extensions": ",".join(codes(row["tls.handshake.extension.type"])),
            "sni": row["tls.handshake.extensions_server_name"], "alpn": row["tls.handshake.extensions_alpn_str"],
            "ja3": row["tls.handshake.ja3"]}


def theirs(capture):
    """{(client, port, server, port): session}, the first hello and the last ServerHello of each connection."""
    done = subprocess.run(arguments(capture), capture_output=True, text=True, timeout=600, check=True)
    return parse(done.stdout)


def parse(text):
    sessions, of_stream = {}, {}
    for line in text.splitlines():
        row = dict(zip(FIELDS, line.split("|")))
        types = row["tls.handshake.type"].split(",")
        ends = ((row["ip.src"] or row["ipv6.src"], row["tcp.srcport"]), (row["ip.dst"] or row["ipv6.dst"], row["tcp.dstport"]))
        if types[0] == "1":
            if row["tcp.stream"] in of_stream:
                continue  # the second hello after a HelloRetryRequest
            key = ends[0] + ends[1]
            of_stream[row["tcp.stream"]] = key
            sessions[key] = client_row(row) | {"chosen": "0", "suite": "0"}
        elif row["tcp.stream"] in of_stream:
            session = sessions[of_stream[row["tcp.stream"]]]
            chosen = codes(row["tls.handshake.extensions.supported_version"]) or codes(row["tls.handshake.version"])
            session["chosen"], session["suite"] = chosen[0], codes(row["tls.handshake.ciphersuite"])[0]
    return sessions


def ours(program, capture):
    """The same from the program's own reader; what it could not see apart; and its totals."""
    done = subprocess.run([str(program), str(capture)], capture_output=True, text=True, timeout=600, check=True)
    return parse_own(done.stdout)


def parse_own(text):
    sessions, unseen = {}, collections.Counter()
    for line in text.splitlines():
        row = dict(zip(NAMES, line.split("|")))
        if row["unseen"] == "total":
            total = dict(zip(["frames", "others", "broken", "fragments", "flows", "sessions", "plain", "cut"],
                             map(int, line.split("|")[1:])))
        elif row["unseen"] != "seen":
            unseen[row["unseen"]] += 1
        else:
            sessions[row["client"], row["client_port"], row["server"], row["server_port"]] = row
    return sessions, unseen, total


def differences(mine, other):
    """In words; a version and suite are compared where tshark saw a ServerHello."""
    found = [f"only tshark has {key}: {other[key]}" for key in other.keys() - mine.keys()]
    found += [f"only hybridready has {key}: {mine[key]}" for key in mine.keys() - other.keys()]
    for key in mine.keys() & other.keys():
        names = COMPARED + (["chosen", "suite"] if mine[key]["agreed"] != "failed" else [])
        found += [f"{key} {name}: {mine[key][name]!r}, tshark {other[key][name]!r}" for name in names
                  if mine[key][name] != other[key][name]]
    return found
