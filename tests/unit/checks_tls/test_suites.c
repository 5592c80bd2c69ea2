#include "checks_support/judge.h"
#include "checks_tls/catalog.h"

#define SITE "server exchange ex01.contoso.com mailbox\nendpoint 443 https\n"
#define MAIL "server exchange ex01.contoso.com mailbox\nendpoint 25 smtp\n"
#define BACK "server exchange ex01.contoso.com mailbox\nendpoint 444 https back-end\n"
#define GCM "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
#define OLD "TLS_RSA_WITH_AES_128_CBC_SHA"
#define ALL_OFF "tls.ssl2 absent\ntls.ssl3 absent\ntls.1.0 absent\ntls.1.1 absent\n"

static const struct judge_row rows[] = {
        {"tls.suites-office365", SITE "tls.1.2 present " OLD " " GCM, HR_READY, NULL, GCM, false, false, false},
        {"tls.suites-office365", SITE "tls.1.2 present " OLD "\ntls.1.3 absent", HR_NOT_READY, NULL, OLD, false, false,
         false},
        {"tls.suites-office365", SITE "tls.1.2 present " OLD "\ntls.1.3 failed", HR_UNKNOWN, NULL, NULL, false, false,
         false},
        {"tls.suites-office365", SITE "tls.1.2 present " OLD, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"tls.suites-office365", SITE "tls.1.2 absent\ntls.1.3 absent", HR_NOT_READY, "no-version", NULL, false, false,
         false},
        {"tls.suites-office365", SITE "tls.1.2 failed\ntls.1.3 failed", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"tls.suites-office365", SITE "tls.1.2 present\ntls.1.3 absent", HR_UNKNOWN, NULL, NULL, false, false, false},
        /* A quick look lists no suites: one that completed a handshake is enough, none says nothing. */
        {"tls.suites-office365",
         SITE "tls.1.2 present\ntls.1.3 absent\ntls.handshake/1.2 present " GCM "\ntls.enumeration present quick",
         HR_READY, NULL, GCM, false, false, false},
        {"tls.suites-office365",
         SITE "tls.1.2 present\ntls.1.3 absent\ntls.handshake/1.2 present " OLD "\ntls.enumeration present quick",
         HR_UNKNOWN, NULL, NULL, false, false, false},
        {"tls.suites-office365",
         SITE "tls.1.2 present\ntls.1.3 present\ntls.handshake/1.2 failed alert\ntls.enumeration present quick",
         HR_UNKNOWN, NULL, NULL, false, false, false},
        {"tls.weak-suites", SITE ALL_OFF "tls.1.2 present\ntls.1.3 absent\ntls.enumeration present quick", HR_UNKNOWN,
         NULL, NULL, false, false, false},
        {"tls.suites-office365", SITE "address absent", HR_UNKNOWN, "no-address", NULL, false, false, false},
        /* Suites of TLS 1.0 do not count, nor do names that only begin alike. */
        {"tls.suites-office365", SITE "tls.1.0 present " GCM "\ntls.1.2 present " OLD "\ntls.1.3 absent", HR_NOT_READY,
         NULL, OLD, false, false, false},
        {"tls.suites-office365", SITE "tls.1.2 present " GCM "X 0xC02F\ntls.1.3 absent", HR_NOT_READY, NULL, NULL,
         false, false, false},
        /* The catalog is not sure of TLS 1.3. */
        {"tls.suites-office365", SITE "tls.1.2 absent\ntls.1.3 present TLS_AES_128_GCM_SHA256", HR_READY, NULL,
         "TLS_AES_128_GCM_SHA256", false, true, false},
        {"tls.suites-office365", SITE "tls.1.2 present " GCM "\ntls.disagreement/tls.1.2 present both", HR_UNKNOWN,
         "disagreement", NULL, false, false, false},
        {"tls.suites-office365", BACK "tls.1.2 present " OLD "\ntls.1.3 absent", HR_NOT_APPLICABLE, NULL, NULL, false,
         false, false},
        {"tls.suites-office365", MAIL "starttls absent", HR_NOT_APPLICABLE, NULL, NULL, false, false, false},

        /* The two lists differ. */
        {"tls.suites-front-door", SITE "tls.1.2 present TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", HR_READY, NULL, NULL,
         false, false, false},
        {"tls.suites-office365", SITE "tls.1.2 present TLS_DHE_RSA_WITH_AES_128_GCM_SHA256\ntls.1.3 absent",
         HR_NOT_READY, NULL, NULL, false, false, false},
        {"tls.suites-front-door", SITE "tls.1.2 present TLS_RSA_WITH_AES_128_GCM_SHA256\ntls.1.3 absent", HR_NOT_READY,
         NULL, NULL, false, false, false},
        {"tls.suites-front-door", SITE "tls.1.2 failed reset", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"tls.suites-front-door", MAIL "tls.1.2 present " OLD "\ntls.1.3 absent", HR_NOT_APPLICABLE, NULL, NULL, false,
         false, false},

        {"tls.weak-suites", SITE ALL_OFF "tls.1.2 present " GCM "\ntls.1.3 absent", HR_READY, NULL, NULL, false, false,
         false},
        {"tls.weak-suites", SITE ALL_OFF "tls.1.2 present " GCM " TLS_RSA_WITH_3DES_EDE_CBC_SHA\ntls.1.3 absent",
         HR_NOT_READY, NULL, "TLS_RSA_WITH_3DES_EDE_CBC_SHA", false, false, false},
        {"tls.weak-suites", SITE "tls.ssl3 present TLS_RSA_WITH_RC4_128_SHA\ntls.1.2 failed", HR_NOT_READY, NULL,
         "TLS_RSA_WITH_RC4_128_SHA", false, false, false},
        {"tls.weak-suites", SITE "tls.1.0 present TLS_RSA_EXPORT_WITH_RC4_40_MD5", HR_NOT_READY, NULL, NULL, false,
         false, false},
        {"tls.weak-suites", SITE "tls.1.1 present TLS_RSA_WITH_DES_CBC_SHA", HR_NOT_READY, NULL, NULL, false, false,
         false},
        {"tls.weak-suites", SITE "tls.1.2 present TLS_RSA_WITH_NULL_SHA", HR_NOT_READY, NULL, NULL, false, false,
         false},
        {"tls.weak-suites", SITE "tls.1.2 present TLS_DH_anon_WITH_AES_128_CBC_SHA", HR_NOT_READY, NULL, NULL, false,
         false, false},
        {"tls.weak-suites", SITE "tls.1.2 present " GCM "\ntls.1.3 absent", HR_UNKNOWN, NULL, NULL, false, false,
         false},
        {"tls.weak-suites", SITE ALL_OFF "tls.1.2 present " GCM "\ntls.1.3 failed", HR_UNKNOWN, NULL, NULL, false,
         false, false},
        {"tls.weak-suites", SITE ALL_OFF "tls.1.2 present " GCM " 0x1234\ntls.1.3 absent", HR_UNKNOWN, "unlisted", NULL,
         false, false, false},
        {"tls.weak-suites", SITE ALL_OFF "tls.1.2 absent\ntls.1.3 absent", HR_NOT_APPLICABLE, NULL, NULL, false, false,
         false},
        {"tls.weak-suites", SITE "address present 10.0.0.1\nreached failed refused", HR_UNKNOWN, "unreachable", NULL,
         false, false, false},
};

static void test_suites(void **state)
{
	(void)state;
	judge_rows(rows, HR_COUNT(rows), &catalog);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_suites)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
