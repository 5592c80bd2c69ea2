#include "checks_support/mapper.h"

#define RTC "CN=RTC Service,CN=Services,CN=Configuration,DC=contoso,DC=com"
#define PC "CN=FE01,OU=Servers,DC=contoso,DC=com"
#define BELOW ",CN=Microsoft," PC

static const struct map_row rows[] = {
        {"topology",
         "CN=1:1,CN=Pools," RTC "\nobjectClass: top\nobjectClass: msRTCSIP-Pool\ndNSHostName: fepool01.contoso.com\n"
         "msRTCSIP-PoolType: 10\nmsRTCSIP-PoolVersion: 458752",
         "fepool01.contoso.com: server skype - farm\nfepool01.contoso.com: place CN=1:1,CN=Pools," RTC " -\n"
         "fepool01.contoso.com: fact generation present 7\nfepool01.contoso.com: endpoint - 5061 sip -\n"
         "fepool01.contoso.com: endpoint - 443 https -\nfepool01.contoso.com: endpoint - 4443 https -\n"
         "organisation: notice skype-no-builds -\norganisation: notice skype-no-edge-members -\n"
         "organisation: notice skype-no-office-online -",
         NULL, false},
        {"topology-in-system",
         "CN=1:1,CN=Pools,CN=RTC Service\nobjectClass: msrtcsip-pool\nmsRTCSIP-dnsHostName: old.contoso.com\n"
         "msRTCSIP-PoolVersion: 5",
         "old.contoso.com: fact generation present 5", NULL, false},
        /* Numbers that are no generation. */
        {"topology", "CN=p\nobjectClass: msRTCSIP-Pool\ndNSHostName: p.contoso.com\nmsRTCSIP-PoolVersion: 4294967295",
         "", "generation", false},
        {"topology", "CN=p\nobjectClass: msRTCSIP-Pool\ndNSHostName: p.contoso.com\nmsRTCSIP-PoolVersion: -1", "",
         "generation", false},
        {"topology", "CN=p\nobjectClass: msRTCSIP-Pool\ndNSHostName: p.contoso.com\nmsRTCSIP-PoolVersion: 0", "",
         "generation", false},
        {"topology", "CN=p\nobjectClass: msRTCSIP-Pool\ndNSHostName: p.contoso.com\nmsRTCSIP-PoolVersion: 7x", "",
         "generation", false},
        {"topology", "CN=p\nobjectClass: msRTCSIP-Pool", "", "server", true},
        {"topology", "CN=p\nobjectClass: msRTCSIP-Pool\ndNSHostName: a b<c>", "", ": server", false},
        {"topology", "CN=p\ndNSHostName: p.contoso.com", "", "server", true},

        {"topology",
         "CN=t\nobjectClass: msRTCSIP-TrustedServer\nmsRTCSIP-TrustedServerFQDN: fe01.contoso.com\n"
         "msRTCSIP-TrustedServerVersion: 7",
         "fe01.contoso.com: server skype - -\nfe01.contoso.com: fact generation present 7\n"
         "fe01.contoso.com: endpoint - 5061 sip -",
         NULL, false},
        {"topology", "CN=t\nobjectClass: msRTCSIP-TrustedServer", "", "server", true},
        {"topology",
         "CN=p\nobjectClass: msRTCSIP-Pool\ndNSHostName: pool.contoso.com\n"
         "msRTCSIP-BackEndServer: sql.contoso.com\\rtc",
         "organisation: fact skype.back-end/sql.contoso.com\\rtc present sql.contoso.com\\rtc", NULL, false},
        /* The Edge pool's A/V port is never emitted. */
        {"topology", "CN=e\nobjectClass: msRTCSIP-EdgeProxy\nmsRTCSIP-EdgeProxyFQDN: edge.contoso.com",
         "edge.contoso.com: server skype - farm edge\nedge.contoso.com: endpoint - 5061 sip federation\n"
         "organisation: notice skype-no-edge-members -",
         " 443 ", false},
        {"topology",
         "CN=s\nobjectClass: msRTCSIP-TrustedService\nmsRTCSIP-TrustedServerFQDN: edge.contoso.com\n"
         "msRTCSIP-TrustedServiceType: MRAS\nmsRTCSIP-TrustedServicePort: 5062",
         "edge.contoso.com: server skype - farm edge\nedge.contoso.com: endpoint - 5062 sip back-end", NULL, false},
        {"topology",
         "CN=s\nobjectClass: msRTCSIP-TrustedService\nmsRTCSIP-TrustedServerFQDN: med.contoso.com\n"
         "msRTCSIP-TrustedServiceType: MediationServer\nmsRTCSIP-TrustedServicePort: 5070",
         "med.contoso.com: endpoint - 5070 sip back-end", NULL, false},
        {"topology",
         "CN=s\nobjectClass: msRTCSIP-TrustedService\nmsRTCSIP-TrustedServerFQDN: gw.vendor.example\n"
         "msRTCSIP-TrustedServiceType: Gateway\nmsRTCSIP-TrustedServicePort: 5067",
         "", "server", false},
        {"topology",
         "CN=s\nobjectClass: msRTCSIP-TrustedService\nmsRTCSIP-TrustedServerFQDN: edge.contoso.com\n"
         "msRTCSIP-TrustedServiceType: MRAS\nmsRTCSIP-TrustedServicePort: 65536",
         "", "server", true},
        {"topology", "CN=g\nobjectClass: msRTCSIP-GlobalTopologySetting\nmsRTCSIP-BackEndServer: sql.contoso.com\\rtc",
         "organisation: fact skype.store present sql.contoso.com\\rtc", NULL, false},

        {"connection-points", "CN=RTC Services" BELOW "\nobjectClass: msRTCSIP-Server\nmsRTCSIP-ServerVersion: 7",
         PC ": server skype - registrar\n" PC ": fact generation present 7\n" PC ": endpoint - 5061 sip -", NULL,
         false},
        {"connection-points",
         "CN=RTC Services" BELOW "\nobjectClass: msRTCSIP-Server\n"
         "msRTCSIP-PoolAddress: CN=Lc Services,CN=Microsoft,CN=1:1,CN=Pools," RTC,
         PC ": fact pool present CN=1:1,CN=Pools," RTC, NULL, false},
        {"connection-points",
         "CN=LS WebComponents Service" BELOW "\nobjectClass: msRTCSIP-WebComponents\n"
         "msRTCSIP-WebComponentsPoolAddress: CN=1:1,CN=Pools," RTC,
         PC ": fact pool present CN=1:1,CN=Pools," RTC, NULL, false},
        {"connection-points", "CN=LS WebComponents Service" BELOW "\nobjectClass: msRTCSIP-WebComponents",
         PC ": server skype - web\n" PC ": endpoint - 443 https -\n" PC ": endpoint - 4443 https -", NULL, false},
        {"connection-points", "CN=LS AV MCU" BELOW "\nobjectClass: msRTCSIP-MCU",
         PC ": server skype - front-end\n" PC ": endpoint - 444 tls back-end", NULL, false},
        {"connection-points", "CN=LS IM MCU" BELOW "\nobjectClass: msRTCSIP-MCU", PC ": server skype - -", "endpoint",
         false},
        {"connection-points", "CN=LS Mediation" BELOW "\nobjectClass: msRTCSIP-MediationServer",
         PC ": server skype - mediation", NULL, false},
        {"connection-points", "CN=Any" BELOW "\nobjectClass: msRTCSIP-ConnectionPoint", PC ": server skype - -",
         "endpoint", false},
        {"connection-points", "CN=RTC Services," PC "\nobjectClass: msRTCSIP-Server", "", "server", true},
        {"connection-points", "CN=x" BELOW "\nobjectClass: serviceConnectionPoint", "", "server", true},
        {"connection-points", "CN=x\nobjectClass: msRTCSIP-Server", "", "server", true},
};

static void test_mapping(void **state)
{
	(void)state;
	map_rows(rows, HR_COUNT(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_mapping)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
