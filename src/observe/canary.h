/*
 * The canary: servers for HTTPS, SMTP with STARTTLS and SIP over TLS that note each arriving ClientHello, shake hands
 * where that is possible, and tell the caller what it came with. Clients, bytes and time are bounded; nothing that a
 * caller sends is kept but its hello, its name and the path it asked for.
 */
#ifndef HR_OBSERVE_CANARY_H
#define HR_OBSERVE_CANARY_H

#include "observe/roster.h"
#include "probe/probe.h"

#define HR_CANARY_LISTEN_MAX 64
#define HR_CANARY_CALLERS 4096    /* at once; beyond it, the one that waits longest without a hello must go */
#define HR_CANARY_BYTES_MAX 65536 /* of one caller before its handshake ends, and again after it */
#define HR_CANARY_TIME_MS 10000   /* of one caller, from its connection to its end */

struct hr_canary_place {
	const char *address; /* literal */
	uint16_t port;
	enum hr_service service; /* HTTPS, SMTP, SIP */
};

struct hr_canary_options {
	const struct hr_canary_place *places;
	size_t place_count;
	const char *certificate, *key; /* PEM files; NULL = self-made */
	unsigned seconds;              /* 0 = until *stop */
	unsigned callers;              /* at once; 0 = HR_CANARY_CALLERS */
	const volatile bool *stop;
	int64_t (*now)(void);
	struct hr_probe_options names; /* how names are resolved: overrides, nameserver */
	void *context;
	void (*ready)(void *context);                           /* all listen; may be NULL */
	void (*noted)(void *context, const struct hr_roster *); /* a caller was noted; may be NULL */
	/* Several times a second; false ends it, with *why of the caller's. May be NULL. */
	bool (*tick)(void *context, const struct hr_roster *);
};

struct hr_canary_counts {
	uint64_t connections, hellos, handshakes;
	uint64_t garbage; /* sent something else than a hello */
	uint64_t silent;  /* sent no whole hello before they left or their time was over */
	uint64_t evicted; /* made room */
};

/*
 * Listens until the time is over or *stop. roster: arena, organisation and catalog set; filled in. False: an address
 * cannot be listened on, a certificate cannot be read, memory; what was noted stands in the roster.
 */
bool hr_canary_run(const struct hr_canary_options *options, struct hr_roster *roster, struct hr_canary_counts *counts,
                   struct hr_error *why) HR_MUST_USE;

#endif
