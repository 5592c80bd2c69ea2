/*
 * The words that check modules share with the program: server, endpoint, fact, build number.
 * Part of the module ABI (HR_ABI in check.h): members and enumerators are only ever appended.
 */
#ifndef HYBRIDREADY_MODEL_H
#define HYBRIDREADY_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In order of severity, so that the worst of two is the greater. Zeroed memory reads as ignorance. */
enum hr_outcome {
	HR_NOT_APPLICABLE = -2,
	HR_READY = -1,
	HR_UNKNOWN = 0,
	HR_NOT_READY = 1,
};

/* What came of looking. Only HR_PRESENT carries a value that can be judged. */
enum hr_seen {
	HR_NOT_COLLECTED = 0, /* nobody looked, or nobody could */
	HR_PRESENT,
	HR_ABSENT, /* looked for, and positively not there */
	HR_FAILED, /* looked for, and no answer that can be relied on */
};

enum hr_means {
	HR_BY_OWNER = 0,
	HR_BY_DIRECTORY,
	HR_BY_PROBE,
	HR_BY_REGISTRY,
	HR_BY_CANARY,
	HR_BY_CAPTURE,
	HR_BY_LOG,
	HR_BY_TOPOLOGY,
};

enum hr_product {
	HR_PRODUCT_NONE = 0,
	HR_ADFS,
	HR_EXCHANGE,
	HR_SKYPE,
	HR_OFFICE_ONLINE,
	HR_ROOMS,
};
#define HR_ON(product) (UINT32_C(1) << (product))

/* How TLS starts on an endpoint: SMTP, IMAP, POP3 and LDAP upgrade a plain connection, the others begin with it. */
enum hr_service {
	HR_SERVICE_ANY = 0,
	HR_SERVICE_TLS,
	HR_SERVICE_HTTPS,
	HR_SERVICE_SIP,
	HR_SERVICE_SMTP,
	HR_SERVICE_IMAP,
	HR_SERVICE_POP3,
	HR_SERVICE_LDAP,
};

enum hr_fact_key {
	HR_FACT_NONE = 0,
#define HR_FACT_KEY(symbol, key, type, text) HR_FACT_##symbol,
#include "hybridready/facts.def"
#undef HR_FACT_KEY
	HR_FACT_COUNT
};

/* A build number a.b.c.d, each part below 65536, as one integer that compares like the build does. */
#define HR_BUILD(a, b, c, d) ((uint64_t)(a) << 48 | (uint64_t)(b) << 32 | (uint64_t)(c) << 16 | (uint64_t)(d))

/* One thing seen about a subject (server id, endpoint id or "organisation"). All strings are printable UTF-8, never
 * NULL. */
struct hr_fact {
	const char *id;    /* unique in the report and the same in the next run: about#key@means[:of] */
	const char *about; /* id of the subject */
	const char *of;    /* which occurrence, "" where there is only one */
	const char *value; /* present: the value; absent and failed: how it showed, or "" */
	int64_t at;        /* seconds since 1970-01-01 UTC */
	uint64_t number;   /* the value in the type that facts.def names; 0 if it has none or could not be read */
	enum hr_fact_key key;
	enum hr_seen seen;
	enum hr_means by;
};

/* A run of facts, sorted by key, then of, then means. */
struct hr_facts {
	const struct hr_fact *at;
	size_t count;
};

struct hr_endpoint {
	const char *id;      /* server id, port and service */
	const char *host;    /* lower case; name or address */
	const char *purpose; /* "" or: back-end, client-certificate, federation, external, hybrid-mail ... */
	enum hr_service service;
	uint16_t port;
	struct hr_facts facts;
};

struct hr_server {
	const char *id;      /* product/name */
	const char *name;    /* fully qualified, lower case */
	const char *release; /* product release: "2015", "2019", "SE"; "" unknown */
	const char *roles;   /* words separated by one space: "farm", "mailbox edge" */
	const char *site;    /* Active Directory site, or "" */
	const char *dn;      /* of the object that named it, or "" */
	enum hr_product product;
	struct hr_facts facts;
	const struct hr_endpoint *endpoints;
	size_t endpoint_count;
};

/* What was found, whole. */
struct hr_organisation {
	const struct hr_server *servers;
	size_t server_count;
	struct hr_facts facts; /* about = "organisation" */
};

#endif
