"""The organisation's directory: a real slapd with entries shaped like Active Directory's."""
import base64
import pathlib
import subprocess

import schema

PASSWORD = "Reader-of-the-lab-1"


class Entries:
    """LDIF, entry by entry; the containers above an entry are made as needed."""

    def __init__(self, base):
        self.base = base
        self.configuration = f"CN=Configuration,{base}"
        self.lines = []
        self.known = {base.lower()}

    def add(self, dn, kind, **attributes):
        parent = dn.split(",", 1)[1]
        if parent.lower() not in self.known:
            self.add(parent, "container")
        self.known.add(dn.lower())
        self.lines += [f"dn: {dn}", f"objectClass: {kind}"]
        if dn.upper().startswith("CN="):
            self.lines.append("cn: " + dn.split(",", 1)[0][3:])
        for name, values in attributes.items():
            for value in values if isinstance(values, list) else [values]:
                name_ = name.replace("__", "-")
                if isinstance(value, bytes):
                    self.lines.append(f"{name_}:: {base64.b64encode(value).decode()}")
                else:
                    self.lines.append(f"{name_}: {value}")
        self.lines.append("")

    def text(self):
        suffix = self.base.split(",")[0].split("=")[1]
        return f"dn: {self.base}\nobjectClass: domainDNS\ndc: {suffix}\n\n" + "\n".join(self.lines) + "\n"


def start(processes, folder, entries, address, key, certificate, authority):
    """slapd on ldaps://address:636; the bind DN that may read all. Its log names every attribute that was asked for."""
    folder = pathlib.Path(folder)
    (folder / "config").mkdir(parents=True)
    (folder / "data").mkdir()
    reader = f"CN=reader,CN=Users,{entries.base}"
    config = f"""dn: cn=config
objectClass: olcGlobal
cn: config
olcTLSCertificateFile: {certificate}
olcTLSCertificateKeyFile: {key}
olcTLSCACertificateFile: {authority}
olcPidFile: {folder}/slapd.pid

dn: cn=module,cn=config
objectClass: olcModuleList
cn: module
olcModulePath: /usr/lib/ldap
olcModuleLoad: back_mdb

dn: cn=schema,cn=config
objectClass: olcSchemaConfig
cn: schema

include: file:///etc/ldap/schema/core.ldif
include: file:///etc/ldap/schema/cosine.ldif
include: file:///etc/ldap/schema/inetorgperson.ldif

{schema.ldif()}dn: olcDatabase=mdb,cn=config
objectClass: olcMdbConfig
olcDatabase: mdb
olcSuffix: {entries.base}
olcRootDN: {reader}
olcRootPW: {PASSWORD}
olcDbDirectory: {folder}/data
"""
    (folder / "config.ldif").write_text(config, encoding="utf-8")
    (folder / "data.ldif").write_text(entries.text(), encoding="utf-8")
    slapadd = ["/usr/sbin/slapadd", "-F", str(folder / "config")]
    subprocess.run(slapadd + ["-n", "0", "-l", str(folder / "config.ldif")], check=True, capture_output=True)
    subprocess.run(slapadd + ["-n", "1", "-l", str(folder / "data.ldif")], check=True, capture_output=True)
    processes.start("slapd", ["/usr/sbin/slapd", "-d", "stats", "-F", folder / "config", "-h", f"ldaps://{address}:636"])
    processes.wait_for(address, 636)
    return reader
