#include "checks_exchange/catalog.h"
#include "checks_support/judge.h"

#define ORG "exchange.organisation present Contoso\n"
#define HYBRID ORG "exchange.hybrid present CN=Hybrid\n"
#define EX01 "server exchange ex01.contoso.com mailbox\ndn CN=EX01,CN=Servers\n"
#define EDGE1 "server exchange edge1.contoso.com edge\ndn CN=EDGE1,CN=Servers\n"
#define SMTP "endpoint 25 smtp\n"
#define RECEIVING "exchange.hybrid.receiving/1 present CN=EX01,CN=Servers\n"
#define EDGES "exchange.hybrid.edge/1 present cn=edge1,CN=Servers\n"
#define WANTED                                                                                                         \
	"exchange.hybrid.certificate present <I>CN=\"Big CA, Inc\", O=CA, S=WA, C=US<S>CN=mail.contoso.com, "          \
	"O=Contoso, C=US\n"
#define ISSUER "cert.issuer/rsa present CN=Big CA\\, Inc,O=CA,ST=WA,C=US\n"
#define SUBJECT "cert.subject/rsa present CN=mail.contoso.com,O=Contoso,C=US\n"
#define VALID "cert.not-after/rsa present 2027-01-01T00:00:00Z\n"
#define SHOWN ISSUER SUBJECT VALID

#define SPACE "exchange.send.spaces/Out present SMTP:contoso.mail.onmicrosoft.com;1\n"
#define OTHER "exchange.send.spaces/Net present SMTP:*;1\n"
#define TLS_ON "exchange.send.security/Out present 4\n"
#define DOMAIN_LEVEL "exchange.send.flags/Out present 131136\n" /* 0x20000 + level 4 */
#define DOMAIN_NAME "exchange.send.tls-domain/Out present mail.protection.outlook.com\n"

#define CLOUD "exchange.receive.tls-domains/In present mail.protection.outlook.com:AcceptCloudServicesMail\n"
#define BOUND "exchange.receive.bindings/In present 0.0.0.0:25 [::]:25\n"
#define AUTH "exchange.receive.auth/In present 51\n"

#define DER(key, value) "cert." key "/internal-transport present " value "\n"
#define DER_GOOD                                                                                                       \
	DER("not-after", "2029-01-01T00:00:00Z") DER("key", "RSA 2048") DER("signature", "sha256WithRSAEncryption")

