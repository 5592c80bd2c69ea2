"""A farm of one server behind many addresses: nginx with the 24 pairs of version and suite that the peers were measured on."""
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lab"))

from certificates import Authority

# What OpenSSL 3 makes of DEFAULT:@SECLEVEL=0 with an RSA key and nginx's defaults; 24 pairs, in the server's order.
PAIRS = {"1.0": 4, "1.1": 4, "1.2": 13, "1.3": 3}
NAME = "farm.example"

CONFIGURATION = """worker_processes {workers};
pid {folder}/nginx.pid;
error_log {folder}/nginx.err crit;
daemon off;
worker_rlimit_nofile 65536;
{user}
events {{ worker_connections 16384; }}
http {{
    access_log off;
    ssl_session_cache off;
    ssl_session_tickets off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 443 ssl backlog=4096;
        server_name {name};
        ssl_certificate {certificate};
        ssl_certificate_key {key};
        ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
        ssl_ciphers DEFAULT:@SECLEVEL=0;
        ssl_prefer_server_ciphers on;
        location / {{ return 200 "ok\\n"; }}
    }}
}}
"""


class Farm:
    def __init__(self, processes, link, folder, workers=1):
        folder = pathlib.Path(folder)
        self.ca = Authority(folder / "ca")
        key, certificate = self.ca.issue("farm", [NAME])
        configuration = folder / "nginx.conf"
        user = "user root;" if os.geteuid() == 0 else ""
        configuration.write_text(CONFIGURATION.format(folder=folder, workers=workers, user=user, name=NAME,
                                                      certificate=certificate, key=key), encoding="ascii")
        # Shared cores make bursts wait: the queues must be as long as the bursts, as on 500 machines of their own.
        link.inside("sysctl", "-q", "-w", "net.core.somaxconn=65536", "net.ipv4.tcp_max_syn_backlog=65536")
        self.process = processes.start("nginx", link.words("nginx", "-c", configuration))

    def processor_seconds(self):
        """User and system time of nginx's workers until now."""
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children", encoding="ascii") as list_of_pids:
            workers = list_of_pids.read().split()
        ticks = 0
        for worker in workers:
            with open(f"/proc/{worker}/stat", encoding="ascii") as stat:
                fields = stat.read().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")
