"""Random settings of six TLS stacks, and what each stack's own listing says that they mean.

A setting is drawn from a random.Random, so that a seed names it. What is expected of it comes from the configuration and the
library's own tables, never from what the program or another scanner sees.
"""
import ctypes
import dataclasses
import functools
import pathlib
import re
import subprocess
import xml.etree.ElementTree as ElementTree

HERE = pathlib.Path(__file__).resolve().parent
KEYS = {"ssl3": "tls.ssl3", "1.0": "tls.1.0", "1.1": "tls.1.1", "1.2": "tls.1.2", "1.3": "tls.1.3"}
OLD = ["ssl3", "1.0", "1.1", "1.2"]


@dataclasses.dataclass
class Setting:
    stack: str
    said: str                  # in the stack's own words
    expected: dict             # key of a fact: names by IANA, in the server's order
    order: str                 # server, client or mixed
    details: dict              # what start() needs
    keys: str = "rsa"          # which certificates it has
    address: str = "127.0.0.1"
    port: int = 0
    service: str = "tls"

    def decides(self):
        """Does any version leave something to decide?"""
        return any(len(names) > 1 for names in self.expected.values())


def output(*words):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=True).stdout


@functools.lru_cache
def names():
    """IANA's name of each code: the program's answers are in these, the stacks' tables have codes."""
    space = "{urn:hybridready:catalog:1}"
    suites = ElementTree.parse(HERE.parents[1] / "checks/catalog/suites.xml").iter(f"{space}suite")
    return {int(suite.get("code"), 16): suite.get("name") for suite in suites}


def draw_versions(random, versions, holes):
    """One range of versions, with a hole now and then where the stack allows one."""
    low = random.randrange(len(versions))
    chosen = versions[low:random.randrange(low, len(versions)) + 1]
    if holes and len(chosen) > 2 and random.random() < 0.4:
        chosen.remove(random.choice(chosen[1:-1]))
    return chosen


def some(random, values, most):
    return random.sample(values, random.randint(1, min(most, len(values))))


# OpenSSL: s_server, nginx and Postfix

OPENSSL_FLAGS = {"1.0": "-tls1", "1.1": "-tls1_1", "1.2": "-tls1_2", "1.3": "-tls1_3"}
OPENSSL_13 = ["TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256", "TLS_AES_128_CCM_SHA256",
              "TLS_AES_128_CCM_8_SHA256"]
OPENSSL_GROUPS = ["ECDHE+AESGCM", "ECDHE+CHACHA20", "DHE+AESGCM", "DHE+CHACHA20", "AESCCM", "AESCCM8", "ARIAGCM", "CAMELLIA",
                  "ECDHE+AES256", "DHE+AES128", "kRSA+AES", "SHA256", "SHA384", "eNULL", "aNULL", "SEED", "HIGH", "DEFAULT", "ALL"]


@functools.lru_cache
def openssl_rows(version, string, suites):
    """(code, key exchange, authentication) of what OpenSSL would support there, in its order; TLS 1.3 lists its own only."""
    words = ["openssl", "ciphers", "-s", "-V", OPENSSL_FLAGS[version]]
    words += ["-ciphersuites", suites, "AES128-SHA@SECLEVEL=0"] if version == "1.3" else ["-ciphersuites", "", string]
    found = re.findall(r"0x(..),0x(..) - \S+ +\S+ +Kx=(\S+) +Au=(\S+)", output(*words))
    return [(int(high + low, 16), exchange, by) for high, low, exchange, by in found]


def next_version(version):
    order = [*OPENSSL_FLAGS, None]
    return order[order.index(version) + 1]


def openssl_meaning(versions, string, suites, keys, ephemeral_dh, curves=True):
    """Suites by version. An ephemeral key exchange needs its parameters, an authentication its certificate."""
    able = {"None", "any"} | {word for word, key in (("RSA", "rsa"), ("ECDSA", "ec")) if key in keys}
    expected = {}
    # Below a hole in the versions there must be a suite of any kind, or OpenSSL lets nobody in: tls_setup_handshake() in
    # ssl/statem/statem_lib.c looks at the highest version that ssl_get_min_max_version() finds, which stops at a hole.
    below_hole = versions[0]
    while next_version(below_hole) in versions:
        below_hole = next_version(below_hole)
    for version in versions if openssl_rows(below_hole, string, suites) else ():
        rows = openssl_rows(version, string, suites)
        expected[KEYS[version]] = [names()[code] for code, exchange, by in rows
                                   if by in able and (ephemeral_dh or exchange != "DH") and (curves or exchange != "ECDH")]
    return expected


