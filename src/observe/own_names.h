/* The addresses of the inventory's servers, by --resolve, --hosts and DNS. */
#ifndef HR_OBSERVE_OWN_NAMES_H
#define HR_OBSERVE_OWN_NAMES_H

#include "base/arena.h"
#include "probe/resolve.h"

/* What is asked for, and what came of it; lives until the last answer. */
struct hr_own_names {
	/* Is this server's name to be looked up? */
	bool (*wanted)(void *context, const struct hr_server *server);
	/* It (its place in the organisation) has that address. */
	void (*found)(void *context, size_t server, const char *address);
	void *context;
	size_t open; /* names without an answer yet */
};

/* Asks the resolver for all of them at once; answers come while its loop runs. False: memory. */
bool hr_own_names_ask(struct hr_own_names *names, struct hr_resolver *resolver, struct hr_arena *arena,
                      const struct hr_organisation *organisation, struct hr_error *why) HR_MUST_USE;

/* The same on a loop of its own, to the end: a name that nobody answers for has no address. */
bool hr_own_names_look_up(struct hr_own_names *names, const struct hr_probe_options *options, struct hr_arena *arena,
                          const struct hr_organisation *organisation, struct hr_error *why) HR_MUST_USE;

#endif
