#include "checks_support/mapper.h"

#define ORG "CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=contoso,DC=com"
#define SERVERS "CN=Servers,CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Administrative Groups," ORG
#define EX01 "CN=EX01," SERVERS
#define RECEIVE ",CN=SMTP Receive Connectors,CN=Protocols," EX01
#define HTTP ",CN=HTTP,CN=Protocols," EX01
#define SEND ",CN=Connections,CN=Exchange Routing Group (DWBGZMFD01QNBJR),CN=Routing Groups," ORG
#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct map_row servers[] = {
        {"servers",
         EX01
         "\nserialNumber: Version 15.1 (Build 32507.6)\nmsExchCurrentServerRoles: 16439\nnetworkAddress: netbios:EX01\n"
         "networkAddress: ncacn_ip_tcp:ex01.contoso.com\nmsExchServerSite: CN=HQ,CN=Sites,CN=Configuration,DC=contoso\n"
         "msExchServerInternalTLSCert:: 3082010a\nwhenChanged: 20261101120000.0Z",
         "ex01.contoso.com: server exchange 2016 mailbox\nex01.contoso.com: place " EX01 " HQ\n"
         "ex01.contoso.com: fact build present 15.1.2507.6\nex01.contoso.com: fact exchange.roles present 16439\n"
         "ex01.contoso.com: fact exchange.serial-number present Version 15.1 (Build 32507.6)\n"
         "ex01.contoso.com: certificate internal-transport 4\nex01.contoso.com: endpoint - 443 https -\n"
         "ex01.contoso.com: endpoint - 444 https back-end",
         "edge-recorded", false},
        /* Zero-padded revision; SE goes on with 15.2. */
        {"servers",
         EX01 "\nserialNumber: Version 15.2 (Build 31118.007)\nmsExchCurrentServerRoles: 16423\n"
              "networkAddress: ncacn_ip_tcp:ex01.contoso.com",
         "ex01.contoso.com: fact build present 15.2.1118.7\nex01.contoso.com: server exchange 2019 mailbox", NULL,
         false},
        {"servers",
         EX01 "\nserialNumber: Version 15.2 (Build 32562.17)\nmsExchCurrentServerRoles: 16423\n"
              "networkAddress: ncacn_ip_tcp:ex01.contoso.com",
         "ex01.contoso.com: server exchange SE mailbox", NULL, false},
        {"servers",
         EX01 "\nserialNumber: Version 14.3 (Build 30123.4)\nmsExchCurrentServerRoles: 36\n"
              "networkAddress: ncacn_ip_tcp:cas.contoso.com",
         "cas.contoso.com: server exchange 2010 client-access hub-transport\n"
         "cas.contoso.com: endpoint - 443 https -\ncas.contoso.com: fact build present 14.3.123.4",
         "444", false},
        {"servers",
         EX01 "\nserialNumber: Version 14.3 (Build 10123.4)\nmsExchCurrentServerRoles: 38\n"
              "networkAddress: ncacn_ip_tcp:ex10.contoso.com",
         "ex10.contoso.com: fact build present 14.3.123.4\n"
         "ex10.contoso.com: server exchange 2010 mailbox client-access hub-transport",
         NULL, false},
        {"servers",
         EX01 "\nserialNumber: Version 15.0 (Build 31497.2)\nmsExchCurrentServerRoles: 16385\n"
              "networkAddress: ncacn_ip_tcp:cas13.contoso.com",
         "cas13.contoso.com: server exchange 2013 client-access", "444", false},
        /* An Edge: what the directory records is as old as its subscription, and its connectors are not there. */
        {"servers",
         "CN=EDGE1," SERVERS "\nserialNumber: Version 15.1 (Build 32375.7)\nmsExchCurrentServerRoles: 64\n"
         "networkAddress: ncacn_ip_tcp:edge1.contoso.com\nwhenChanged: 20240305060708.0Z",
         "edge1.contoso.com: server exchange 2016 edge\nedge1.contoso.com: endpoint - 25 smtp external\n"
         "edge1.contoso.com: fact exchange.edge-recorded present 2024-03-05T06:07:08Z",
         "443", false},
        /* What is missing or makes no sense is said to be so. */
        {"servers", EX01, "ex01: server exchange - -\nex01: fact build failed no serialNumber", "endpoint", false},
        {"servers", EX01 "\nserialNumber: 15.1.2507.6\nnetworkAddress: ncacn_ip_tcp:ex01.contoso.com",
         "ex01.contoso.com: fact build failed 15.1.2507.6\nex01.contoso.com: server exchange - -", NULL, false},
        {"servers",
         EX01 "\nserialNumber: Version 15.1 (Build 99999999999999999999.6)\nmsExchCurrentServerRoles: x\n"
              "networkAddress: ncacn_ip_tcp:ex01.contoso.com",
         "ex01.contoso.com: fact exchange.roles present 0\nex01.contoso.com: server exchange - -", "present 15.",
         false},
        {"servers",
         EX01 "\nserialNumber: Version 15.1 (Build 32507.6) or so\nnetworkAddress: ncacn_ip_tcp:ex01.contoso.com", "",
         "build present", false},
        {"servers", EX01 "\nnetworkAddress:: 6e6361636e5f69705f7463703a6500", "ex01: server exchange - -", NULL, false},
        {"servers", EX01 "\nnetworkAddress: ncacn_ip_tcp:" A64 A64 A64 A64 A64, "ex01: server exchange - -", NULL,
         false},
        {"servers", EX01 "\nnetworkAddress: ncacn_ip_tcp:<b>x</b>\nserialNumber: Version 15.1 (Build 32507.6)", "",
         "<b>: server", false},
        {"servers", "O=x", "x: server exchange - -", NULL, false},
        {"servers", "nonsense", "", "server exchange", true},
        {"servers", "CN=EX01," SERVERS "\nwhenChanged: 2024\nmsExchCurrentServerRoles: 64",
         "ex01: server exchange - edge", "edge-recorded", false},
};