@functools.lru_cache
def openssl_all():
    rows = output("openssl", "ciphers", "ALL:COMPLEMENTOFALL:@SECLEVEL=0").strip().split(":")
    return [name for name in rows if not name.startswith("TLS_") and "PSK" not in name and "SRP" not in name]


def draw_openssl(random, versions):
    """Versions, cipher string, suites of TLS 1.3, certificates; drawn again until some version is left with a suite."""
    while True:
        chosen = draw_versions(random, versions, holes=True)
        if random.random() < 0.5:
            string = ":".join(some(random, openssl_all(), 24))
        else:
            string = ":".join(some(random, OPENSSL_GROUPS, 5)) + random.choice(["", ":!SHA1", ":!kRSA", ":!aNULL:!eNULL", ":-ECDHE:ECDHE"])
        # Above level 0 there is no TLS 1.0 and 1.1: OpenSSL 3 signs nothing with SHA-1 there.
        level = random.choice([0, 0, 1, 2]) if set(chosen) <= {"1.2", "1.3"} else 0
        string += f":@SECLEVEL={level}"
        suites = ":".join(some(random, OPENSSL_13, 5)) if "1.3" in chosen else ""
        keys = random.choice(["rsa", "rsa", "ec", "rsa ec", "ec384"])
        try:
            output("openssl", "ciphers", "-ciphersuites", "", string)
            if any(openssl_meaning(chosen, string, suites, keys, True).values()):
                return chosen, string, suites, keys
        except subprocess.CalledProcessError:
            continue  # a string that matches nothing


def openssl_order(versions, expected, server, gives_way):
    """Who decides. A server that gives way for ChaCha20 does so where that is not its first choice anyway.

    With one other suite before the one ChaCha20, giving way is the same as letting the client decide.
    """
    if not server:
        return "client"
    orders = set()
    for names_of in expected.values():
        chacha = ["CHACHA20" in name for name in names_of]
        if len(chacha) > 1:
            orders.add("server" if not gives_way or not any(chacha) or chacha[0] else "client" if len(chacha) == 2 else "mixed")
    return orders.pop() if len(orders) == 1 else "mixed" if orders else "server"


def draw_s_server(random):
    versions, string, suites, keys = draw_openssl(random, ["1.0", "1.1", "1.2", "1.3"])
    server, no_dhe = random.random() < 0.6, random.random() < 0.2
    gives_way = server and random.random() < 0.3
    curves = random.choice(["", "P-256", "X25519", "P-521:X448", "ffdhe2048"]) if random.random() < 0.6 else ""
    if curves == "ffdhe2048" and "1.3" not in versions:
        curves = "P-384"
    expected = openssl_meaning(versions, string, suites, keys, not no_dhe, curves != "ffdhe2048")
    words = ["-cipher", string] + [f"-no_tls{version.replace('1.0', '1').replace('.', '_')}"
                                   for version in OPENSSL_FLAGS if version not in versions]
    words += ["-ciphersuites", suites] if suites else []
    words += ["-min_protocol", "TLSv1"] + ["-serverpref"] * server + ["-prioritize_chacha"] * gives_way + ["-no_dhe"] * no_dhe
    words += ["-groups", curves] if curves else []
    return Setting("s_server", " ".join(words), expected, openssl_order(versions, expected, server, gives_way), {"words": words}, keys)


def draw_nginx(random):
    versions, string, suites, keys = draw_openssl(random, ["1.0", "1.1", "1.2", "1.3"])
    server, dh = random.random() < 0.7, random.random() < 0.5
    curve = random.choice(["auto", "prime256v1", "X25519:secp384r1", "secp521r1"])
    expected = openssl_meaning(versions, string, suites, keys, dh)
    lines = [f"ssl_protocols {' '.join('TLSv1' if version == '1.0' else 'TLSv' + version for version in versions)}",
             f"ssl_ciphers {string}", f"ssl_prefer_server_ciphers {'on' if server else 'off'}", f"ssl_ecdh_curve {curve}"]
    lines += [f"ssl_conf_command Ciphersuites {suites}"] if suites else []
    return Setting("nginx", "; ".join(lines) + ("; ssl_dhparam" if dh else ""), expected, "server" if server else "client",
                   {"lines": lines, "dh": dh}, keys)


def draw_postfix(random):
    versions, string, suites, keys = draw_openssl(random, ["1.0", "1.1", "1.2", "1.3"])
    server = random.random() < 0.6
    suites = ":".join(OPENSSL_13[:3]) if "1.3" in versions else ""  # it knows no setting for them
    expected = openssl_meaning(versions, string, suites, keys, True)
    protocols = ", ".join(f"!TLSv{'1' if version == '1.0' else version}" for version in OPENSSL_FLAGS if version not in versions)
    options = {"smtpd_tls_protocols": protocols, "tls_medium_cipherlist": string,
               "tls_preempt_cipherlist": "yes" if server else "no"}
    said = "; ".join(f"{key} = {value}" for key, value in options.items())
    return Setting("postfix", said, expected, "server" if server else "client", {"options": options}, keys, service="smtp", port=25)


