"""nginx in the web roles: Exchange, AD FS, Office Online, Skype for Business, with the real products' headers and paths."""
import base64
import pathlib
import subprocess


def exchange(build, name):
    return f"""location = /owa/ {{ add_header X-OWA-Version {build} always; add_header X-FEServer {name.upper()} always; return 302 https://$host/owa/auth/logon.aspx; }}
  location / {{ add_header X-FEServer {name.upper()} always; return 404 "not found\\n"; }}"""


def office_online(build):
    return f"""location = /hosting/discovery {{ default_type text/xml; add_header X-OfficeVersion {build} always;
    return 200 '<?xml version="1.0"?><wopi-discovery><net-zone name="internal-https"/></wopi-discovery>'; }}"""


def skype(front_end):
    return f"location / {{ add_header X-MS-Server-Fqdn {front_end} always; return 204; }}"


def federation(folder):
    return f"""location = /FederationMetadata/2007-06/FederationMetadata.xml {{ default_type text/xml; root {folder}; }}
  location ~* ^/federationmetadata/ {{ default_type text/xml; alias {folder}/metadata.xml; }}
  location / {{ return 404 "not found\\n"; }}"""


def write_metadata(folder, name, signing_certificate):
    """Federation metadata as AD FS writes it, cut down to what says who signs until when."""
    folder = pathlib.Path(folder)
    der = subprocess.run(["openssl", "x509", "-in", str(signing_certificate), "-outform", "DER"], check=True,
                         capture_output=True).stdout
    text = base64.b64encode(der).decode()
    document = f"""<?xml version="1.0" encoding="utf-8"?><EntityDescriptor ID="_1" entityID="http://{name}/adfs/services/trust" xmlns="urn:oasis:names:tc:SAML:2.0:metadata"><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{text}</X509Certificate></X509Data></KeyInfo></KeyDescriptor></IDPSSODescriptor></EntityDescriptor>"""
    path = folder / "FederationMetadata" / "2007-06"
    path.mkdir(parents=True, exist_ok=True)
    (path / "FederationMetadata.xml").write_text(document, encoding="utf-8")
    (folder / "metadata.xml").write_text(document, encoding="utf-8")


class Site:
    """One listener. versions: nginx's words; suites: OpenSSL's; sni: refuse whoever names no server."""

    def __init__(self, name, address, port, key, certificate, locations, versions="TLSv1.2 TLSv1.3",
                 suites="ECDHE+AESGCM:ECDHE+AES256", sni=False):
        self.name, self.address, self.port = name, address, port
        self.key, self.certificate, self.locations = key, certificate, locations
        self.versions, self.suites, self.sni = versions, suites, sni

    def text(self):
        settings = f"""ssl_certificate {self.certificate}; ssl_certificate_key {self.key};
  ssl_protocols {self.versions}; ssl_ciphers {self.suites}:@SECLEVEL=0; ssl_prefer_server_ciphers on;"""
        refuse = ""
        if self.sni:
            refuse = f""" server {{ listen {self.address}:{self.port} ssl default_server; server_name _;
  {settings} ssl_reject_handshake on; }}
"""
        return refuse + f""" server {{ listen {self.address}:{self.port} ssl{"" if self.sni else " default_server"}; server_name {self.name};
  {settings}
  {self.locations} }}
"""


def start(processes, folder, sites):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in
                         ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"user root root; daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log warn;\n"
        f"events {{ worker_connections 2048; }}\nhttp {{ access_log off; {temporary} server_names_hash_bucket_size 128;\n"
        + "".join(site.text() for site in sites) + "}\n", encoding="utf-8")
    processes.start("nginx", ["/usr/sbin/nginx", "-p", f"{folder}/", "-c", folder / "nginx.conf",
                              "-e", folder / "error.log"])
    for site in sites:
        processes.wait_for(site.address, site.port)
