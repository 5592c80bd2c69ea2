"""Contoso: a believable hybrid organisation, its directory and its servers. Everything lives on 127.10.0.0/24."""
import pathlib
import subprocess

import certificates
import directory
import mail
import names
import namespace
import sip
import web

BASE = "DC=contoso,DC=com"
HERE = pathlib.Path(__file__).resolve().parent
HOSTS = {
    "dc1": 1, "ex01": 11, "ex02": 12, "ex03": 13, "edge01": 14, "mail": 15, "ex05": 16, "fe01": 21, "fe02": 22, "fepool01": 23,
    "edgepool": 24, "sts": 31, "certauth.sts": 31, "oos": 41, "legacy": 51,
}
NAME_SERVER = "127.10.0.53"


def address(host):
    return f"127.10.0.{HOSTS[host]}"


def fqdn(host):
    return f"{host}.contoso.com"


def hosts_text():
    return "".join(f"{address(host)} {fqdn(host)}\n" for host in HOSTS)


# --- the directory ---

def add_exchange(entries, edge_certificate):
    root = f"CN=Microsoft Exchange,CN=Services,{entries.configuration}"
    organisation = f"CN=Contoso,{root}"
    group = f"CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Administrative Groups,{organisation}"
    entries.add(root, "msExchConfigurationContainer")
    entries.add(organisation, "msExchOrganizationContainer",
                msExchWACDiscoveryEndpoint="https://oos.contoso.com/hosting/discovery")
    servers = {
        "ex01": ("Version 15.1 (Build 32507.6)", 16439), "ex02": ("Version 15.2 (Build 31544.4)", 16423),
        "ex03": ("Version 15.0 (Build 31347.2)", 16439), "ex04": ("Version 15.1 (Build 31466.3)", 16439),
        "edge01": ("Version 15.1 (Build 32375.7)", 64), "ex05": ("Version 15.2 (Build 32562.17)", 16423),
    }
    dns = {}
    for host, (serial, roles) in servers.items():
        dn = dns[host] = f"CN={host.upper()},CN=Servers,{group}"
        entries.add(dn, "msExchExchangeServer", serialNumber=serial, msExchCurrentServerRoles=roles,
                    networkAddress=[f"ncacn_ip_tcp:{fqdn(host)}", f"netbios:{host.upper()}"],
                    msExchServerSite=f"CN=Amsterdam,CN=Sites,{entries.configuration}",
                    whenChanged="20250301120000.0Z", msExchServerInternalTLSCert=edge_certificate)
        if roles == 64:
            continue
        entries.add(f"CN=Default Frontend {host.upper()},CN=SMTP Receive Connectors,CN=Protocols,{dn}",
                    "msExchSmtpReceiveConnector", msExchSmtpReceiveBindings=["0.0.0.0:25", "[::]:25"],
                    msExchSMTPReceiveInboundSecurityFlag=1 if host != "ex02" else 2,
                    msExchSmtpReceiveEnabled="TRUE",
                    msExchSmtpReceiveTlsDomainCapabilities="mail.protection.outlook.com:AcceptCloudServicesMail")
        entries.add(f"CN=owa (Default Web Site),CN=HTTP,CN=Protocols,{dn}", "msExchVirtualDirectory",
                    msExchInternalHostName="https://mail.contoso.com/owa",
                    msExchExternalHostName="https://mail.contoso.com/owa")
    tls_name = "<I>O=Contoso, CN=Contoso Issuing CA<S>CN=mail.contoso.com"
    entries.add(f"CN=Hybrid Configuration,CN=Hybrid Configuration,{organisation}", "msExchCoexistenceRelationship",
                msExchCoexistenceTransportServers=[dns["ex01"], dns["ex02"]],
                msExchCoexistenceFrontendTransportServers=[dns["ex01"]],
                msExchCoexistenceSecureMailCertificateThumbprint=tls_name, msExchCoexistenceFeatureFlags=127,
                msExchCoexistenceOnPremisesSmartHost="mail.contoso.com")
    connections = f"CN=Connections,CN=Exchange Routing Group (DWBGZMFD01QNBJR),CN=Routing Groups,{group}"
    entries.add(f"CN=Outbound to Office 365,{connections}", "msExchRoutingSMTPConnector",
                routingList="SMTP:contoso.mail.onmicrosoft.com;1", msExchSmtpSendTlsDomain="mail.protection.outlook.com",
                msExchSmtpOutboundSecurityFlag=4, msExchSmtpSendFlags=131136, msExchSmtpTLSCertificate=tls_name,
                msExchSmtpSendEnabled="TRUE")
    entries.add(f"CN=contoso.com,CN=Accepted Domains,CN=Transport Settings,{organisation}", "msExchAcceptedDomain",
                msExchAcceptedDomainName="contoso.com")


