#include "checks_support/judge.h"

#define EX "server exchange ex01.contoso.com mailbox\n"
#define EDGE "server exchange edge1.contoso.com edge\n"
#define NAME "server exchange mail.contoso.com farm\n"
#define WEB "endpoint 443 https\n"
/* As collect --service tells of a name. */
#define WAY(of, versions)                                                                                              \
	"path.reached/" of " present 192.0.2.1\npath.versions/" of " present " versions "\npath.handshake/" of         \
	" present 1.2 S\n"
#define SHOWN(of, issuer, chain, match)                                                                                \
	"path.issuer/" of " present " issuer "\npath.chain/" of " present " chain "\npath.name-match/" of              \
	" present " match "\n"
#define REG(key, value) "registry " key " present " value "\n"

static const struct hr_suite suites[] = {
        {.name = "BOTH", .office365 = true, .front_door = true, .verified = true},
        {.name = "MAIL", .office365 = true, .verified = false},
        {.name = "OLD", .verified = true},
};

static const struct hr_windows windows[] = {
        {.name = "Windows Server 2003", .version = HR_BUILD(5, 2, 3790, 0), .server = true, .verified = true},
        {.name = "Windows Server 2016",
         .version = HR_BUILD(10, 0, 14393, 0),
         .server = true,
         .tls12 = true,
         .tls12_default = true,
         .support_ends = 1799712000,
         .verified = true},
        {.name = "Windows Server vNext",
         .version = HR_BUILD(10, 0, 30000, 0),
         .server = true,
         .tls12 = true,
         .tls12_default = true,
         .verified = false},
};

static const struct hr_line lines[] = {
        {.name = "Exchange 2016",
         .release = "2016",
         .from = HR_BUILD(15, 1, 0, 0),
         .to = HR_BUILD(15, 1, 65535, 65535),
         .product = HR_EXCHANGE,
         .verified = true},
        {.name = "Skype for Business Server 2015",
         .release = "2015",
         .from = HR_BUILD(6, 0, 9319, 0),
         .to = HR_BUILD(6, 0, 9319, 65535),
         .product = HR_SKYPE,
         .verified = true},
};

static const struct hr_floor floors[] = {
        {.rule = "exchange.update-retire",
         .name = "CU9",
         .number = HR_BUILD(15, 1, 1466, 3),
         .line = &lines[0],
         .verified = true},
        {.rule = "skype.retire-order",
         .name = "CU9",
         .number = HR_BUILD(6, 0, 9319, 548),
         .line = &lines[1],
         .verified = true},
};

static const struct hr_authority authorities[] = {
        {.organization = "DigiCert Inc", .verified = true},
        {.organization = "Entrust, Inc.", .verified = true},
};

static const struct hr_catalog catalog = {.date = "2026-11-01",
                                          .suites = suites,
                                          .suite_count = HR_COUNT(suites),
                                          .windows = windows,
                                          .windows_count = HR_COUNT(windows),
                                          .lines = lines,
                                          .line_count = HR_COUNT(lines),
                                          .floors = floors,
                                          .floor_count = HR_COUNT(floors),
                                          .authorities = authorities,
                                          .authority_count = HR_COUNT(authorities)};

