#include "checks_support/judge.h"
#include "checks_tls/catalog.h"

#define SITE "server exchange ex01.contoso.com mailbox\nendpoint 443 https\n"
#define MAIL "server exchange ex01.contoso.com mailbox\nendpoint 25 smtp\n"
#define STS "server adfs sts.contoso.com farm\nendpoint 443 https\n"
#define SIP "server skype fe01.contoso.com front-end\nendpoint 5061 sip\n"
#define GCM "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
#define MUST "tls.client-certificate/"

static const struct judge_row rows[] = {
        /* Only a whole handshake proves a version. */
        {"tls.inbound-1.2", SITE "tls.handshake/1.2 present " GCM, HR_READY, NULL, GCM, false, false, false},
        {"tls.inbound-1.2", SITE "tls.1.2 absent\ntls.1.3 present X\ntls.handshake/1.3 present X", HR_READY, NULL, "X",
         false, false, false},
        {"tls.inbound-1.2", SITE "tls.1.2 present " GCM, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"tls.inbound-1.2", SITE "tls.1.2 present " GCM "\ntls.handshake/1.2 failed timed out", HR_UNKNOWN, NULL,
         "timed out", false, false, false},
        {"tls.inbound-1.2", SITE "tls.1.2 present " GCM "\ntls.1.3 absent\ntls.handshake/1.2 absent alert 40",
         HR_NOT_READY, "handshake", "alert 40", false, false, false},
        {"tls.inbound-1.2", SITE "tls.1.2 present " GCM "\ntls.1.3 failed\ntls.handshake/1.2 absent alert 40",
         HR_UNKNOWN, NULL, NULL, false, false, false},
        /* Refused means both refused. */
        {"tls.inbound-1.2", SITE "tls.1.2 absent alert 70\ntls.1.3 absent", HR_NOT_READY, NULL, "alert 70", false,
         false, false},
        {"tls.inbound-1.2", SITE "tls.1.2 absent alert 70\ntls.1.3 failed timed out", HR_UNKNOWN, NULL, "timed out",
         false, false, false},
        {"tls.inbound-1.2", SITE "tls.1.2 absent alert 70", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"tls.inbound-1.2", SITE "tls.1.2 failed reset\ntls.1.3 failed reset", HR_UNKNOWN, NULL, "reset", false, false,
         false},
        {"tls.inbound-1.2", SITE "tls.1.2 not-collected\ntls.1.3 not-collected", HR_UNKNOWN, NULL, NULL, false, false,
         false},
        {"tls.inbound-1.2", SITE, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"tls.inbound-1.2", SITE "address absent", HR_UNKNOWN, "no-address", NULL, false, false, false},
        {"tls.inbound-1.2", SITE "address present 10.0.0.1\nreached failed timed out", HR_UNKNOWN, "unreachable",
         "timed out", false, false, false},
        /* Mutual TLS: the server's part of the handshake is proof enough, if it is said to have been complete. */
        {"tls.inbound-1.2", SIP "tls.1.2 present " GCM "\n" MUST "1.2 present required", HR_READY, "client-certificate",
         GCM, false, false, false},
        {"tls.inbound-1.2", SIP "tls.1.2 present " GCM "\n" MUST "1.2 present requested\ntls.handshake/1.2 failed eof",
         HR_UNKNOWN, NULL, "eof", false, false, false},
        {"tls.inbound-1.2", SIP "tls.1.2 absent\ntls.1.3 absent\n" MUST "1.2 present required", HR_NOT_READY, NULL,
         NULL, false, false, false},
        {"tls.inbound-1.2",
         SIP "tls.1.2 present " GCM
             "\ntls.1.3 absent\ntls.handshake/1.2 absent client certificate required (alert handshake failure)",
         HR_READY, "client-certificate", GCM, false, false, false},
        {"tls.inbound-1.2",
         SIP "tls.1.2 failed\ntls.1.3 absent\ntls.handshake/1.2 failed client certificate required (connection closed)",
         HR_UNKNOWN, NULL, NULL, false, false, false},
        /* STARTTLS. */
        {"tls.inbound-1.2", MAIL "starttls absent", HR_NOT_READY, "no-starttls", NULL, false, false, false},
        {"tls.inbound-1.2", MAIL "starttls failed 421", HR_UNKNOWN, NULL, NULL, false, false, false},
        /* Unequal members behind one name. */
        {"tls.inbound-1.2", SITE "tls.handshake/1.2 present " GCM "\ntls.disagreement/tls.1.2 present both", HR_UNKNOWN,
         "disagreement", "both", false, false, false},
        {"tls.inbound-1.2", SITE "tls.1.2 absent\ntls.1.3 absent\ntls.disagreement present both", HR_UNKNOWN,
         "disagreement", NULL, false, false, false},
        {"tls.inbound-1.2", SITE "tls.handshake/1.2 present " GCM "\ntls.disagreement/tls.1.0 present both", HR_READY,
         NULL, NULL, false, false, false},
        /* A media relay only pretends to speak TLS. */
        {"tls.inbound-1.2",
         "server skype edge.contoso.com edge\nendpoint 443 tls media-relay\ntls.1.2 absent\ntls.1.3 absent",
         HR_NOT_APPLICABLE, NULL, NULL, false, false, false},

        {"tls.only-1.3", SITE "tls.1.2 present " GCM "\ntls.1.3 present X", HR_READY, NULL, NULL, false, false, false},
        {"tls.only-1.3", SITE "tls.1.2 absent\ntls.1.3 present X", HR_NOT_READY, NULL, "X", false, false, false},
        {"tls.only-1.3", SITE "tls.1.2 failed\ntls.1.3 present X", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"tls.only-1.3", SITE "tls.1.2 absent\ntls.1.3 failed", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"tls.only-1.3", SITE "tls.1.2 absent\ntls.1.3 absent", HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"tls.only-1.3", MAIL "starttls absent", HR_NOT_APPLICABLE, NULL, NULL, false, false, false},

        {"tls.legacy-ssl", SITE "tls.ssl2 absent\ntls.ssl3 absent", HR_READY, NULL, NULL, false, false, false},
        {"tls.legacy-ssl", SITE "tls.ssl2 absent\ntls.ssl3 present A", HR_NOT_READY, NULL, "SSL 3.0", false, false,
         false},
        {"tls.legacy-ssl", SITE "tls.ssl2 present B\ntls.ssl3 failed", HR_NOT_READY, NULL, "SSL 2.0", false, false,
         false},
        {"tls.legacy-ssl", SITE "tls.ssl3 absent", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"tls.legacy-ssl", SITE "tls.ssl2 failed\ntls.ssl3 absent", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"tls.legacy-ssl", SITE "tls.ssl2 absent\ntls.ssl3 absent\ntls.disagreement/tls.ssl3 present both", HR_UNKNOWN,
         "disagreement", NULL, false, false, false},
        {"tls.legacy-ssl", MAIL "starttls absent", HR_NOT_APPLICABLE, NULL, NULL, false, false, false},

        /* News before the day on which they are meant to be off, a fault after it. */
        {"tls.legacy-versions", SITE "tls.1.0 present A\ntls.1.1 absent", HR_NOT_READY, NULL, "TLS 1.0", true, false,
         false},
        {"tls.legacy-versions", SITE "tls.1.0 absent\ntls.1.1 present B", HR_NOT_READY, NULL, "TLS 1.1", false, false,
         true},
        {"tls.legacy-versions", SITE "tls.1.0 absent\ntls.1.1 absent", HR_READY, NULL, NULL, false, false, false},
        {"tls.legacy-versions", SITE "tls.1.0 absent\ntls.1.1 absent", HR_READY, NULL, NULL, false, false, true},
        {"tls.legacy-versions", SITE "tls.1.0 absent", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"tls.legacy-versions", SITE "tls.1.0 failed\ntls.1.1 absent", HR_UNKNOWN, NULL, NULL, false, false, true},
        {"tls.legacy-versions", SITE "tls.1.0 absent\ntls.1.1 absent\ntls.disagreement/tls.1.0 present both",
         HR_UNKNOWN, "disagreement", NULL, false, false, false},

        {"tls.sni", STS "tls.sni present optional", HR_READY, NULL, NULL, false, false, false},
        {"tls.sni", STS "tls.sni present required", HR_UNKNOWN, "required", NULL, false, false, false},
        {"tls.sni",
         STS "tls.sni present required\nabout sts.contoso.com\ncapture clients.without-sni/10.0.0.9 present 4",
         HR_NOT_READY, NULL, "required", false, false, false},
        {"tls.sni", STS "tls.sni present required\nabout sts.contoso.com\ncapture clients.without-sni absent", HR_READY,
         "all-send", NULL, false, false, false},
        {"tls.sni",
         STS "tls.sni present required\nabout sts.contoso.com\ncapture clients.without-sni absent\ncapture "
             "clients.without-sni/10.0.0.9 present 4",
         HR_NOT_READY, NULL, "required", false, false, false},
        {"tls.sni", STS "tls.sni present required\nabout sts.contoso.com\ncapture clients.without-sni failed",
         HR_UNKNOWN, "required", NULL, false, false, false},
        {"tls.sni", STS "tls.sni present perhaps", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"tls.sni", STS "tls.sni failed timed out", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"tls.sni", STS, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"tls.sni", "server adfs sts.contoso.com farm\nendpoint 25 smtp\ntls.sni present required", HR_NOT_APPLICABLE,
         NULL, NULL, false, false, false},
};

static void test_versions(void **state)
{
	(void)state;
	judge_rows(rows, HR_COUNT(rows), &catalog);
}

static void test_each_rule_shows_every_outcome(void **state)
{
	static const char *const elsewhere[] = {
	        "tls.suites-office365 ready",  "tls.suites-office365 not-ready",  "tls.suites-office365 unknown",
	        "tls.suites-front-door ready", "tls.suites-front-door not-ready", "tls.suites-front-door unknown",
	        "tls.certificate ready",       "tls.certificate not-ready",       "tls.certificate unknown",
	        "tls.weak-suites ready",       "tls.weak-suites not-ready",       "tls.weak-suites unknown",
	};
	(void)state;
	judge_coverage(rows, HR_COUNT(rows), elsewhere, HR_COUNT(elsewhere));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_versions),
	        cmocka_unit_test(test_each_rule_shows_every_outcome),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
