/*
 * What is known of the products: the rows of checks/catalog, as check modules see them.
 * Tables hold operands, never conditions. Each row names its source; a row marked unverified makes every verdict that
 * rests on it say so. Part of the module ABI: members are only ever appended.
 */
#ifndef HYBRIDREADY_CATALOG_H
#define HYBRIDREADY_CATALOG_H

#include "hybridready/model.h"

/* A release of a product: the builds from `from` up to and including `to` are its line. */
struct hr_line {
	const char *name;    /* "Exchange 2016" */
	const char *release; /* "2016" */
	const char *source;
	uint64_t from, to;    /* HR_BUILD */
	int64_t support_ends; /* first second out of (public) support, seconds since 1970 UTC; 0 = no fixed end known */
	enum hr_product product;
	bool verified;
};

/* A build that was published. */
struct hr_build {
	const char *name; /* "CU9", "CU23 Mar23SU" */
	const char *kb;   /* "" where none is known */
	const char *source;
	uint64_t number; /* HR_BUILD */
	int64_t date;    /* day of release, seconds since 1970 UTC; 0 unknown */
	const struct hr_line *line;
	bool verified;
};

/* The lowest build of a line that satisfies a rule. A line without a floor for a rule has no build that does. */
struct hr_floor {
	const char *rule; /* rule id */
	const char *name; /* "CU9 (6.0.9319.548)" */
	const char *source;
	uint64_t number; /* HR_BUILD */
	const struct hr_line *line;
	bool verified;
};

enum hr_suite_trait {
	HR_SUITE_NULL = 1 << 0, /* no encryption */
	HR_SUITE_ANON = 1 << 1, /* no authentication */
	HR_SUITE_EXPORT = 1 << 2,
	HR_SUITE_RC4 = 1 << 3,
	HR_SUITE_DES = 1 << 4, /* single DES */
	HR_SUITE_3DES = 1 << 5,
	HR_SUITE_RC2 = 1 << 6,
	HR_SUITE_MD5 = 1 << 7,
	HR_SUITE_FORWARD = 1 << 8, /* forward secrecy */
	HR_SUITE_AEAD = 1 << 9,
	HR_SUITE_TLS13 = 1 << 10,
};

struct hr_suite {
	const char *name; /* IANA name, or the historic one */
	uint32_t traits;  /* hr_suite_trait */
	uint16_t code;
	bool office365;  /* on Microsoft 365's list, TLS 1.2 and later, in the chosen cloud */
	bool front_door; /* on Azure Front Door's list */
	bool verified;
};

/* A Windows release as the directory and the registry name it. */
struct hr_windows {
	const char *name; /* "Windows Server 2012 R2" */
	const char *source;
	uint64_t version;     /* HR_BUILD(major, minor, build, 0) of its first build */
	int64_t support_ends; /* mainstream + extended, without paid extension; 0 unknown */
	bool server;
	bool tls12;         /* Schannel can do TLS 1.2 at all */
	bool tls12_default; /* and does so unless told otherwise */
	bool verified;
	/* What Schannel does where the registry says nothing: words ssl2 ssl3 1.0 1.1 1.2 1.3; "" all = not known. */
	const char *client_on, *client_off; /* off: there, but only for programs that ask for it by name */
	const char *server_on, *server_off;
	const char *tls12_needs;   /* update without which TLS 1.2 is not there; "" = none needed */
	const char *winhttp;       /* WinHTTP's default versions */
	const char *winhttp_needs; /* update without which it does not heed DefaultSecureProtocols */
	const char *dotnet2_needs; /* update without which .NET 2.0 and 3.5 do not heed SystemDefaultTlsVersions */
	const char *suites;        /* IANA names in Schannel's default order; "" = not known */
};

enum hr_setting_type { HR_SETTING_DWORD = 0, HR_SETTING_TEXT, HR_SETTING_LIST };

/* A registry value that is read. */
struct hr_setting {
	const char *key;   /* "HKLM\SYSTEM\...", compared without case */
	const char *value; /* name of the value */
	const char *source;
	const char *remedies; /* ids, separated by one space, of the remedies that set it; "" = none does */
	uint32_t set;         /* to what, as a DWORD */
	bool bits;            /* as bits added to those that are there */
	enum hr_setting_type type;
	bool verified;
	bool where_zero; /* only where it is 0: a value that is not there is as good as one that is set */
	bool removed;    /* a list of suites that is taken away where none of them is Microsoft 365's */
};

