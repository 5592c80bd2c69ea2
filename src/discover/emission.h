/* One thing that a module said. */
#ifndef HR_DISCOVER_EMISSION_H
#define HR_DISCOVER_EMISSION_H

#include "discover/emitter.h"

enum hr_emission_kind {
	HR_SAID_SERVER = 0,
	HR_SAID_PLACE,    /* text = dn, more = site */
	HR_SAID_ENDPOINT, /* text = host, more = purpose */
	HR_SAID_FACT,     /* text = of, more = value */
	HR_SAID_NOTICE,   /* text = id, more = detail */
	HR_SAID_COUNT,    /* text = of */
	HR_SAID_COUNTED,  /* a count that is in the report already */
};

struct hr_emission {
	struct hr_found *server; /* NULL = the organisation */
	const char *text;
	const char *more;
	enum hr_emission_kind kind;
	enum hr_fact_key key;
	enum hr_seen seen;
	enum hr_service service;
	uint16_t port;
};

#endif
