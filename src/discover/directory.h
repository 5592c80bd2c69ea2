/* A directory as the survey sees it: something that can be searched. LDAP servers and LDIF files are two of them. */
#ifndef HR_DISCOVER_DIRECTORY_H
#define HR_DISCOVER_DIRECTORY_H

#include "base/error.h"
#include "hybridready/check.h"

#define HR_DOMAINS_MAX ((size_t)1000) /* domains of one forest */
#define HR_DN_MAX ((size_t)8192)      /* bytes of a DN; longer ones are passed over with a notice */

/* A domain naming context. */
struct hr_domain {
	const char *dn;
	const char *normal;  /* hr_dn_normalise() of it */
	const char *partial; /* why not all of it is there; NULL = it is all there */
};

/* Naming contexts; NULL where the directory has none. Strings live as long as the directory. */
struct hr_contexts {
	struct hr_domain configuration;
	struct hr_domain schema;
	struct hr_domain root_domain;
	struct hr_domain *domains;
	size_t domain_count;
};

/* One search of one naming context. */
struct hr_query {
	const struct hr_search *search;
	const char *base;    /* DN to begin at */
	const char *context; /* DN of the naming context it lies in */
};

/* Who gets the entries. */
struct hr_sink {
	bool (*entry)(void *context, const struct hr_entry *entry, struct hr_error *why);
	void (*again)(void *context); /* the search begins again: forget what it gave so far */
	void *context;
};

struct hr_directory {
	void *host;
	/*
	 * Every entry that matches goes to the sink, with the attributes asked for and no others. A base that is not
	 * there matches nothing. *cut is set to the reason (static text) when the directory gave less than there is;
	 * else NULL.
	 */
	bool (*search)(void *host, const struct hr_query *query, const struct hr_sink *sink, const char **cut,
	               struct hr_error *why);
	struct hr_contexts contexts;
	bool scans; /* a search reads everything: one broad search is cheaper than many narrow ones */
};

#endif