static const struct judge_row rows[] = {
        {"windows.release", EX "os.version present 10.0 (14393)", HR_READY, NULL, "Windows Server 2016", false, false,
         false},
        {"windows.release", EX REG("os.version", "10.0.14393"), HR_READY, NULL, NULL, false, false, false},
        {"windows.release", EX "os.version present 5.2 (3790)", HR_NOT_READY, "no-tls12", NULL, false, false, false},
        {"windows.release", EX "os.version present 10.0 (30001)", HR_UNKNOWN, "unlisted", NULL, false, true, false},
        {"windows.release", EX "os.version absent", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.release", NAME EX, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"windows.schannel-client", EX REG("schannel.client", "1.0 1.1 1.2"), HR_READY, NULL, NULL, false, false,
         false},
        {"windows.schannel-client", EX REG("schannel.client", "1.0 1.1"), HR_NOT_READY, NULL, "1.0 1.1", false, false,
         false},
        {"windows.schannel-client", EX "registry schannel.client present\n", HR_NOT_READY, NULL, NULL, false, false,
         false},
        {"windows.schannel-client", EX REG("schannel.client", "1.3"), HR_NOT_READY, NULL, NULL, false, false, false},
        {"windows.schannel-client", EX "registry schannel.client failed\n", HR_UNKNOWN, NULL, NULL, false, false,
         false},
        {"windows.schannel-client", EX, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.schannel-client", NAME, HR_UNKNOWN, "members", NULL, false, false, false},
        {"windows.schannel-client", NAME EX, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"windows.schannel-server", EX REG("schannel.server", "1.0 1.1 1.2"), HR_READY, NULL, NULL, false, false,
         false},
        {"windows.schannel-server", EX REG("schannel.server", "1.0 1.1"), HR_NOT_READY, NULL, "1.0 1.1", false, false,
         false},
        {"windows.schannel-server", EX "registry schannel.server present\n", HR_NOT_READY, NULL, NULL, false, false,
         false},
        {"windows.schannel-server", EX REG("schannel.server", "1.3"), HR_NOT_READY, NULL, NULL, false, false, false},
        {"windows.schannel-server", EX "registry schannel.server failed\n", HR_UNKNOWN, NULL, NULL, false, false,
         false},
        {"windows.schannel-server", EX, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.schannel-server", NAME, HR_UNKNOWN, "members", NULL, false, false, false},
        {"windows.schannel-server", NAME EX, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"windows.winhttp", EX REG("winhttp/64", "1.2") REG("winhttp/32", "1.0 1.2"), HR_READY, NULL, NULL, false,
         false, false},
        {"windows.winhttp", EX REG("winhttp/64", "1.2") REG("winhttp/32", "1.0"), HR_NOT_READY, NULL, "1.0", false,
         false, false},
        {"windows.winhttp", EX REG("winhttp/64", "1.0"), HR_NOT_READY, NULL, NULL, false, false, false},
        {"windows.winhttp", EX REG("winhttp/64", "1.2"), HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.winhttp", EX REG("winhttp/64", "1.2") "registry winhttp/32 failed", HR_UNKNOWN, NULL, NULL, false,
         false, false},
        {"windows.winhttp", EX, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.winhttp", NAME EX, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"windows.dotnet4", EX REG("dotnet4/64", "1.2") REG("dotnet4/32", "1.0 1.2"), HR_READY, NULL, NULL, false,
         false, false},
        {"windows.dotnet4", EX REG("dotnet4/64", "1.2") REG("dotnet4/32", "1.0"), HR_NOT_READY, NULL, "1.0", false,
         false, false},
        {"windows.dotnet4", EX REG("dotnet4/64", "1.0"), HR_NOT_READY, NULL, NULL, false, false, false},
        {"windows.dotnet4", EX REG("dotnet4/64", "1.2"), HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.dotnet4", EX REG("dotnet4/64", "1.2") "registry dotnet4/32 failed", HR_UNKNOWN, NULL, NULL, false,
         false, false},
        {"windows.dotnet4", EX, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.dotnet4", NAME EX, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"windows.dotnet2", EX REG("dotnet2/64", "1.2") REG("dotnet2/32", "1.0 1.2"), HR_READY, NULL, NULL, false,
         false, false},
        {"windows.dotnet2", EX REG("dotnet2/64", "1.2") REG("dotnet2/32", "1.0"), HR_NOT_READY, NULL, "1.0", false,
         false, false},
        {"windows.dotnet2", EX REG("dotnet2/64", "1.0"), HR_NOT_READY, NULL, NULL, false, false, false},
        {"windows.dotnet2", EX REG("dotnet2/64", "1.2"), HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.dotnet2", EX REG("dotnet2/64", "1.2") "registry dotnet2/32 failed", HR_UNKNOWN, NULL, NULL, false,
         false, false},
        {"windows.dotnet2", EX, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.dotnet2", NAME EX, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"windows.dotnet2", EX "registry dotnet2/64 absent\nregistry dotnet2/32 absent", HR_NOT_APPLICABLE, NULL, NULL,
         false, false, false},
        {"windows.dotnet2", EX "registry dotnet2/64 absent\n" REG("dotnet2/32", "1.2"), HR_UNKNOWN, NULL, NULL, false,
         false, false},
        {"windows.winhttp", EX "registry winhttp/64 absent 32-bit Windows\n" REG("winhttp/32", "1.2"), HR_READY, NULL,
         NULL, false, false, false},
        {"windows.winhttp",
         EX REG("winhttp/64", "1.0") REG("winhttp/32", "1.2") REG("windows.because/winhttp/64", "set to 0x80"),
         HR_NOT_READY, NULL, "set to 0x80", false, false, false},
        {"windows.schannel-client",
         EX "registry schannel.client failed HKLM\\X\n"
            "registry windows.because/schannel.client failed HKLM\\X",
         HR_UNKNOWN, "missing", NULL, false, false, false},
        {"windows.winhttp", EX "registry winhttp/64 absent\nregistry winhttp/32 absent", HR_UNKNOWN, NULL, NULL, false,
         false, false},

        {"windows.suites-outbound", EX REG("schannel.suites", "OLD BOTH"), HR_READY, NULL, "BOTH", false, false, false},
        {"windows.suites-outbound", EX REG("schannel.suites", "MAIL BOTH"), HR_READY, NULL, "MAIL", false, true, false},
        {"windows.suites-outbound", EX REG("schannel.suites", "OLD"), HR_NOT_READY, NULL, NULL, false, false, false},
        {"windows.suites-outbound", EX REG("schannel.suites", "MAIL OLD"), HR_NOT_READY, "front-door", NULL, false,
         false, false},
        {"windows.suites-outbound", EX, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.suites-outbound", EX "registry schannel.suites present", HR_NOT_READY, "none", NULL, false, false,
         false},

        {"outbound.offered", EX "canary outbound.versions present 1.0 1.2\ncanary outbound.suites present OLD BOTH",
         HR_READY, NULL, NULL, false, false, false},
        {"outbound.offered", EX "canary outbound.versions present 1.3\ncanary outbound.suites present BOTH", HR_READY,
         NULL, NULL, false, false, false},
        {"outbound.offered", EX "canary outbound.versions present 1.0 1.1\ncanary outbound.suites present BOTH",
         HR_NOT_READY, NULL, NULL, false, false, false},
        {"outbound.offered", EX "canary outbound.versions present 1.2\ncanary outbound.suites present OLD",
         HR_NOT_READY, "suites", NULL, false, false, false},
        {"outbound.offered", EX "canary outbound.versions present 1.2", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"outbound.offered", EX "canary outbound.versions present 1.2\ncapture outbound.suites present BOTH",
         HR_UNKNOWN, NULL, NULL, false, false, false},
        {"outbound.offered",
         EX "canary outbound.versions/smtp present 1.2\ncanary outbound.suites/smtp present BOTH\ncanary "
            "outbound.versions/https present 1.0",
         HR_NOT_READY, NULL, NULL, false, false, false},
        {"outbound.offered", EX, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"outbound.offered", EX "canary outbound.versions not-collected", HR_UNKNOWN, NULL, NULL, false, false, false},
        /* Seen beside set. */
        {"outbound.offered",
         EX REG("schannel.client",
                "1.0 1.1 1.2") "canary outbound.versions present 1.2\ncanary outbound.suites present BOTH",
         HR_READY, NULL, "1.2", false, false, false},
        {"outbound.offered",
         EX REG("schannel.client",
                "1.0 1.1 1.2") "canary outbound.versions present 1.0\ncanary outbound.suites present BOTH",
         HR_NOT_READY, "settings-allow", "1.0", false, false, false},
        {"outbound.offered",
         EX REG("schannel.client",
                "1.0 1.1") "canary outbound.versions present 1.0\ncanary outbound.suites present BOTH",
         HR_NOT_READY, NULL, "1.0", false, false, false},
        {"outbound.offered",
         EX REG("schannel.client",
                "1.0 1.1") "canary outbound.versions present 1.2\ncanary outbound.suites present BOTH",
         HR_UNKNOWN, "settings-forbid", "1.2", false, false, false},
        {"outbound.offered",
         EX
         "registry schannel.client failed\ncanary outbound.versions present 1.2\ncanary outbound.suites present BOTH",
         HR_READY, NULL, "1.2", false, false, false},
        {"outbound.offered",
         EX "canary outbound.versions/a present 1.2\ncanary outbound.suites/a present BOTH\ncapture "
            "outbound.versions/b present 1.2\ncapture outbound.suites/b present OLD",
         HR_NOT_READY, "suites", "OLD", false, false, false},
        {"outbound.offered",
         EX "canary outbound.versions/a present 1.2\ncanary outbound.suites/a present BOTH\ncapture "
            "outbound.versions/b failed",
         HR_UNKNOWN, NULL, NULL, false, false, false},
        /* A capture shows others than Microsoft 365 as well, who say nothing, and what it no longer shows is over. */
        {"outbound.offered",
         EX
         "capture outbound.versions/a present 1.0\ncapture outbound.cloud/a present false\ncapture outbound.versions/b "
         "present 1.2\ncapture outbound.suites/b present BOTH\ncapture outbound.cloud/b present true",
         HR_READY, NULL, "1.2", false, false, false},
        {"outbound.offered", EX "capture outbound.versions/a present 1.2\ncapture outbound.cloud/a present false",
         HR_UNKNOWN, NULL, NULL, false, false, false},
        {"outbound.offered", EX "capture outbound.versions/a present 1.0\ncapture outbound.cloud/a present true",
         HR_NOT_READY, NULL, "1.0", false, false, false},
        {"outbound.offered", EX "canary outbound.versions/a present 1.0\ncapture outbound.cloud/a present false",
         HR_NOT_READY, NULL, "1.0", false, false, false},
        {"outbound.offered",
         EX "capture outbound.versions/a absent\ncapture outbound.versions/b present 1.2\ncapture outbound.suites/b "
            "present BOTH",
         HR_READY, NULL, "1.2", false, false, false},
        {"outbound.offered", NAME, HR_UNKNOWN, "members", NULL, false, false, false},

        {"outbound.negotiated", EX "log outbound.negotiated present 1.2", HR_READY, NULL, NULL, false, false, false},
        {"outbound.negotiated", EX "log outbound.negotiated/a present 1.2\nlog outbound.negotiated/b present 1.0",
         HR_NOT_READY, NULL, "1.0", false, false, false},
        {"outbound.negotiated", EX "log outbound.negotiated/a present 1.3\nlog outbound.negotiated/b failed",
         HR_UNKNOWN, NULL, NULL, false, false, false},
        {"outbound.negotiated", EX "log outbound.negotiated/a present none", HR_NOT_READY, "plain", "none", false,
         false, false},
        {"outbound.negotiated", EX "canary outbound.negotiated/a present 1.2", HR_READY, "canary", "1.2", false, false,
         false},
        {"outbound.negotiated", EX "canary outbound.negotiated/a present 1.2\nlog outbound.negotiated/b present 1.2",
         HR_READY, NULL, "1.2", false, false, false},
        {"outbound.negotiated", EX "canary outbound.negotiated/a present 1.2\nlog outbound.negotiated/b present 1.0",
         HR_NOT_READY, NULL, "1.0", false, false, false},
        {"outbound.negotiated", EX "canary outbound.negotiated/a present 1.0\nlog outbound.negotiated/b present 1.2",
         HR_NOT_READY, NULL, "1.0", false, false, false},
        {"outbound.negotiated", EX "capture outbound.negotiated/a present ssl3\nlog outbound.negotiated/b present 1.3",
         HR_NOT_READY, NULL, "ssl3", false, false, false},
        {"outbound.negotiated",
         EX "log outbound.negotiated/a present 1.1\nlog outbound.negotiated/b present none\nlog outbound.negotiated/c "
            "present 1.0",
         HR_NOT_READY, "plain", "none", false, false, false},
        {"outbound.negotiated", EX "log outbound.negotiated/a present 1.3\nlog outbound.negotiated/b present 1.2",
         HR_READY, NULL, "1.2", false, false, false},
        {"outbound.negotiated", EX "canary outbound.negotiated/a failed\nlog outbound.negotiated/b present 1.2",
         HR_READY, NULL, "1.2", false, false, false},
        {"outbound.negotiated", EX "canary outbound.negotiated/a failed", HR_UNKNOWN, NULL, NULL, false, false, false},
        /* Newer logs no longer show it. */
        {"outbound.negotiated", EX "log outbound.negotiated/a present 1.2\nlog outbound.negotiated/b absent", HR_READY,
         NULL, "1.2", false, false, false},
        {"outbound.negotiated", EX REG("schannel.client", "1.0 1.1 1.2") "log outbound.negotiated/a present 1.0",
         HR_NOT_READY, "settings-allow", "1.0", false, false, false},
        {"outbound.negotiated", EX REG("schannel.client", "1.0") "log outbound.negotiated/a present 1.2", HR_UNKNOWN,
         "settings-forbid", "1.2", false, false, false},
        {"outbound.negotiated", EX REG("schannel.client", "1.2") "log outbound.negotiated/a present none", HR_NOT_READY,
         "plain", "none", false, false, false},
        {"outbound.negotiated",
         EX "capture outbound.negotiated/a present 1.0\ncapture outbound.cloud/a present false\ncapture "
            "outbound.negotiated/b present 1.2\ncapture outbound.cloud/b present true",
         HR_READY, NULL, "1.2", false, false, false},
        {"outbound.negotiated",
         EX "canary outbound.negotiated/c present 1.2\ncapture outbound.negotiated/a present 1.2\ncapture "
            "outbound.cloud/a present false",
         HR_READY, "canary", "1.2", false, false, false},
        {"outbound.negotiated", EX "capture outbound.negotiated/a present 1.2\ncapture outbound.cloud/a present false",
         HR_UNKNOWN, NULL, NULL, false, false, false},
        {"outbound.negotiated",
         EX "capture outbound.negotiated/a present 1.2\ncapture outbound.cloud/a present true\ncapture "
            "outbound.negotiated/b failed\ncapture outbound.cloud/b present true",
         HR_UNKNOWN, NULL, NULL, false, false, false},
        {"outbound.negotiated", NAME, HR_UNKNOWN, "members", NULL, false, false, false},
        {"outbound.negotiated", EX "log outbound.negotiated absent", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"outbound.negotiated", EX, HR_UNKNOWN, NULL, NULL, false, false, false},

        {"outbound.path", "", HR_NOT_APPLICABLE, NULL, NULL, false, false, false},
        {"outbound.path", WAY("a:443", "1.2 1.3") SHOWN("a:443", "CN=X,O=DigiCert Inc,C=US", "trusted", "true"),
         HR_READY, NULL, "1.2 S", false, false, false},
        /* This machine need not know the roots; who is not on the list and is trusted here may be a proxy's own. */
        {"outbound.path", WAY("a:443", "1.2") SHOWN("a:443", "O=DigiCert Inc,CN=X", "untrusted-root", "true"), HR_READY,
         NULL, NULL, false, false, false},
        {"outbound.path", WAY("a:443", "1.2") SHOWN("a:443", "CN=E,O=Entrust\\, Inc.,C=US", "trusted", "true"),
         HR_READY, NULL, NULL, false, false, false},
        {"outbound.path", WAY("a:443", "1.2") SHOWN("a:443", "CN=Proxy,O=Contoso", "untrusted-root", "true"),
         HR_NOT_READY, "intercepted", "CN=Proxy,O=Contoso", false, false, false},
        {"outbound.path", WAY("a:443", "1.2") SHOWN("a:443", "CN=Proxy,O=DigiCert Incorporated", "self-signed", "true"),
         HR_NOT_READY, "intercepted", NULL, false, false, false},
        {"outbound.path", WAY("a:443", "1.2") SHOWN("a:443", "CN=O=DigiCert Inc,O=Contoso", "self-signed", "true"),
         HR_NOT_READY, "intercepted", NULL, false, false, false},
        {"outbound.path", WAY("a:443", "1.2") SHOWN("a:443", "CN=x\\,O=DigiCert Inc,O=Contoso", "self-signed", "true"),
         HR_NOT_READY, "intercepted", NULL, false, false, false},
        {"outbound.path", WAY("a:443", "1.2") SHOWN("a:443", "CN=Proxy,O=Contoso", "trusted", "true"), HR_UNKNOWN,
         "authority", NULL, false, false, false},
        {"outbound.path", WAY("a:443", "1.2") SHOWN("a:443", "O=DigiCert Inc", "trusted", "false"), HR_NOT_READY,
         "name", NULL, false, false, false},
        {"outbound.path", WAY("a:443", "1.0 1.1") SHOWN("a:443", "O=DigiCert Inc", "trusted", "true"), HR_NOT_READY,
         "lowered", "1.0 1.1", false, false, false},
        {"outbound.path", WAY("a:443", "1.2"), HR_UNKNOWN, "certificate", NULL, false, false, false},
        {"outbound.path",
         WAY("a:443", "1.2") SHOWN("a:443", "O=DigiCert Inc", "trusted", "true") WAY("b:443", "1.0")
                 SHOWN("b:443", "O=DigiCert Inc", "trusted", "true"),
         HR_NOT_READY, "lowered", "1.0", false, false, false},
        {"outbound.path",
         WAY("a:443", "1.2") SHOWN("a:443", "O=DigiCert Inc", "trusted",
                                   "true") "path.reached/b:25 failed timed out\npath.versions/b:25 failed timed "
                                           "out\npath.handshake/b:25 failed timed out",
         HR_UNKNOWN, "unreached", NULL, false, false, false},
        {"outbound.path", "path.reached/b:25 present 192.0.2.1\npath.versions/b:25 absent STARTTLS is not offered",
         HR_NOT_READY, NULL, NULL, false, false, false},
        {"outbound.path",
         "path.reached/b:25 present 192.0.2.1\npath.versions/b:25 failed reset\npath.handshake/b:25 failed", HR_UNKNOWN,
         NULL, NULL, false, false, false},

        {"windows.retired", EX REG("schannel.server", "1.2") "build present 15.1.1466.3", HR_READY, NULL, NULL, false,
         false, false},
        {"windows.retired", EX REG("schannel.server", "1.2") "build present 15.1.1415.2", HR_NOT_READY, "exchange",
         "15.1.1415.2", false, false, false},
        {"windows.retired",
         EX REG("schannel.server", "1.0 1.1 1.2") REG("schannel.client", "1.2") "build present 15.1.1415.2",
         HR_NOT_READY, "exchange", NULL, false, false, false},
        /* Nothing is left on one of the sides, whatever runs there. */
        {"windows.retired",
         EX REG("schannel.server", "1.0 1.1 1.2") "registry schannel.client present\nbuild present 15.1.2507.6",
         HR_NOT_READY, "nothing-left", NULL, false, false, false},
        {"windows.retired", "server adfs adfs1.contoso.com federation\nregistry schannel.server present ssl3\n",
         HR_NOT_READY, "nothing-left", "ssl3", false, false, false},
        {"windows.retired",
         EX REG("schannel.server", "1.0 1.1 1.2") REG("schannel.client", "1.0 1.1 1.2") "build present 15.1.1415.2",
         HR_READY, "still-on", NULL, false, false, false},
        {"windows.retired", EX REG("schannel.server", "1.0 1.1 1.2") "build present 15.1.1415.2", HR_UNKNOWN, NULL,
         NULL, false, false, false},
        {"windows.retired", EX REG("schannel.server", "1.2"), HR_UNKNOWN, "no-build", NULL, false, false, false},
        {"windows.retired", EX "build present 15.1.1415.2", HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.retired", EDGE REG("schannel.server", "1.2") "build present 15.1.1415.2", HR_UNKNOWN, "no-build",
         NULL, false, false, false},
        {"windows.retired", EDGE REG("schannel.server", "1.2") REG("build", "15.1.1415.2"), HR_NOT_READY, "exchange",
         NULL, false, false, false},
        {"windows.retired",
         "server skype fe01.contoso.com front-end\n" REG("schannel.server", "1.2") REG("build", "6.0.9319.537"),
         HR_NOT_READY, "skype", NULL, false, false, false},
        {"windows.retired", "server adfs adfs1.contoso.com federation\n" REG("schannel.server", "1.2"), HR_READY, NULL,
         NULL, false, false, false},
        {"windows.retired", NAME EX, HR_NOT_APPLICABLE, NULL, NULL, false, false, false},

        {"windows.reboot", EX REG("schannel.server", "1.2") WEB "tls.1.0 absent\ntls.1.1 absent\ntls.1.2 present X",
         HR_READY, NULL, NULL, false, false, false},
        {"windows.reboot", EX REG("schannel.server", "1.2") WEB "tls.1.0 present X\ntls.1.1 absent\ntls.1.2 present X",
         HR_NOT_READY, "still-seen", NULL, false, false, false},
        {"windows.reboot", EX REG("schannel.server", "1.0 1.2") WEB "tls.1.0 absent\ntls.1.1 absent\ntls.1.2 present X",
         HR_NOT_READY, "not-seen", NULL, false, false, false},
        {"windows.reboot", EX REG("schannel.server", "1.2") WEB "tls.1.0 absent\ntls.1.1 failed\ntls.1.2 present X",
         HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.reboot", EX REG("schannel.server", "1.2") WEB, HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.reboot", EX REG("schannel.server", "1.2"), HR_UNKNOWN, NULL, NULL, false, false, false},
        {"windows.reboot", EX WEB "tls.1.0 absent\ntls.1.1 absent\ntls.1.2 present X", HR_UNKNOWN, NULL, NULL, false,
         false, false},
        {"windows.reboot",
         EX REG("schannel.server",
                "1.2") "endpoint 443 https - mail.contoso.com\ntls.1.0 present X\ntls.1.1 absent\ntls.1.2 present X",
         HR_UNKNOWN, NULL, NULL, false, false, false},
};

static void test_judges(void **state)
{
	(void)state;
	judge_rows(rows, HR_COUNT(rows), &catalog);
}

static void test_each_rule_shows_every_outcome(void **state)
{
	(void)state;
	judge_coverage(rows, HR_COUNT(rows), NULL, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_judges),
	        cmocka_unit_test(test_each_rule_shows_every_outcome),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
