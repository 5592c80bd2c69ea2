#include "checks_exchange/catalog.h"
#include "checks_support/judge.h"

#define EX "server exchange ex01.contoso.com mailbox\n"
#define EDGE "server exchange edge1.contoso.com edge\n"
#define WEB "endpoint 443 https\n"
#define NAME "server exchange mail.contoso.com farm\n"

static const struct judge_row rows[] = {
        {"exchange.update", EX "build present 15.1.1415.2", HR_READY, NULL, "15.1.1415.2", false, false, false},
        {"exchange.update", EX "build present 15.1.1415.1", HR_NOT_READY, NULL, NULL, false, false, false},
        {"exchange.update", EX "build present 15.2.2562.46", HR_READY, NULL, NULL, false, false, false},
        {"exchange.update", EX "build present 14.3.382.0", HR_READY, NULL, NULL, false, true, false},
        {"exchange.update", EX "build present 15.0.1497.2", HR_NOT_READY, "no-update", NULL, false, true, false},
        {"exchange.update", EX "build present 8.3.83.6", HR_NOT_READY, "older", NULL, false, false, false},
        /* Newer than the catalog is no fault, and no proof. */
        {"exchange.update", EX "build present 16.0.1.1", HR_UNKNOWN, "unlisted", NULL, false, false, false},
        {"exchange.update", EX, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"exchange.update", EX "build failed no serialNumber", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"exchange.update", EX "build present soon", HR_UNKNOWN, NULL, NULL, false, false, false},
        /* Registry over page over directory. */
        {"exchange.update", EX "registry build present 15.1.2507.6\nbuild present 15.1.1261.35", HR_READY, NULL,
         "15.1.2507.6", false, false, false},
        {"exchange.update", EX "registry build present 15.1.1261.35\nbuild present 15.1.2507.6", HR_NOT_READY, NULL,
         "15.1.1261.35", false, false, false},
        {"exchange.update", EX "build present 15.1.2507.6\n" WEB "http.owa-version present 15.1.2507.39", HR_READY,
         NULL, "15.1.2507.39", false, false, false},
        {"exchange.update", EX "build present 15.1.2507.6\n" WEB "http.owa-version present 15.1.1261.35", HR_UNKNOWN,
         "disagreement", "15.1.2507.6", false, false, false},
        {"exchange.update", EX "registry build present 15.1.2507.6\n" WEB "http.owa-version present 15.1.1261.35",
         HR_UNKNOWN, "disagreement", NULL, false, false, false},
        /* A page that came by another name tells nothing about this server. */
        {"exchange.update",
         EX "build present 15.1.1261.35\nendpoint 443 https - mail.contoso.com\nhttp.owa-version present 15.1.2507.39",
         HR_NOT_READY, NULL, NULL, false, false, false},
        /* The themes' path names the update only; the export tool proves a least build and nothing else. */
        {"exchange.update", EX WEB "http.owa-themes present 15.1.1415.0", HR_READY, NULL, NULL, false, false, false},
        {"exchange.update", EX WEB "http.owa-themes present 15.1.1261.0", HR_NOT_READY, NULL, NULL, false, false,
         false},
        {"exchange.update", EX WEB "http.exporttool present 15.1.2507.6", HR_READY, NULL, NULL, false, false, false},
        {"exchange.update", EX WEB "http.exporttool present 15.1.1261.35", HR_UNKNOWN, "lower-bound", NULL, false,
         false, false},
        /* So does the field that a server wrote into a mail: it may have been updated since. */
        {"exchange.update", EX "log build present 15.1.2507.39", HR_READY, NULL, "15.1.2507.39", false, false, false},
        {"exchange.update", EX "log build present 15.1.1261.35", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"exchange.update", EX "log build present 15.1.2507.39\nregistry build present 15.1.1261.35", HR_NOT_READY,
         NULL, NULL, false, false, false},
        {"exchange.update", EDGE "build present 15.1.1261.35\nlog build present 15.1.2507.39", HR_READY, NULL, NULL,
         false, false, false},
        /* An Edge has only grown since the directory heard of it. */
        {"exchange.update", EDGE "build present 15.1.2375.7", HR_READY, NULL, NULL, false, false, false},
        {"exchange.update", EDGE "build present 15.1.1261.35", HR_UNKNOWN, "edge-record", NULL, false, false, false},
        {"exchange.update", EDGE "build present 15.1.1261.35\nregistry build present 15.1.2507.6", HR_READY, NULL, NULL,
         false, false, false},
        {"exchange.update", EDGE "build present 15.1.2507.6\nregistry build present 15.1.1261.35", HR_NOT_READY, NULL,
         NULL, false, false, false},
        /* Names have no build: their members do. */
        {"exchange.update", NAME EX "build present 15.1.2507.6", HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"exchange.update", NAME, HR_UNKNOWN, "members", NULL, false, false, false},
        {"exchange.update", NAME EDGE, HR_UNKNOWN, "members", NULL, false, false, false},
        {"exchange.update", "server exchange ex01.contoso.com farm+mailbox\nbuild present 15.1.2507.6", HR_READY, NULL,
         NULL, false, false, false},

        /* Good enough to speak TLS 1.2 is not good enough to do without the rest. */
        {"exchange.update-retire", EX "build present 15.1.1415.2", HR_NOT_READY, NULL, NULL, false, false, false},
        {"exchange.update-retire", EX "build present 15.1.1466.3", HR_READY, NULL, NULL, false, false, false},
        {"exchange.update-retire", EX, HR_UNKNOWN, NULL, NULL, false, false, false},

        {"exchange.support", EX "build present 15.1.2507.6", HR_NOT_READY, NULL, "Exchange 2016", false, false, false},
        {"exchange.support", EX "build present 15.2.2562.17", HR_READY, NULL, "Exchange SE", false, false, false},
        {"exchange.support", EX "build present 15.0.1497.2", HR_NOT_READY, NULL, NULL, false, true, false},
        {"exchange.support", EX "build present 8.3.83.6", HR_NOT_READY, "older", NULL, false, false, false},
        {"exchange.support", EX "build present 15.2.1748.10", HR_UNKNOWN, "unlisted", NULL, false, false, false},
        {"exchange.support", EX, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"exchange.support", EDGE "build present 15.1.2507.6", HR_UNKNOWN, "edge-record", NULL, false, false, false},
        {"exchange.support", EDGE "build present 15.2.2562.17", HR_READY, NULL, NULL, false, false, false},

        {"exchange.dotnet", EX "build present 15.1.2507.6\nregistry dotnet.release present 528049", HR_READY, NULL,
         NULL, false, false, false},
        {"exchange.dotnet", EX "build present 15.1.2507.6\nregistry dotnet.release present 461814", HR_NOT_READY, NULL,
         "461814", false, false, false},
        {"exchange.dotnet", EX "build present 15.1.2507.6\nregistry dotnet.release present 533325", HR_NOT_READY, NULL,
         NULL, false, false, false},
        /* 4.6.2 and 4.7.1, but not the 4.7 between them. */
        {"exchange.dotnet", EX "build present 15.1.1466.3\nregistry dotnet.release present 394806", HR_READY, NULL,
         NULL, false, false, false},
        {"exchange.dotnet", EX "build present 15.1.1466.3\nregistry dotnet.release present 460805", HR_NOT_READY, NULL,
         NULL, false, false, false},
        {"exchange.dotnet", EX "build present 15.1.1466.3\nregistry dotnet.release present 461310", HR_READY, NULL,
         NULL, false, false, false},
        {"exchange.dotnet", EX "build present 15.1.2507.6", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"exchange.dotnet", EX "registry dotnet.release present 528049", HR_UNKNOWN, "no-build", NULL, false, false,
         false},
        {"exchange.dotnet", EX "build present 15.1.1415.2\nregistry dotnet.release present 528049", HR_UNKNOWN,
         "unlisted", NULL, false, false, false},

        /* The registry counts, and what it counts against is told. */
        {"exchange.update",
         EX "build present 15.1.1466.3\nregistry build present 15.1.2507.6\nregistry build.sources present "
            "15.1.2507.6 (registry), 15.1.1466.3 (directory)",
         HR_READY, NULL, "15.1.2507.6 (registry), 15.1.1466.3 (directory)", false, false, false},
        {"exchange.edge-stale", EDGE "build present 15.1.2507.6\nregistry build present 15.1.2507.39", HR_READY, NULL,
         NULL, false, false, false},
        {"exchange.edge-stale", EDGE "build present 15.1.1261.35\nregistry build present 15.1.2507.6", HR_NOT_READY,
         NULL, "15.1.1261.35", false, false, false},
        {"exchange.edge-stale", EDGE "build present 15.1.2507.6", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"exchange.edge-stale", EDGE "registry build present 15.1.2507.6", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"exchange.edge-stale", EX "build present 15.1.2507.6", HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
};

static void test_builds(void **state)
{
	(void)state;
	judge_rows(rows, HR_COUNT(rows), &catalog);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_builds)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
