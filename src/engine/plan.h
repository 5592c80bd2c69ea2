/* From inventory and asks to probe tasks: equal asks become one. Pure. */
#ifndef HR_ENGINE_PLAN_H
#define HR_ENGINE_PLAN_H

#include "engine/modules.h"
#include "model/report.h"

struct hr_http_ask {
	const char *path;
	const struct hr_extract *extracts; /* of all modules that ask for this path, equal ones once */
	size_t extract_count;
};

/* What to find out at one host, port and service; every endpoint in `about` gets a copy of each fact. */
struct hr_task {
	const char *host;
	const char *const *about; /* endpoint ids */
	size_t about_count;
	const struct hr_http_ask *http;
	size_t http_count;
	enum hr_service service;
	uint16_t port;
	bool tls;   /* enumerate, handshake, certificate */
	bool sip;   /* OPTIONS */
	bool quick; /* a quick look only, whatever the prober's options say; the planner leaves it false */
};

struct hr_tasks {
	const struct hr_task *at;
	size_t count;
};

/* The tasks for an indexed report, in the order of their endpoints; owned by `arena`. False: memory. */
bool hr_plan_tasks(const struct hr_report *report, const struct hr_modules *modules, struct hr_arena *arena,
                   struct hr_tasks *tasks, struct hr_error *why) HR_MUST_USE;

#endif
