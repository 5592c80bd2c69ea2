#include "checks_support/judge.h"
#include "checks_tls/catalog.h"

#define STS "server adfs sts.contoso.com farm\nendpoint 443 https\n"
#define SITE "server exchange ex01.contoso.com mailbox\nendpoint 443 https\n"
#define MAIL "server exchange ex01.contoso.com mailbox\ndn CN=EX01,CN=Servers\nendpoint 25 smtp\n"
#define DATES "cert.not-before/rsa present 2026-01-01T00:00:00Z\ncert.not-after/rsa present 2027-01-01T00:00:00Z\n"
#define NAMED "cert.names/rsa present sts.contoso.com\ncert.name-match/rsa present true\n"
#define STRONG "cert.key/rsa present RSA 2048\ncert.signature/rsa present sha256WithRSAEncryption\n"
#define TRUSTED "cert.chain/rsa present trusted\n"
#define CHAIN(word) "cert.chain/rsa present " word "\n"

static const struct judge_row rows[] = {
        {"tls.certificate", STS DATES NAMED STRONG TRUSTED, HR_READY, NULL, "2027-01-01T00:00:00Z", false, false,
         false},
        /* Dates: the last second counts as expired. */
        {"tls.certificate",
         STS NAMED STRONG TRUSTED
         "cert.not-before/rsa present 2020-01-01T00:00:00Z\ncert.not-after/rsa present 2026-11-24T00:00:00Z",
         HR_NOT_READY, "expired", "2026-11-24T00:00:00Z", false, false, false},
        {"tls.certificate",
         STS NAMED STRONG TRUSTED
         "cert.not-before/rsa present 2026-11-24T00:00:01Z\ncert.not-after/rsa present 2028-01-01T00:00:00Z",
         HR_NOT_READY, "not-yet-valid", NULL, false, false, false},
        {"tls.certificate", STS NAMED STRONG TRUSTED "cert.not-after/rsa present 2027-01-01T00:00:00Z", HR_UNKNOWN,
         NULL, NULL, false, false, false},
        {"tls.certificate", STS NAMED STRONG TRUSTED "cert.not-after/rsa present soon", HR_UNKNOWN, NULL, NULL, false,
         false, false},
        /* Name. */
        {"tls.certificate",
         STS DATES STRONG TRUSTED "cert.names/rsa present www.contoso.com\ncert.name-match/rsa present false",
         HR_NOT_READY, "wrong-name", "www.contoso.com", false, false, false},
        {"tls.certificate", STS DATES STRONG TRUSTED, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"tls.certificate",
         SITE DATES STRONG TRUSTED "cert.names/rsa present mail.contoso.com\ncert.name-match/rsa present false\n"
                                   "server exchange mail.contoso.com farm",
         HR_READY, NULL, NULL, false, false, false},
        {"tls.certificate",
         SITE DATES STRONG TRUSTED "cert.names/rsa present *.contoso.com\ncert.name-match/rsa present false\n"
                                   "server adfs mail.fabrikam.com farm",
         HR_READY, NULL, NULL, false, false, false},
        {"tls.certificate",
         SITE DATES STRONG TRUSTED "cert.names/rsa present mail.contoso.com\ncert.name-match/rsa present false\n"
                                   "server adfs mail.contoso.com farm",
         HR_NOT_READY, "wrong-name", NULL, false, false, false},
        {"tls.certificate",
         "server skype fe01.contoso.com front-end\nendpoint 5061 sip\n" DATES STRONG TRUSTED
         "cert.names/rsa present pool.contoso.com\ncert.name-match/rsa present false\nserver skype pool.contoso.com "
         "farm",
         HR_NOT_READY, "wrong-name", NULL, false, false, false},
        {"tls.certificate",
         "server exchange ex01.contoso.com mailbox\nendpoint 25 smtp - 10.0.0.7\n" DATES STRONG TRUSTED
         "cert.names/rsa present EX01.contoso.com\ncert.name-match/rsa present false",
         HR_READY, NULL, NULL, false, false, false},
        /* Key and signature. */
        {"tls.certificate",
         STS DATES NAMED TRUSTED "cert.key/rsa present RSA 1024\ncert.signature/rsa present sha256WithRSAEncryption",
         HR_NOT_READY, "weak-key", "RSA 1024", false, false, false},
        {"tls.certificate",
         STS DATES NAMED TRUSTED "cert.key/rsa present RSA 2048\ncert.signature/rsa present sha1WithRSAEncryption",
         HR_NOT_READY, "weak-signature", NULL, false, false, false},
        {"tls.certificate",
         STS DATES NAMED TRUSTED "cert.key/rsa present EC 256\ncert.signature/rsa present ecdsa-with-SHA1",
         HR_NOT_READY, "weak-signature", NULL, false, false, false},
        {"tls.certificate",
         STS DATES NAMED TRUSTED "cert.key/rsa present RSA 2048\ncert.signature/rsa present md5WithRSAEncryption",
         HR_NOT_READY, "weak-signature", NULL, false, false, false},
        {"tls.certificate",
         STS DATES NAMED TRUSTED "cert.key/rsa present RSA 2048\ncert.signature/rsa present rsassaPss", HR_UNKNOWN,
         NULL, NULL, false, false, false},
        {"tls.certificate",
         STS DATES NAMED TRUSTED "cert.key/rsa present RSA many\ncert.signature/rsa present sha256WithRSAEncryption",
         HR_UNKNOWN, NULL, NULL, false, false, false},
        {"tls.certificate", STS DATES NAMED TRUSTED "cert.signature/rsa present sha256WithRSAEncryption", HR_UNKNOWN,
         NULL, NULL, false, false, false},
        /* Chain, where Microsoft 365 or a partner must trust it. */
        {"tls.certificate", STS DATES NAMED STRONG CHAIN("self-signed"), HR_NOT_READY, "self-signed", NULL, false,
         false, false},
        {"tls.certificate", STS DATES NAMED STRONG CHAIN("untrusted-root"), HR_UNKNOWN, "private-ca", NULL, false,
         false, false},
        {"tls.certificate", STS DATES NAMED STRONG CHAIN("incomplete"), HR_NOT_READY, "chain", NULL, false, false,
         false},
        {"tls.certificate", STS DATES NAMED STRONG CHAIN("certificate revoked"), HR_NOT_READY, "chain", NULL, false,
         false, false},
        {"tls.certificate", STS DATES NAMED STRONG, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"tls.certificate",
         MAIL DATES NAMED STRONG CHAIN("self-signed") "about organisation\n"
                                                      "exchange.hybrid.receiving/1 present cn=ex01,CN=Servers",
         HR_NOT_READY, "self-signed", NULL, false, false, false},
        {"tls.certificate",
         MAIL DATES NAMED STRONG CHAIN(
                 "self-signed") "about ex01.contoso.com\n"
                                "exchange.receive.tls-domains/Default present mail.protection.outlook.com",
         HR_NOT_READY, "self-signed", NULL, false, false, false},
        {"tls.certificate",
         "server exchange edge1.contoso.com edge\nendpoint 25 smtp\n" DATES NAMED STRONG CHAIN("untrusted-root"),
         HR_UNKNOWN, "private-ca", NULL, false, false, false},
        {"tls.certificate",
         "server exchange mail.contoso.com farm\nendpoint 443 https\n" DATES NAMED STRONG CHAIN("self-signed"),
         HR_NOT_READY, "self-signed", NULL, false, false, false},
        {"tls.certificate",
         "server skype edge.contoso.com farm+edge\nendpoint 5061 sip federation\n" DATES NAMED STRONG CHAIN(
                 "self-signed"),
         HR_NOT_READY, "self-signed", NULL, false, false, false},
        /* Inside, the organisation trusts whom it likes. */
        {"tls.certificate", MAIL DATES NAMED STRONG CHAIN("self-signed"), HR_READY, "self-signed", NULL, false, false,
         false},
        {"tls.certificate", SITE DATES NAMED STRONG CHAIN("untrusted-root"), HR_READY, "private-ca", NULL, false, false,
         false},
        {"tls.certificate", SITE DATES NAMED STRONG CHAIN("incomplete"), HR_UNKNOWN, "private-ca", NULL, false, false,
         false},
        {"tls.certificate", SITE DATES NAMED STRONG CHAIN("path too long"), HR_NOT_READY, "chain", NULL, false, false,
         false},
        /* Self-signed by design, or not TLS at all. */
        {"tls.certificate",
         "server exchange ex01.contoso.com mailbox\nendpoint 444 https back-end\n" DATES NAMED STRONG CHAIN(
                 "self-signed"),
         HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"tls.certificate", MAIL "starttls absent", HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"tls.certificate", SITE "address present 10.0.0.1\nreached failed timed out", HR_UNKNOWN, "unreachable", NULL,
         false, false, false},
        {"tls.certificate", SITE, HR_UNKNOWN, NULL, NULL, false, false, false},
        /* Two certificates: the worse decides. */
        {"tls.certificate",
         STS DATES NAMED STRONG TRUSTED
         "cert.not-before/ecdsa present 2020-01-01T00:00:00Z\ncert.not-after/ecdsa present 2021-01-01T00:00:00Z\n"
         "cert.name-match/ecdsa present true\ncert.key/ecdsa present EC 256\n"
         "cert.signature/ecdsa present ecdsa-with-SHA256\ncert.chain/ecdsa present trusted",
         HR_NOT_READY, "expired", NULL, false, false, false},
};

static void test_certificate(void **state)
{
	(void)state;
	judge_rows(rows, HR_COUNT(rows), &catalog);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_certificate)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