def add_skype(entries):
    root = f"CN=RTC Service,CN=Services,{entries.configuration}"
    settings = f"CN=Global Settings,{root}"
    entries.add(root, "msRTCSIP-Service")
    entries.add(f"CN=1:1,CN=Pools,{root}", "msRTCSIP-Pool", dNSHostName="fepool01.contoso.com",
                msRTCSIP__PoolVersion=458752, msRTCSIP__PoolType=10)
    for number, name in enumerate(["fepool01.contoso.com", "fe01.contoso.com", "fe02.contoso.com"]):
        entries.add(f"CN={{{number}}},{settings}", "msRTCSIP-TrustedServer", msRTCSIP__TrustedServerFQDN=name,
                    msRTCSIP__TrustedServerVersion=7)
    entries.add(f"CN={{edge}},{settings}", "msRTCSIP-EdgeProxy", msRTCSIP__EdgeProxyFQDN="edgepool.contoso.com")
    for host in ("fe01", "fe02"):
        computer = f"CN={host.upper()},OU=Servers,{entries.base}"
        for service, kind in (("RTC Services", "msRTCSIP-Server"), ("LS WebComponents Service", "msRTCSIP-WebComponents"),
                              ("LS AV MCU", "msRTCSIP-MCU")):
            entries.add(f"CN={service},CN=Microsoft,{computer}", kind, msRTCSIP__ServerVersion=7)


def add_computers(entries):
    releases = {"ex01": ("Windows Server 2016 Standard", "10.0 (14393)"),
                "ex02": ("Windows Server 2022 Standard", "10.0 (20348)"),
                "ex03": ("Windows Server 2012 R2 Standard", "6.3 (9600)"),
                "ex04": ("Windows Server 2012 R2 Standard", "6.3 (9600)"),
                "ex05": ("Windows Server 2022 Standard", "10.0 (20348)"),
                "fe01": ("Windows Server 2016 Standard", "10.0 (14393)"),
                "fe02": ("Windows Server 2016 Standard", "10.0 (14393)"), "pc01": ("Windows 7 Professional", "6.1 (7601)")}
    for host, (system, version) in releases.items():
        entries.add(f"CN={host.upper()},OU=Servers,{entries.base}", "computer", dNSHostName=fqdn(host),
                    operatingSystem=system, operatingSystemVersion=version, objectCategory="computer",
                    sAMAccountName=f"{host.upper()}$", userAccountControl=4096)


def add_adfs(entries):
    farm = f"CN=5b0b6e8c-31a7-4b5c-9d4b-6f7a0d1c2e3f,CN=ADFS,CN=Microsoft,CN=Program Data,{entries.base}"
    entries.add(farm, "container")
    entries.add(f"CN=8e2d7a40-0000-4000-8000-000000000001,{farm}", "contact",
                thumbnailPhoto=b"THE KEY THAT MUST NEVER BE READ")
    entries.add(f"CN=svc_adfs,CN=Managed Service Accounts,{entries.base}", "msDS-GroupManagedServiceAccount",
                servicePrincipalName=["host/sts.contoso.com", "http/sts.contoso.com"], sAMAccountName="svc_adfs$")
    entries.add(f"CN=62a0ff2e-97b9-4513-943f-0d221bd30080,CN=Device Registration Configuration,CN=Services,"
                f"{entries.configuration}", "serviceConnectionPoint",
                keywords=["azureADName:contoso.onmicrosoft.com", "azureADId:72f988bf-0000-4000-8000-2d7cd011db47"])


def entries(internal_certificate):
    all_entries = directory.Entries(BASE)
    all_entries.add(f"OU=Servers,{BASE}", "container", ou="Servers")
    add_computers(all_entries)
    add_exchange(all_entries, internal_certificate)
    add_skype(all_entries)
    add_adfs(all_entries)
    return all_entries


# --- the servers ---

