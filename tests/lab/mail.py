"""Postfix behind an Exchange greeting: one instance, a listener per server. Dovecot for IMAP and POP3."""
import os
import pathlib
import pwd
import shutil
import subprocess


class Listener:
    """protocols: Postfix's words, such as ">=TLSv1.2" or "TLSv1"; starttls=False offers none."""

    def __init__(self, name, address, port, key, certificate, protocols=">=TLSv1.2", starttls=True):
        self.name, self.address, self.port = name, address, port
        self.key, self.certificate = key, certificate
        self.protocols, self.starttls = protocols, starttls
        self.more = {}  # further settings of Postfix

    def text(self):
        return (f"{self.address}:{self.port} inet n - n - - smtpd\n"
                f"  -o {{ smtpd_banner = {self.name} Microsoft ESMTP MAIL Service ready }}\n"
                f"  -o {{ myhostname = {self.name} }}\n"
                f"  -o {{ smtpd_tls_chain_files = {self.key}, {self.certificate} }}\n"
                f"  -o {{ smtpd_tls_protocols = {self.protocols} }}\n"
                f"  -o {{ smtpd_tls_security_level = {'may' if self.starttls else 'none'} }}\n"
                + "".join(f"  -o {{ {key} = {value} }}\n" for key, value in self.more.items()))


SERVICES = """pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
error unix - - n - - error
retry unix - - n - - error
postlog unix-dgram n - n - 1 postlogd
"""


def start(processes, folder, listeners):
    folder = pathlib.Path(folder)
    for part in ("etc", "queue", "data"):
        (folder / part).mkdir(parents=True)
    user = pwd.getpwnam("postfix")
    os.chown(folder / "data", user.pw_uid, user.pw_gid)
    (folder / "etc" / "main.cf").write_text(f"""compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
myhostname = mail.contoso.com
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
smtpd_tls_ciphers = medium
tls_medium_cipherlist = aNULL:-aNULL:ALL:!aNULL:@SECLEVEL=0
tls_preempt_cipherlist = yes
smtpd_client_connection_rate_limit = 0
smtpd_client_connection_count_limit = 0
maillog_file = /dev/stdout
smtpd_relay_restrictions = reject
""", encoding="utf-8")
    (folder / "etc" / "master.cf").write_text(SERVICES + "".join(one.text() for one in listeners), encoding="utf-8")
    subprocess.run(["/usr/sbin/postfix", "-c", str(folder / "etc"), "check"], capture_output=True, check=False)
    processes.start("postfix", ["/usr/sbin/postfix", "-c", folder / "etc", "start-fg"])
    for one in listeners:
        processes.wait_for(one.address, one.port)


def start_dovecot(processes, folder, address, key, certificate, minimum="TLSv1.2"):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True)
    (folder / "dovecot.conf").write_text(f"""base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap pop3
listen = {address}
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
ssl_min_protocol = {minimum}
passdb {{
  driver = static
  args = nopassword=y
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home=/nonexistent
}}
default_internal_user = nobody
default_login_user = nobody
default_internal_group = nogroup
""", encoding="utf-8")
    processes.start("dovecot", [shutil.which("dovecot") or "/usr/sbin/dovecot", "-F", "-c", folder / "dovecot.conf"])
    for port in (143, 993, 110, 995):
        processes.wait_for(address, port)
