"""A private authority and its certificates, made by openssl when the lab starts."""
import pathlib
import subprocess


def openssl(*words):
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


class Authority:
    def __init__(self, folder, subject="/O=Contoso/CN=Contoso Issuing CA"):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.key = self.folder / "ca.key"
        self.certificate = self.folder / "ca.pem"
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", self.key, "-out", self.certificate,
                "-days", 3650, "-subj", subject)

    def issue(self, label, names, days=825, digest="sha256", bits=2048, self_signed=False, curve=None):
        """A key and certificate for the names; their paths. Negative days: expired already. With a curve, no RSA key."""
        key, request, leaf = (self.folder / f"{label}.{end}" for end in ("key", "csr", "pem"))
        extensions = self.folder / f"{label}.ext"
        extensions.write_text("subjectAltName=" + ",".join(f"DNS:{name}" for name in names) + "\n", encoding="ascii")
        kind = [f"rsa:{bits}"] if curve is None else ["ec", "-pkeyopt", f"ec_paramgen_curve:{curve}"]
        openssl("req", "-newkey", *kind, "-nodes", "-keyout", key, "-out", request, "-subj", f"/CN={names[0]}")
        signer = ["-signkey", key] if self_signed else ["-CA", self.certificate, "-CAkey", self.key, "-CAcreateserial"]
        if days > 0:
            openssl("x509", "-req", "-in", request, *signer, "-days", days, f"-{digest}", "-out", leaf,
                    "-extfile", extensions)
        else:
            self.issue_expired(request, leaf, extensions)
        return key, leaf

    def issue_expired(self, request, leaf, extensions):
        """`openssl ca` alone lets both dates be chosen."""
        (self.folder / "index.txt").write_text("", encoding="ascii")
        (self.folder / "serial").write_text("7001\n", encoding="ascii")
        config = self.folder / "ca.cnf"
        config.write_text(f"[ca]\ndefault_ca=own\n[own]\ndatabase={self.folder}/index.txt\nserial={self.folder}/serial\n"
                          f"new_certs_dir={self.folder}\ndefault_md=sha256\npolicy=any\n[any]\ncommonName=supplied\n",
                          encoding="ascii")
        openssl("ca", "-batch", "-notext", "-config", config, "-cert", self.certificate, "-keyfile", self.key,
                "-in", request, "-out", leaf, "-startdate", "20240101000000Z", "-enddate", "20250101000000Z",
                "-extfile", extensions)