def start_web(processes, folder, ca):
    metadata = folder / "metadata"
    web.write_metadata(metadata, "sts.contoso.com", ca.issue("signing", ["ADFS Signing - sts.contoso.com"],
                                                             self_signed=True)[1])
    mail_pair = ca.issue("mail", ["mail.contoso.com", "autodiscover.contoso.com"])
    sts_pair = ca.issue("sts", ["sts.contoso.com", "certauth.sts.contoso.com"])
    old = "TLSv1 TLSv1.1 TLSv1.2"
    sites = [
        web.Site("ex01.contoso.com", address("ex01"), 443, *ca.issue("ex01", ["ex01.contoso.com"]),
                 web.exchange("15.1.2507.39", "ex01"), versions="TLSv1.2"),
        web.Site("ex02.contoso.com", address("ex02"), 443, *ca.issue("ex02", ["ex02.contoso.com"], days=-1),
                 web.exchange("15.2.1544.4", "ex02"), versions=old, suites="ALL"),
        *[web.Site("ex05.contoso.com", address("ex05"), port, *ca.issue("ex05", ["ex05.contoso.com"]),
                   web.exchange("15.2.2562.41", "ex05"), versions="TLSv1.2 TLSv1.3") for port in (443, 444)],
        web.Site("mail.contoso.com", address("mail"), 443, *mail_pair, web.exchange("15.1.2507.39", "ex01"),
                 versions="TLSv1.2"),
        web.Site("fe01.contoso.com", address("fe01"), 443, *ca.issue("fe01", ["fe01.contoso.com", "fepool01.contoso.com"]),
                 web.skype("fe01.contoso.com"), versions="TLSv1.2"),
        web.Site("fe02.contoso.com", address("fe02"), 443, *ca.issue("fe02", ["wrong.contoso.com"]),
                 web.skype("fe02.contoso.com"), versions=old, suites="ALL"),
        web.Site("sts.contoso.com", address("sts"), 443, *sts_pair, web.federation(metadata), sni=True),
        web.Site("sts.contoso.com", address("sts"), 49443, *sts_pair, web.federation(metadata), versions="TLSv1.2"),
        web.Site("oos.contoso.com", address("oos"), 443, *ca.issue("oos", ["oos.contoso.com"]),
                 web.office_online("16.0.10338.20039"), versions="TLSv1 TLSv1.1", suites="ALL"),
    ]
    web.start(processes, folder / "nginx", sites)


def start_old(processes, folder, ca):
    key, certificate = ca.issue("ex03", ["ex03.contoso.com"], digest="sha1")
    store = folder / "ex03.p12"
    certificates.openssl("pkcs12", "-export", "-inkey", key, "-in", certificate, "-out", store, "-passout", "pass:lab")
    processes.start("java", ["java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", HERE / "OldServer.java", address("ex03"),
                             443, store, "SSLv3,TLSv1",
                             "SSL_RSA_WITH_RC4_128_SHA,SSL_RSA_WITH_3DES_EDE_CBC_SHA,TLS_RSA_WITH_AES_128_CBC_SHA"])
    return key, certificate


def start(processes, folder):
    """Starts all; what a program needs to look at it: bind DN, CA file, hosts file."""
    folder = pathlib.Path(folder)
    ca = certificates.Authority(folder / "ca")
    ex03 = start_old(processes, folder, ca)
    pair = ca.issue("dc1", ["dc1.contoso.com"])
    internal = subprocess.run(["openssl", "x509", "-in", str(pair[1]), "-outform", "DER"], check=True,
                              capture_output=True).stdout
    reader = directory.start(processes, folder / "slapd", entries(internal), address("dc1"), *pair, ca.certificate)
    start_web(processes, folder, ca)
    if namespace.is_real_root():
        mail_pair = (ca.folder / "mail.key", ca.folder / "mail.pem")
        mail.start(processes, folder / "postfix", [
            mail.Listener("ex01.contoso.com", address("ex01"), 25, *mail_pair),
            mail.Listener("ex02.contoso.com", address("ex02"), 25, *mail_pair, starttls=False),
            mail.Listener("ex05.contoso.com", address("ex05"), 25, ca.folder / "ex05.key", ca.folder / "ex05.pem"),
            mail.Listener("ex03.contoso.com", address("ex03"), 25, *ex03, protocols="TLSv1"),
        ])
    else:
        print("without root there is no Postfix: the SMTP endpoints will not answer")
    sip.start(processes, folder / "kamailio", [
        sip.Listener(address("fe01"), ca.folder / "fe01.key", ca.folder / "fe01.pem"),
        sip.Listener(address("fe02"), ca.folder / "fe02.key", ca.folder / "fe02.pem", method="TLSv1"),
        sip.Listener(address("fepool01"), ca.folder / "fe01.key", ca.folder / "fe01.pem"),
    ])
    hosts = folder / "hosts"
    hosts.write_text(hosts_text(), encoding="ascii")
    names.start(processes, NAME_SERVER, hosts)
    processes.wait_for(address("ex03"), 443)
    return {"reader": reader, "ca": ca.certificate, "hosts": hosts, "slapd_log": folder / "slapd.log"}
