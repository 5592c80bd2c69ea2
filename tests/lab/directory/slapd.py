"""A slapd of the tests' own: schema, data, certificates, on loopback, stopped by its process id."""
import os
import shutil
import socket
import subprocess
import tempfile
import time

SECRET = "correct horse battery staple"
READER = "cn=reader,dc=contoso,dc=com"

ATTRIBUTES = [  # name, syntax: s = text, d = DN, i = integer, o = octets
    ("nCName", "d"), ("dnsRoot", "s"), ("systemFlags", "i"), ("dNSHostName", "s"), ("operatingSystem", "s"),
    ("operatingSystemVersion", "s"), ("keywords", "s"), ("sAMAccountName", "s"), ("thumbnailPhoto", "o"),
    ("msExchServerInternalTLSCert", "o"), ("hrMember", "s")]
CLASSES = ["container", "configuration", "crossRef", "computer", "user", "serviceConnectionPoint",
           "msExchExchangeServer", "msRTCSIP-Server"]
SYNTAX = {
    "s": "1.3.6.1.4.1.1466.115.121.1.15 EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch",
    "d": "1.3.6.1.4.1.1466.115.121.1.12 EQUALITY distinguishedNameMatch",
    "i": "1.3.6.1.4.1.1466.115.121.1.27 EQUALITY integerMatch",
    "o": "1.3.6.1.4.1.1466.115.121.1.40"}


def schema():
    lines = ["dn: cn=forest,cn=schema,cn=config", "objectClass: olcSchemaConfig", "cn: forest"]
    for n, (name, kind) in enumerate(ATTRIBUTES, 1):
        syntax, _, rules = SYNTAX[kind].partition(" ")
        lines.append(f"olcAttributeTypes: ( 1.3.6.1.4.1.32473.1.{n} NAME '{name}' {rules} SYNTAX {syntax} )")
    may = " $ ".join(["cn", "dc", "serialNumber", "member", "ou", "description"] + [name for name, _ in ATTRIBUTES])
    for n, name in enumerate(CLASSES, 1):
        lines.append(f"olcObjectClasses: ( 1.3.6.1.4.1.32473.2.{n} NAME '{name}' SUP top STRUCTURAL MAY ( {may} ) )")
    return "\n".join(lines)


def make_certificates(folder, names):
    """ca.pem, other-ca.pem, cert.pem, key.pem for these DNS names and 127.0.0.1."""
    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)
    for ca in ("ca", "other-ca"):
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                f"{ca}.key", "-out", f"{ca}.pem", "-days", "2", "-subj", f"/CN=throw-away {ca}")
    with open(os.path.join(folder, "ext"), "w") as out:
        out.write("subjectAltName=IP:127.0.0.1," + ",".join("DNS:" + name for name in names))
    openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "key.pem",
            "-out", "req.pem", "-subj", "/CN=" + names[0])
    openssl("x509", "-req", "-in", "req.pem", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
            "-extfile", "ext", "-out", "cert.pem")


def free_ports(count, address="127.0.0.1"):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind((address, 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Slapd:
    def __init__(self, folder, certificates, data, suffix="dc=contoso,dc=com", address="127.0.0.1", ports=None,
                 limits="size=unlimited", schema_text=None):
        self.folder, self.address = folder, address
        self.port, self.tls_port = ports or free_ports(2, address)
        os.makedirs(os.path.join(folder, "config"))
        os.makedirs(os.path.join(folder, "db"))
        config = f"""dn: cn=config
objectClass: olcGlobal
cn: config
olcPidFile: {folder}/pid
olcTLSCACertificateFile: {certificates}/ca.pem
olcTLSCertificateFile: {certificates}/cert.pem
olcTLSCertificateKeyFile: {certificates}/key.pem

dn: cn=module,cn=config
objectClass: olcModuleList
cn: module
olcModulePath: /usr/lib/ldap
olcModuleLoad: back_mdb

dn: cn=schema,cn=config
objectClass: olcSchemaConfig
cn: schema

include: file:///etc/ldap/schema/core.ldif

{schema_text or schema()}

dn: olcDatabase=frontend,cn=config
objectClass: olcDatabaseConfig
objectClass: olcFrontendConfig
olcDatabase: frontend
olcAccess: to dn.base="" by * read

dn: olcDatabase=mdb,cn=config
objectClass: olcDatabaseConfig
objectClass: olcMdbConfig
olcDatabase: mdb
olcSuffix: {suffix}
olcDbDirectory: {folder}/db
olcDbMaxSize: 104857600
olcRootDN: cn=reader,dc=nowhere
olcLimits: * {limits}
olcAccess: to attrs=userPassword by anonymous auth by * none
olcAccess: to * by users read by * none
"""
        self._add(0, "config.ldif", config)
        self._add(1, "data.ldif", data)
        self.log = open(os.path.join(folder, "log"), "wb")
        urls = f"ldap://{address}:{self.port}/ ldaps://{address}:{self.tls_port}/"
        self.process = subprocess.Popen(["slapd", "-d", "0", "-F", folder + "/config", "-h", urls],
                                        stdout=self.log, stderr=self.log)
        self._wait()

    def _add(self, database, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w") as out:
            out.write(text)
        done = subprocess.run(["slapadd", "-q", "-n", str(database), "-F", self.folder + "/config", "-l", path],
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"slapadd {name}: {done.stderr}")

    def _wait(self):
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex((self.address, self.tls_port)) == 0:
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError("slapd does not start: " + open(os.path.join(self.folder, "log")).read())

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.log.close()


def base_entry(suffix):
    dc = suffix.split(",")[0].split("=")[1]
    return (f"dn: {suffix}\nobjectClass: dcObject\nobjectClass: organization\no: {dc}\ndc: {dc}\n\n"
            f"dn: cn=reader,{suffix}\nobjectClass: person\ncn: reader\nsn: reader\nuserPassword: {SECRET}\n\n")


class Workshop:
    """A scratch folder with certificates and password files."""

    def __init__(self, names):
        if shutil.which("slapd") is None and os.path.exists("/usr/sbin/slapd"):
            os.environ["PATH"] += ":/usr/sbin"
        self.folder = tempfile.mkdtemp(prefix="hr-directory-")
        self.servers = []
        make_certificates(self.folder, names)
        self.password = self.file("password", SECRET + "\nnot the password\n")
        self.wrong = self.file("wrong", "not the password\n")

    def file(self, name, text, mode=0o600):
        path = os.path.join(self.folder, name)
        with open(path, "w") as out:
            out.write(text)
        os.chmod(path, mode)
        return path

    def path(self, name):
        return os.path.join(self.folder, name)

    def slapd(self, name, data, **options):
        server = Slapd(self.path(name), self.folder, data, **options)
        self.servers.append(server)
        return server

    def close(self):
        for server in self.servers:
            server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

