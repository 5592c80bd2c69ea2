/*
 * Host names to addresses on the loop: overrides first, then hosts(5) and DNS. Each name is asked for once; where tasks
 * come one after the other (options->feed), again after a minute, and what was known serves until there is an answer.
 */
#ifndef HR_PROBE_RESOLVE_H
#define HR_PROBE_RESOLVE_H

#include <uv.h>

#include "probe/host.h"
#include "probe/probe.h"

#define HR_ADDRESSES_MAX 8 /* of one name that are tried */

struct hr_resolver;

struct hr_addresses {
	enum hr_seen seen; /* PRESENT, ABSENT (the name does not exist) or FAILED */
	const char *why;   /* of ABSENT and FAILED */
	size_t count;
	const char (*at)[HR_ADDRESS_MAX];
};

typedef void hr_resolved(void *context, const struct hr_addresses *addresses);

/* A resolver on that loop; close it with hr_resolver_close() and run the loop until its handles are gone. */
bool hr_resolver_open(uv_loop_t *loop, const struct hr_probe_options *options, struct hr_resolver **resolver,
                      struct hr_error *why) HR_MUST_USE;
void hr_resolver_close(struct hr_resolver *resolver);
void hr_resolver_free(struct hr_resolver *resolver);

/*
 * Looks a name up; `done` is called once, maybe before this returns. The addresses stay valid until the resolver is
 * freed. False: memory.
 */
bool hr_resolver_ask(struct hr_resolver *resolver, const char *host, hr_resolved *done, void *context) HR_MUST_USE;

/* `name` is lower case; NULL: the address has none, or nobody said it in time, or the resolver was closed. */
typedef void hr_reversed(void *context, const char *name);

/* The name of an address literal by DNS (PTR). `done` is called once. False: memory, or not a literal. */
bool hr_resolver_reverse(struct hr_resolver *resolver, const char *address, hr_reversed *done, void *context);

#endif