static const struct judge_row rows[] = {
        {"exchange.hybrid", HYBRID RECEIVING EX01, HR_READY, NULL, NULL, false, false, false},
        {"exchange.hybrid", HYBRID RECEIVING "server exchange ex02.contoso.com mailbox", HR_NOT_READY, "gone",
         "CN=EX01,CN=Servers", false, false, false},
        {"exchange.hybrid", HYBRID EX01, HR_NOT_READY, "no-servers", NULL, false, false, false},
        {"exchange.hybrid", HYBRID "exchange.hybrid.features present 3\n" EX01, HR_READY, NULL, NULL, false, false,
         false},
        {"exchange.hybrid", ORG EX01, HR_NOT_READY, "missing", "Contoso", false, false, false},
        {"exchange.hybrid", EX01, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"exchange.hybrid", "server adfs sts.contoso.com farm", HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"exchange.hybrid", "", HR_NOT_APPLICABLE, NULL, NULL, false, false, false},

        /* .NET's spelling of names and RFC 4514's are the same certificate. */
        {"exchange.hybrid-certificate", HYBRID RECEIVING WANTED EX01 SMTP SHOWN, HR_READY, NULL, NULL, false, true,
         false},
        {"exchange.hybrid-certificate",
         HYBRID RECEIVING WANTED EX01 SMTP ISSUER VALID "cert.subject/rsa present CN=EX01", HR_NOT_READY, "other",
         "CN=EX01", false, true, false},
        {"exchange.hybrid-certificate",
         HYBRID RECEIVING WANTED EX01 SMTP SUBJECT VALID "cert.issuer/rsa present CN=Small CA", HR_NOT_READY, "other",
         NULL, false, true, false},
        {"exchange.hybrid-certificate",
         HYBRID RECEIVING WANTED EX01 SMTP ISSUER VALID
         "cert.subject/rsa present CN=mail.contoso.com,OU=IT,O=Contoso,C=US",
         HR_UNKNOWN, "spelling", NULL, false, true, false},
        {"exchange.hybrid-certificate",
         HYBRID RECEIVING WANTED EX01 SMTP ISSUER SUBJECT "cert.not-after/rsa present 2026-01-01T00:00:00Z",
         HR_NOT_READY, "expired", NULL, false, true, false},
        {"exchange.hybrid-certificate", HYBRID RECEIVING WANTED EX01 SMTP ISSUER SUBJECT, HR_UNKNOWN, NULL, NULL, false,
         true, false},
        {"exchange.hybrid-certificate", HYBRID RECEIVING WANTED EX01 SMTP SUBJECT VALID, HR_UNKNOWN, NULL, NULL, false,
         true, false},
        /* One of two key types is enough; one of two servers is not. */
        {"exchange.hybrid-certificate",
         HYBRID RECEIVING WANTED EX01 SMTP SHOWN "cert.subject/ecdsa present CN=x\ncert.issuer/ecdsa present CN=y",
         HR_READY, NULL, NULL, false, true, false},
        {"exchange.hybrid-certificate",
         HYBRID RECEIVING EDGES WANTED EX01 SMTP SHOWN EDGE1 SMTP ISSUER "cert.subject/rsa present CN=EDGE1",
         HR_NOT_READY, "other", NULL, false, true, false},
        {"exchange.hybrid-certificate", HYBRID RECEIVING EDGES WANTED EX01 SMTP SHOWN EDGE1 SMTP "address absent",
         HR_UNKNOWN, "no-address", NULL, false, true, false},
        {"exchange.hybrid-certificate", HYBRID RECEIVING WANTED EX01, HR_UNKNOWN, "no-connector", NULL, false, true,
         false},
        {"exchange.hybrid-certificate", HYBRID RECEIVING WANTED EDGE1, HR_UNKNOWN, "gone", NULL, false, true, false},
        {"exchange.hybrid-certificate", HYBRID WANTED EX01, HR_UNKNOWN, "no-servers", NULL, false, false, false},
        {"exchange.hybrid-certificate", HYBRID RECEIVING "exchange.hybrid.certificate absent\n" EX01, HR_NOT_READY,
         "unset", NULL, false, false, false},
        {"exchange.hybrid-certificate", HYBRID RECEIVING EX01, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"exchange.hybrid-certificate", HYBRID RECEIVING "exchange.hybrid.features present 63\n" EX01,
         HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"exchange.hybrid-certificate", ORG EX01, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"exchange.hybrid-certificate", EX01, HR_UNKNOWN, NULL, NULL, false, false, false},

        {"exchange.send-connector", HYBRID SPACE TLS_ON DOMAIN_LEVEL DOMAIN_NAME, HR_READY, NULL, NULL, false, true,
         false},
        {"exchange.send-connector", HYBRID SPACE TLS_ON "exchange.send.flags/Out present 32", HR_READY, NULL, NULL,
         false, true, false},
        {"exchange.send-connector",
         HYBRID SPACE "exchange.send.security/Out present 8388612\n" DOMAIN_LEVEL DOMAIN_NAME, HR_NOT_READY,
         "ignores-starttls", NULL, false, true, false},
        {"exchange.send-connector", HYBRID SPACE "exchange.send.security/Out present 0\n" DOMAIN_LEVEL DOMAIN_NAME,
         HR_NOT_READY, "tls-optional", NULL, false, true, false},
        {"exchange.send-connector", HYBRID SPACE TLS_ON "exchange.send.flags/Out present 131088", HR_NOT_READY,
         "no-validation", NULL, false, true, false},
        {"exchange.send-connector", HYBRID SPACE TLS_ON DOMAIN_LEVEL "exchange.send.tls-domain/Out absent",
         HR_NOT_READY, "no-domain", NULL, false, true, false},
        {"exchange.send-connector", HYBRID SPACE DOMAIN_LEVEL DOMAIN_NAME, HR_UNKNOWN, NULL, NULL, false, true, false},
        {"exchange.send-connector", HYBRID SPACE TLS_ON "exchange.send.flags/Out absent", HR_UNKNOWN, NULL, NULL, false,
         true, false},
        /* Found by any of its marks; the worst connector decides; others do not matter. */
        {"exchange.send-connector",
         HYBRID OTHER "exchange.send.security/Net present 0\nexchange.send.flags/Net present 131072", HR_NOT_READY,
         "tls-optional", NULL, false, true, false},
        {"exchange.send-connector",
         HYBRID OTHER "exchange.send.security/Net present 0\n"
                      "exchange.send.smart-host/Net present contoso-com.mail.protection.outlook.com",
         HR_NOT_READY, "tls-optional", NULL, false, true, false},
        {"exchange.send-connector",
         HYBRID SPACE TLS_ON DOMAIN_LEVEL DOMAIN_NAME
         "exchange.send.spaces/Two present SMTP:x.mail.onmicrosoft.com;2\nexchange.send.security/Two present 0",
         HR_NOT_READY, "tls-optional", NULL, false, true, false},
        {"exchange.send-connector", HYBRID OTHER "exchange.send.security/Net present 0", HR_UNKNOWN, "none", NULL,
         false, false, false},
        {"exchange.send-connector", HYBRID SPACE TLS_ON "exchange.send.enabled/Out present false", HR_UNKNOWN,
         "disabled", NULL, false, false, false},
        {"exchange.send-connector", ORG OTHER, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"exchange.send-connector", EX01, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"exchange.send-connector", "", HR_NOT_APPLICABLE, NULL, NULL, false, false, false},

        {"exchange.receive-connector", HYBRID RECEIVING EX01 CLOUD BOUND AUTH SMTP "starttls present STARTTLS",
         HR_READY, NULL, NULL, false, false, false},
        {"exchange.receive-connector", HYBRID RECEIVING EX01 CLOUD BOUND AUTH SMTP "starttls absent", HR_NOT_READY,
         NULL, NULL, false, false, false},
        {"exchange.receive-connector", HYBRID RECEIVING EX01 CLOUD BOUND AUTH SMTP "reached failed timed out",
         HR_UNKNOWN, "unreachable", NULL, false, false, false},
        {"exchange.receive-connector", HYBRID RECEIVING EX01 CLOUD BOUND AUTH, HR_UNKNOWN, NULL, NULL, false, false,
         false},
        {"exchange.receive-connector",
         HYBRID EX01 CLOUD BOUND "exchange.receive.auth/In present 50\n" SMTP "starttls present STARTTLS", HR_NOT_READY,
         "mechanism", NULL, false, true, false},
        {"exchange.receive-connector",
         HYBRID EX01 CLOUD AUTH "exchange.receive.bindings/In present 0.0.0.0:26\n" SMTP "starttls present STARTTLS",
         HR_UNKNOWN, NULL, NULL, false, false, false},
        {"exchange.receive-connector",
         HYBRID EX01 CLOUD BOUND AUTH "exchange.receive.enabled/In present false\n" SMTP "starttls absent",
         HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"exchange.receive-connector", HYBRID RECEIVING EX01 SMTP "starttls present STARTTLS", HR_UNKNOWN, "none", NULL,
         false, false, false},
        {"exchange.receive-connector", HYBRID EDGES EDGE1 SMTP "starttls present STARTTLS", HR_READY, NULL, NULL, false,
         false, false},
        {"exchange.receive-connector", HYBRID EDGES EDGE1 SMTP "starttls absent", HR_NOT_READY, NULL, NULL, false,
         false, false},
        {"exchange.receive-connector", HYBRID EDGES EDGE1, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"exchange.receive-connector", HYBRID EX01 SMTP "starttls absent", HR_NOT_APPLICABLE, NULL, NULL, false, false,
         false},
        {"exchange.receive-connector", "server exchange ex01.contoso.com mailbox", HR_UNKNOWN, NULL, NULL, false, false,
         false},
        {"exchange.receive-connector", "server exchange mail.contoso.com farm", HR_NOT_APPLICABLE, NULL, NULL, false,
         false, false},

        {"exchange.internal-certificate", EX01 DER_GOOD, HR_READY, NULL, NULL, false, false, false},
        {"exchange.internal-certificate",
         EX01 DER("not-after", "2026-11-23T23:59:59Z") DER("key", "RSA 2048")
                 DER("signature", "sha256WithRSAEncryption"),
         HR_NOT_READY, "expired", NULL, false, false, false},
        {"exchange.internal-certificate", EX01 DER("not-before", "2027-01-01T00:00:00Z") DER_GOOD, HR_NOT_READY,
         "not-yet-valid", NULL, false, false, false},
        {"exchange.internal-certificate",
         EX01 DER("not-after", "2029-01-01T00:00:00Z") DER("key", "RSA 1024")
                 DER("signature", "sha256WithRSAEncryption"),
         HR_NOT_READY, "weak-key", NULL, false, false, false},
        {"exchange.internal-certificate",
         EX01 DER("not-after", "2029-01-01T00:00:00Z") DER("key", "RSA 2048") DER("signature", "sha1WithRSAEncryption"),
         HR_NOT_READY, "weak-signature", NULL, true, false, false},
        {"exchange.internal-certificate", EX01 DER("not-after", "2029-01-01T00:00:00Z"), HR_UNKNOWN, NULL, NULL, false,
         false, false},
        {"exchange.internal-certificate", EX01, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"exchange.internal-certificate", EX01 SMTP VALID, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"exchange.internal-certificate", "server exchange mail.contoso.com farm", HR_NOT_APPLICABLE, NULL, NULL, false,
         false, false},
};

static void test_hybrid(void **state)
{
	(void)state;
	judge_rows(rows, HR_COUNT(rows), &catalog);
}

static void test_each_rule_shows_every_outcome(void **state)
{
	/* Those of test_builds.c. */
	static const char *const elsewhere[] = {
	        "exchange.update ready",        "exchange.update not-ready",        "exchange.update unknown",
	        "exchange.update-retire ready", "exchange.update-retire not-ready", "exchange.update-retire unknown",
	        "exchange.support ready",       "exchange.support not-ready",       "exchange.support unknown",
	        "exchange.dotnet ready",        "exchange.dotnet not-ready",        "exchange.dotnet unknown",
	        "exchange.edge-stale ready",    "exchange.edge-stale not-ready",    "exchange.edge-stale unknown",
	};
	(void)state;
	judge_coverage(rows, HR_COUNT(rows), elsewhere, HR_COUNT(elsewhere));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_hybrid),
	        cmocka_unit_test(test_each_rule_shows_every_outcome),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
