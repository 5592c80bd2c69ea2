/* Reports and files of one test. */
#ifndef TESTS_DISCOVER_SCRATCH_H
#define TESTS_DISCOVER_SCRATCH_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "discover/stub.h"
#include "model/names.h"

typedef bool scratch_discover(const struct hr_discovery *, const char *, struct hr_error *);

/* Every server with its endpoints, a line each, in the order of the report; static. */
static const char *scratch_inventory(const struct hr_report *report)
{
	static char text[16384];
	size_t used = 0;
	text[0] = '\0';
	for (size_t i = 0; i < report->organisation.server_count; i++) {
		const struct hr_server *server = &report->organisation.servers[i];
		const struct hr_fact *generation = hr_find_in(&server->facts, HR_FACT_GENERATION);
		used += (size_t)snprintf(text + used, sizeof text - used, "%s [%s] %s%s", server->id, server->roles,
		                         server->release, generation == NULL ? "" : generation->value);
		for (size_t k = 0; k < server->endpoint_count; k++) {
			const struct hr_endpoint *e = &server->endpoints[k];
			used += (size_t)snprintf(text + used, sizeof text - used, " %u/%s%s%s", (unsigned)e->port,
			                         hr_service_name(e->service), *e->purpose == '\0' ? "" : "=",
			                         e->purpose);
		}
		used += (size_t)snprintf(text + used, sizeof text - used, "\n");
	}
	return text;
}

/* Runs `discover` over a file of these bytes; the report is indexed, and is to be freed. */
static struct hr_report *scratch_run(scratch_discover *discover, const char *bytes, size_t length, bool *ok,
                                     struct hr_error *why)
{
	char path[] = "/tmp/hr-scratch-XXXXXX";
	int fd = mkstemp(path);
	struct hr_report *report = NULL;
	*ok = false;
	if (fd < 0 || write(fd, bytes, length) != (ssize_t)length || !hr_report_new(&report, why))
		abort();
	(void)close(fd);
	const struct hr_discovery discovery = {.report = report, .modules = &stub_modules, .now = 1700000000};
	*ok = discover(&discovery, path, why);
	(void)unlink(path);
	if (!hr_report_index(report, why))
		abort();
	return report;
}

#endif