# GnuTLS

GNUTLS_CIPHERS = ["AES-256-GCM", "CHACHA20-POLY1305", "AES-256-CCM", "AES-256-CCM-8", "CAMELLIA-256-GCM", "AES-256-CBC",
                  "CAMELLIA-256-CBC", "AES-128-GCM", "AES-128-CCM", "AES-128-CCM-8", "CAMELLIA-128-GCM", "AES-128-CBC",
                  "CAMELLIA-128-CBC", "3DES-CBC", "ARCFOUR-128", "NULL"]


def draw_gnutls(random):
    while True:
        versions = draw_versions(random, ["1.0", "1.1", "1.2", "1.3"], holes=False)
        exchanges = some(random, ["ECDHE-RSA", "ECDHE-ECDSA", "RSA", "DHE-RSA", "ANON-DH", "ANON-ECDH"], 6)
        server, keys = random.random() < 0.5, random.choice(["rsa", "rsa ec", "ec", "ec384"])
        macs = some(random, ["SHA1", "SHA256", "SHA384", "MD5"], 4)
        ciphers = some(random, GNUTLS_CIPHERS, 10)
        words = ["NONE"] + [f"+VERS-TLS{version}" for version in reversed(versions)]
        words += [f"+{word}" for word in [*ciphers, "AEAD", *macs, *exchanges]]
        words += ["+SIGN-ALL", "+GROUP-ALL", "+COMP-NULL", "+CTYPE-X509"] + ["%SERVER_PRECEDENCE"] * server
        priority = ":".join(words)
        try:
            expected = gnutls_meaning(priority, keys)
        except subprocess.CalledProcessError:
            continue  # a priority string that leaves nothing
        if any(expected.values()):
            return Setting("gnutls", priority, expected, "server" if server else "client", {"priority": priority}, keys)


def gnutls_meaning(priority, keys):
    """From `gnutls-cli -l`: each suite with the version that brought it; it stays until TLS 1.2."""
    text = output("gnutls-cli", "-l", "--priority", priority)
    versions = re.findall(r"VERS-TLS(1\.\d)", re.search(r"Protocols: (.*)", text).group(1))
    rows = re.findall(r"^(TLS_\S+)\s+0x(..), 0x(..)\s+(?:TLS|SSL)(\S+)", text, re.MULTILINE)
    able = [word for word, key in (("_ECDSA_", "ec"), ("_RSA_", "rsa")) if key in keys] + ["_ANON_"]
    expected = {}
    for version in versions:
        expected[KEYS[version]] = [
            names()[int(high + low, 16)] for name, high, low, first in rows
            if (first == version if version == "1.3" else first != "1.3" and first <= version and any(word in name for word in able))]
    return expected


# NSS

NSS_CODES_LIKED = [0xC02F, 0xC030, 0xC013, 0xC014, 0x002F, 0x0035, 0x000A, 0x0005, 0xC02B, 0xC02C, 0x009C]


class SuiteInfo(ctypes.Structure):
    """SSLCipherSuiteInfo of sslt.h."""
    _fields_ = [("length", ctypes.c_uint16), ("code", ctypes.c_uint16), ("name", ctypes.c_char_p),
                ("authentication", ctypes.c_char_p), ("authentication_type", ctypes.c_int), ("exchange", ctypes.c_char_p),
                ("exchange_type", ctypes.c_int), ("cipher", ctypes.c_char_p), ("cipher_type", ctypes.c_int),
                ("key_bits", ctypes.c_uint16), ("key_space", ctypes.c_uint16), ("effective_bits", ctypes.c_uint16),
                ("mac", ctypes.c_char_p), ("mac_type", ctypes.c_int), ("mac_bits", ctypes.c_uint16), ("flags", ctypes.c_uint),
                ("authentication_new", ctypes.c_int), ("hash", ctypes.c_int)]


@functools.lru_cache
def nss_suites():
    """(code, key exchange, authentication, mac) in NSS' order of preference, which no server can change."""
    library = ctypes.CDLL("libssl3.so")
    library.SSL_GetImplementedCiphers.restype = ctypes.POINTER(ctypes.c_uint16)
    codes = library.SSL_GetImplementedCiphers()
    found = []
    for i in range(library.SSL_GetNumImplementedCiphers()):
        info = SuiteInfo()
        if library.SSL_GetCipherSuiteInfo(ctypes.c_uint16(codes[i]), ctypes.byref(info), ctypes.sizeof(info)) == 0:
            found.append((info.code, info.exchange.decode(), info.authentication.decode(), info.mac.decode()))
    return found