static const struct map_row connectors[] = {
        {"receive-connectors",
         "CN=Default Frontend EX01" RECEIVE
         "\nmsExchSmtpReceiveBindings: 0.0.0.0:25\nmsExchSmtpReceiveBindings: [::]:25\n"
         "msExchSMTPReceiveInboundSecurityFlag: 51\nmsExchSmtpReceiveEnabled: TRUE\n"
         "msExchSmtpReceiveTlsDomainCapabilities: mail.protection.outlook.com:AcceptCloudServicesMail",
         EX01 ": server exchange - -\n" EX01 ": endpoint - 25 smtp hybrid-mail\n" EX01
              ": fact exchange.receive.bindings/Default Frontend EX01 present 0.0.0.0:25 [::]:25\n" EX01
              ": fact exchange.receive.auth/Default Frontend EX01 present 51\n" EX01
              ": fact exchange.receive.enabled/Default Frontend EX01 present true\n" EX01
              ": fact exchange.receive.tls-domains/Default Frontend EX01 present "
              "mail.protection.outlook.com:AcceptCloudServicesMail",
         NULL, false},
        {"receive-connectors", "CN=Client Frontend EX01" RECEIVE "\nmsExchSmtpReceiveBindings: 10.1.2.3:587",
         EX01 ": endpoint 10.1.2.3 587 smtp -\n" EX01
              ": fact exchange.receive.tls-domains/Client Frontend EX01 absent -",
         NULL, false},
        {"receive-connectors", "CN=Default EX01" RECEIVE "\nmsExchSmtpReceiveBindings: 0.0.0.0:2525",
         EX01 ": endpoint - 2525 smtp back-end", NULL, false},
        /* Not reachable, not open, not a port. */
        {"receive-connectors",
         "CN=Relay" RECEIVE "\nmsExchSmtpReceiveBindings: 127.0.0.1:26\nmsExchSmtpReceiveBindings: [::1]:26\n"
         "msExchSmtpReceiveBindings: 0.0.0.0:0\nmsExchSmtpReceiveBindings: 0.0.0.0:70000\n"
         "msExchSmtpReceiveBindings: 0.0.0.0:\nmsExchSmtpReceiveBindings: :25\nmsExchSmtpReceiveBindings: 25",
         "", "endpoint", false},
        {"receive-connectors",
         "CN=Relay" RECEIVE "\nmsExchSmtpReceiveBindings: 0.0.0.0:25\nmsExchSmtpReceiveEnabled: FALSE", "", "endpoint",
         false},
        {"receive-connectors", "CN=Lost,CN=Elsewhere,DC=contoso,DC=com\nmsExchSmtpReceiveBindings: 0.0.0.0:25", "",
         "endpoint", true},
        {"receive-connectors", "CN=Commas\\, and more" RECEIVE "\nmsExchSmtpReceiveBindings: 0.0.0.0:25",
         EX01 ": endpoint - 25 smtp -", NULL, false},

        {"send-connectors",
         "CN=Outbound to Office 365 - 1f" SEND "\nroutingList: SMTP:contoso.mail.onmicrosoft.com;1\n"
         "msExchSmtpSendTlsDomain: mail.protection.outlook.com\nmsExchSmtpOutboundSecurityFlag: 4\n"
         "msExchSmtpSendFlags: 131136\nmsExchSmtpSendEnabled: TRUE\nmsExchSmtpTLSCertificate: <I>CN=CA<S>CN=mail",
         "organisation: fact exchange.send.spaces/Outbound to Office 365 - 1f present "
         "SMTP:contoso.mail.onmicrosoft.com;1\n"
         "organisation: fact exchange.send.security/Outbound to Office 365 - 1f present 4\n"
         "organisation: fact exchange.send.flags/Outbound to Office 365 - 1f present 131136\n"
         "organisation: fact exchange.send.enabled/Outbound to Office 365 - 1f present true\n"
         "organisation: fact exchange.send.smart-host/Outbound to Office 365 - 1f absent -\n"
         "organisation: fact exchange.send.certificate/Outbound to Office 365 - 1f present <I>CN=CA<S>CN=mail",
         NULL, false},
        /* Flags with the top bit are negative in the directory. */
        {"send-connectors", "CN=A" SEND "\nmsExchSmtpSendFlags: -2147483648\nmsExchSmtpOutboundSecurityFlag: four",
         "organisation: fact exchange.send.flags/A present 2147483648\norganisation: fact exchange.send.security/A "
         "failed "
         "not a number",
         NULL, false},
        {"send-connectors", "CN=A" SEND "\nmsExchSmtpSendFlags: 4294967296",
         "organisation: fact exchange.send.flags/A failed not a number", NULL, false},
};

