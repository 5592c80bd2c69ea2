/* A forest behind LDAP servers, as a directory. */
#ifndef HR_DISCOVER_LDAP_DIRECTORY_H
#define HR_DISCOVER_LDAP_DIRECTORY_H

#include "base/arena.h"
#include "discover/cross_refs.h"
#include "discover/directory.h"
#include "discover/emitter.h"
#include "discover/entry.h"
#include "discover/ldap_session.h"

#define HR_LDAP_ENTRIES_MAX ((size_t)5000000) /* of one search */
#define HR_LDAP_RANGES_MAX 10000              /* requests for the rest of one attribute */

/* A server, and the naming context that it is asked about. */
struct hr_ldap_holder {
	struct hr_ldap_session session;
	const char *normal; /* context; NULL = everything that has no holder of its own */
};

struct hr_ldap_directory {
	struct hr_directory directory;
	const struct hr_ldap_options *options;
	struct hr_arena *arena;
	struct hr_ldap_holder *holders; /* the first one is the server that was named */
	size_t holder_count, holder_capacity;
	struct hr_entry_builder builder;
	bool pages; /* the servers know paged results (RFC 2696) */
};

/* Connects to the server or domain named. False as hr_ldap_session_open(). Close it in any case. */
bool hr_ldap_directory_open(struct hr_ldap_directory *directory, const struct hr_ldap_options *options,
                            struct hr_error *why) HR_MUST_USE;
void hr_ldap_directory_close(struct hr_ldap_directory *directory);

/* hr_directory.search; `host` is the hr_ldap_directory. A lost connection is made anew once per search. */
bool hr_ldap_directory_search(void *host, const struct hr_query *query, const struct hr_sink *sink, const char **cut,
                              struct hr_error *why);

/*
 * Reads the RootDSE and the list of domains, and connects to a server of each domain that the first one does not hold.
 * Domains that cannot be read are said in notices and facts.
 */
bool hr_ldap_directory_contexts(struct hr_ldap_directory *directory, struct hr_notebook *notebook,
                                struct hr_error *why) HR_MUST_USE;

#endif