/* What a Microsoft cloud calls itself and accepts. */
struct hr_cloud {
	const char *name;           /* worldwide, gcc, gcc-high, dod, 21vianet */
	const char *mail_domain;    /* mail.protection.outlook.com */
	const char *routing_domain; /* mail.onmicrosoft.com */
	const char *sip_domain;     /* sipfed.online.lync.com */
	const char *source;
	int64_t legacy_ended; /* TLS 1.0 and 1.1 switched off, seconds since 1970 UTC */
	bool verified;
};

/* A name of Microsoft 365 that servers on premises connect to. */
struct hr_service_endpoint {
	const char *host;
	const char *source;
	enum hr_service service;
	uint16_t port;
	bool verified;
};

/* A domain whose names are Microsoft 365's own: captures show servers connecting to more of them than anybody lists. */
struct hr_service_domain {
	const char *name;   /* outlook.com */
	const char *clouds; /* words: worldwide gcc */
	const char *source;
	bool verified;
};

/* Who issues Microsoft 365's certificates. */
struct hr_authority {
	const char *organization; /* O of the issuer's name */
	const char *source;
	bool verified;
};

/* The .NET Framework releases that builds of a product may run on; builds from `from` up to and including `to`. */
struct hr_dotnet {
	const char *name; /* "4.7.2 or 4.8" */
	const char *source;
	uint64_t from, to;                 /* HR_BUILD */
	uint64_t release_from, release_to; /* the registry's Release value, both included */
	enum hr_product product;
	bool verified;
};

/* A part that a product rests on: of its builds from `from` up to and including `to`, those from `floor` on are enough.
 */
struct hr_component {
	const char *kind; /* sql-server, native-client, odbc-driver-11 */
	const char *name; /* what the floor is: "SQL Server 2014 SP1 CU5" */
	const char *source;
	uint64_t from, to, floor; /* HR_BUILD; the second part is 0, whatever service pack setup writes there */
	bool verified;
};

/* What a ClientHello looks like, by the hashes in its JA4. */
struct hr_hello_look {
	const char *suites;     /* the second part of the JA4 */
	const char *extensions; /* the third; "" = any */
	const char *stack;      /* "WinHTTP, Windows 10" */
	const char *source;
	bool verified;
};

/* A program that cannot do TLS 1.2, by what it calls itself in User-Agent. */
struct hr_old_client {
	const char *name;    /* "Android 4.3 and older" */
	const char *product; /* what stands before its version: "Android " */
	uint64_t from, to;   /* HR_BUILD; both included */
	const char *on;      /* what stands before the system's version: "Windows NT "; "" = whatever it runs on */
	uint64_t on_to;      /* HR_BUILD; up to and including */
	const char *with;    /* words, separated by one space, that must all be there; "" = none */
	const char *without; /* words of which none may be there */
	const char *source;
	bool verified;
};

/* A client that can do TLS 1.2, and what it offers in its first message. What Schannel offers is in hr_windows. */
struct hr_known_client {
	const char *name;     /* "Android 7" */
	const char *versions; /* words ssl3 1.0 1.1 1.2 1.3 */
	const char *suites;   /* IANA names */
	const char *services; /* where it connects: words https smtp ...; "" = anywhere */
	const char *source;
	bool current; /* its maker still mends it */
	bool verified;
};

/* Arrays are sorted: lines and builds by product then number, floors by rule then number, suites by code. */
struct hr_catalog {
	const char *date; /* YYYY-MM-DD of the newest row */
	const struct hr_line *lines;
	size_t line_count;
	const struct hr_build *builds;
	size_t build_count;
	const struct hr_floor *floors;
	size_t floor_count;
	const struct hr_suite *suites;
	size_t suite_count;
	const struct hr_windows *windows;
	size_t windows_count;
	const struct hr_cloud *cloud; /* the one chosen with --cloud */
	const struct hr_dotnet *dotnets;
	size_t dotnet_count;
	const struct hr_hello_look *looks;
	size_t look_count;
	const struct hr_setting *settings;
	size_t setting_count;
	const struct hr_old_client *old_clients;
	size_t old_client_count;
	const struct hr_service_endpoint *service_endpoints; /* of the chosen cloud */
	size_t service_endpoint_count;
	const struct hr_authority *authorities;
	size_t authority_count;
	const struct hr_known_client *known_clients;
	size_t known_client_count;
	const struct hr_service_domain *service_domains; /* of all clouds */
	size_t service_domain_count;
	const struct hr_component *components;
	size_t component_count;
};

#endif