static const struct map_row web[] = {
        {"virtual-directories",
         "CN=owa (Default Web Site)" HTTP "\nmsExchExternalHostName: https://mail.contoso.com/owa\n"
         "msExchInternalHostName: https://ex01.contoso.com:8443/owa",
         "mail.contoso.com: server exchange - farm\nmail.contoso.com: endpoint - 443 https -\n"
         "ex01.contoso.com: endpoint - 8443 https -",
         NULL, false},
        {"virtual-directories",
         "CN=owa (Exchange Back End)" HTTP "\nmsExchInternalHostName: https://ex01.contoso.com:444/owa", "", "endpoint",
         false},
        {"virtual-directories",
         "CN=PowerShell (Default Web Site)" HTTP "\nmsExchInternalHostName: http://ex01.contoso.com/powershell", "",
         "server", true},
        {"virtual-directories", "CN=owa (Default Web Site)" HTTP "\nmsExchInternalHostName: https://ex01/owa", "",
         "server", true},
        {"virtual-directories", "CN=x" HTTP "\nmsExchInternalHostName: https://user@evil.example/owa", "", "server",
         true},
        {"virtual-directories", "CN=x" HTTP "\nmsExchInternalHostName: https://mail.contoso.com:99999/", "", "server",
         true},
        {"virtual-directories", "CN=x" HTTP "\nmsExchInternalHostName: https://mail.contoso.com:44a3/", "", "server",
         true},
        {"virtual-directories", "CN=x" HTTP "\nmsExchInternalHostName: https://" A64 A64 A64 A64 ".com/", "", "server",
         true},
        {"virtual-directories", "CN=x" HTTP "\nmsExchInternalHostName:: 68747470733a2f2f6100", "", "server", true},
        {"virtual-directories", "CN=x" HTTP, "", "server", true},
        {"autodiscover",
         "CN=EX01,CN=Autodiscover,CN=Protocols," EX01
         "\nserviceBindingInformation: https://autodiscover.contoso.com/Autodiscover/Autodiscover.xml",
         "autodiscover.contoso.com: endpoint - 443 https -", NULL, false},
        {"autodiscover", "CN=EX01,CN=Autodiscover,CN=Protocols," EX01 "\nkeywords: Site=HQ", "", "server", true},
};