def nss_meaning(versions, codes, keys, ephemeral_dh):
    """SHA-2 and AEAD came with TLS 1.2 (RFC 5246), elliptic curves with TLS 1.0 (RFC 4492).

    Static ECDH is named after the issuer's key: an elliptic curve signed by RSA makes ECDH with RSA.
    """
    able = {"RSA": "rsa" in keys, "ECDSA": "ec" in keys, "ECDH RSA": "ec" in keys, "TLS 1.3": True}
    expected = {}
    for version in versions:
        expected[KEYS[version]] = [
            names()[code] for code, exchange, by, mac in nss_suites()
            if code in codes and able.get(f"ECDH {by}" if exchange == "ECDH" else by) and (ephemeral_dh or exchange != "DHE")
            and (version == "1.3") == (by == "TLS 1.3") and (version >= "1.2" and version != "ssl3" or mac in ("MD5", "SHA1"))
            and not (version == "ssl3" and exchange.startswith("ECDH"))]
    return expected


def draw_nss(random):
    every = [code for code, *_ in nss_suites() if code in names()]
    while True:
        # It does not let SSL 3.0 and TLS 1.3 live together.
        versions = draw_versions(random, random.choice([OLD, ["1.0", "1.1", "1.2", "1.3"]]), holes=False)
        codes = some(random, every, 30) + random.sample(NSS_CODES_LIKED, 3)
        codes += some(random, [0x1301, 0x1302, 0x1303], 3) if "1.3" in versions else []
        keys, dh = random.choice(["rsa", "rsa ec"]), random.random() < 0.5
        expected = nss_meaning(versions, codes, keys, dh)
        if any(expected.values()):
            break
    marks = {"ssl3": "ssl3", "1.0": "tls1.0", "1.1": "tls1.1", "1.2": "tls1.2", "1.3": "tls1.3"}
    words = ["-V", f"{marks[versions[0]]}:{marks[versions[-1]]}", "-H", int(dh),
             "-c", "".join(f":{code:04X}" for code in codes)]
    return Setting("nss", " ".join(map(str, words)), expected, "server", {"words": words}, keys)


# Java

JAVA_NAMES = {"SSL30": "ssl3", "TLS10": "1.0", "TLS11": "1.1", "TLS12": "1.2", "TLS13": "1.3"}
JAVA_WORDS = {"ssl3": "SSLv3", "1.0": "TLSv1", "1.1": "TLSv1.1", "1.2": "TLSv1.2", "1.3": "TLSv1.3"}


@functools.lru_cache
def java_suites():
    """Java's name: (code, versions, key exchange), of all that it supports."""
    rows = output("java", "-XX:TieredStopAtLevel=1", "--add-opens", "java.base/sun.security.ssl=ALL-UNNAMED", HERE / "Suites.java")
    found = {}
    for line in rows.splitlines():
        code, name, exchange, versions = line.split(" ", 3)
        found[name] = int(code, 16), [JAVA_NAMES[word] for word in versions.split() if word in JAVA_NAMES], exchange
    return found


def draw_java(random):
    every = [name for name in java_suites()]
    while True:
        versions = draw_versions(random, [*OLD, "1.3"], holes=True)
        chosen = every[:] if random.random() < 0.2 else some(random, every, 40)
        if "1.3" in versions and random.random() < 0.7:
            chosen = random.sample(chosen, len(chosen)) + [name for name, row in java_suites().items()
                                                           if "1.3" in row[1] and name not in chosen]
        server, keys = random.random() < 0.7, random.choice(["rsa", "rsa ec"])
        expected = java_meaning(versions, chosen, keys)
        if any(expected.values()):
            break
    words = [",".join(JAVA_WORDS[version] for version in versions), ",".join(chosen), "server" if server else "client"]
    return Setting("java", " ".join(words), expected, words[2], {"words": words}, keys)


def java_meaning(versions, chosen, keys):
    expected = {}
    for version in versions:
        expected[KEYS[version]] = []
        for name in chosen:
            code, versions_of, exchange = java_suites()[name]
            if "ECDSA" in exchange or exchange.startswith("ECDH_RSA"):
                able = "ec" in keys  # static ECDH, too: Java does not look who signed the certificate
            else:
                able = "DSS" not in exchange and ("rsa" in keys or "anon" in exchange or version == "1.3")
            if version in versions_of and able:
                expected[KEYS[version]].append(names()[code])
    return expected


DRAWS = {"s_server": draw_s_server, "gnutls": draw_gnutls, "nss": draw_nss, "java": draw_java, "nginx": draw_nginx,
         "postfix": draw_postfix}
