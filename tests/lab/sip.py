"""Kamailio as a Skype for Business front end: SIP over TLS, with the Server header of the real one."""
import pathlib


class Listener:
    """method: Kamailio's word, TLSv1.2+ or TLSv1."""

    def __init__(self, address, key, certificate, method="TLSv1.2+", port=5061):
        self.address, self.port = address, port
        self.key, self.certificate, self.method = key, certificate, method


def start(processes, folder, listeners, server="RTC/6.0"):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True)
    domains = "".join(f"""[server:{one.address}:{one.port}]
method = {one.method}
certificate = {one.certificate}
private_key = {one.key}
cipher_list = ALL:!aNULL:@SECLEVEL=0
verify_certificate = no
require_certificate = no
""" for one in listeners)
    first = listeners[0]
    (folder / "tls.cfg").write_text(f"""[server:default]
method = TLSv1.2+
certificate = {first.certificate}
private_key = {first.key}
verify_certificate = no
require_certificate = no
[client:default]
method = TLSv1.2+
{domains}""", encoding="utf-8")
    listen = "\n".join(f"listen=tls:{one.address}:{one.port}" for one in listeners)
    (folder / "kamailio.cfg").write_text(f"""#!KAMAILIO
debug=1
log_stderror=yes
fork=yes
children=1
tcp_children=2
tcp_connection_lifetime=30
disable_tcp=no
enable_tls=yes
{listen}
server_header="Server: {server}"
loadmodule "tls.so"
loadmodule "sl.so"
loadmodule "pv.so"
loadmodule "textops.so"
modparam("tls", "config", "{folder}/tls.cfg")
request_route {{ if (is_method("OPTIONS")) {{ sl_send_reply("200", "OK"); exit; }} sl_send_reply("405", "No"); }}
""", encoding="utf-8")
    processes.start("kamailio", ["/usr/sbin/kamailio", "-DD", "-E", "-f", folder / "kamailio.cfg", "-P", folder / "pid",
                                 "-Y", folder, "-m", "32", "-M", "8"])
    for one in listeners:
        processes.wait_for(one.address, one.port)