static const struct map_row organisation[] = {
        {"organisation",
         ORG "\nmsExchWACDiscoveryEndpoint: https://oos.contoso.com/hosting/discovery\n"
             "msExchAdfsAuthenticationRawConfiguration: "
             "<c><u>https://mail.contoso.com/owa/</u><i>https://sts.contoso.com/adfs/ls/</i></c>",
         "organisation: fact exchange.organisation present Contoso\noos.contoso.com: server office-online - farm\n"
         "oos.contoso.com: endpoint - 443 https -\nsts.contoso.com: server adfs - farm\nsts.contoso.com: endpoint - "
         "443 https -",
         "mail.contoso.com", false},
        {"organisation", ORG, "organisation: fact exchange.organisation present Contoso", "server", false},
        {"organisation",
         ORG "\nmsExchWACDiscoveryEndpoint: ftp://x\nmsExchAdfsAuthenticationRawConfiguration: https://",
         "organisation: fact exchange.organisation present Contoso", "server", false},
        {"hybrid",
         "CN=Hybrid Configuration,CN=Hybrid Configuration," ORG "\nmsExchCoexistenceTransportServers: " EX01
         "\nmsExchCoexistenceFrontendTransportServers: " EX01
         "\nmsExchCoexistenceFrontendTransportServers: CN=EX02," SERVERS
         "\nmsExchCoexistenceEdgeTransportServers: CN=EDGE1," SERVERS
         "\nmsExchCoexistenceSecureMailCertificateThumbprint: <I>CN=CA<S>CN=mail.contoso.com\n"
         "msExchCoexistenceOnPremisesSmartHost: mail.contoso.com\nmsExchCoexistenceFeatureFlags: 127",
         "organisation: fact exchange.hybrid present CN=Hybrid Configuration,CN=Hybrid Configuration," ORG
         "\norganisation: fact exchange.hybrid.sending/1 present " EX01
         "\norganisation: fact exchange.hybrid.receiving/2 present CN=EX02," SERVERS
         "\norganisation: fact exchange.hybrid.edge/1 present CN=EDGE1," SERVERS
         "\norganisation: fact exchange.hybrid.certificate present <I>CN=CA<S>CN=mail.contoso.com\n"
         "organisation: fact exchange.hybrid.features present 127\nmail.contoso.com: endpoint - 25 smtp hybrid-mail",
         NULL, false},
        {"hybrid", "CN=Hybrid Configuration," ORG,
         "organisation: fact exchange.hybrid.certificate absent -\norganisation: fact exchange.hybrid.smart-host "
         "absent -",
         "features", false},
        {"accepted-domains", "CN=d,CN=Accepted Domains," ORG "\nmsExchAcceptedDomainName: contoso.com",
         "organisation: fact exchange.accepted-domain/contoso.com present contoso.com", NULL, false},
        {"accepted-domains", "CN=d,CN=Accepted Domains," ORG, "", "fact", true},
};

static void test_servers(void **state)
{
	(void)state;
	map_rows(servers, HR_COUNT(servers));
}

static void test_connectors(void **state)
{
	(void)state;
	map_rows(connectors, HR_COUNT(connectors));
}

static void test_web(void **state)
{
	(void)state;
	map_rows(web, HR_COUNT(web));
}

static void test_organisation(void **state)
{
	(void)state;
	map_rows(organisation, HR_COUNT(organisation));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_servers),
	        cmocka_unit_test(test_connectors),
	        cmocka_unit_test(test_web),
	        cmocka_unit_test(test_organisation),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
