/* A list of servers that their owner wrote. */
#include "discover/emitter.h"
#include "discover/input.h"
#include "discover/server_list.h"

#define LIST_FILE_MAX ((size_t)16 * 1048576)

struct standard {
	enum hr_product product;
	const char *role; /* NULL = any */
	const char *purpose;
	uint16_t port;
	enum hr_service service;
};

/*
 * What a server listens on that names no endpoint. AD FS: facts on AD FS, ports; Exchange: receive-connectors.md and
 * network-ports.md; Skype for Business: ports-and-protocols.md; Office Online Server: 443.
 */
static const struct standard standards[] = {
        {HR_ADFS, NULL, "", 443, HR_SERVICE_HTTPS},
        {HR_ADFS, NULL, "client-certificate", 49443, HR_SERVICE_HTTPS},
        {HR_EXCHANGE, "edge", "external", 25, HR_SERVICE_SMTP},
        {HR_EXCHANGE, "mailbox", "", 25, HR_SERVICE_SMTP},
        {HR_EXCHANGE, "mailbox", "", 443, HR_SERVICE_HTTPS},
        {HR_EXCHANGE, "client-access", "", 443, HR_SERVICE_HTTPS},
        {HR_EXCHANGE, "farm", "", 443, HR_SERVICE_HTTPS},
        {HR_SKYPE, "edge", "federation", 5061, HR_SERVICE_SIP},
        {HR_SKYPE, "front-end", "", 5061, HR_SERVICE_SIP},
        {HR_SKYPE, "front-end", "", 443, HR_SERVICE_HTTPS},
        {HR_SKYPE, "front-end", "", 4443, HR_SERVICE_HTTPS},
        {HR_SKYPE, "director", "", 5061, HR_SERVICE_SIP},
        {HR_SKYPE, "director", "", 443, HR_SERVICE_HTTPS},
        {HR_SKYPE, "farm", "", 5061, HR_SERVICE_SIP},
        {HR_SKYPE, "mediation", "back-end", 5070, HR_SERVICE_SIP},
        {HR_OFFICE_ONLINE, NULL, "", 443, HR_SERVICE_HTTPS},
};

static void say_standards(const struct hr_emitter *say, struct hr_found *server, const struct hr_list_line *line)
{
	for (size_t i = 0; i < HR_COUNT(standards); i++) {
		const struct standard *s = &standards[i];
		if (s->product == line->product && (s->role == NULL || hr_has_word(line->role, s->role)))
			say->endpoint(say->host, server, NULL, s->port, s->service, s->purpose);
	}
}

static void say_line(const struct hr_emitter *say, const struct hr_list_line *line)
{
	struct hr_found *server = say->server(say->host, line->product, line->host, "", line->role);
	for (size_t i = 0; i < line->endpoint_count; i++)
		say->endpoint(say->host, server, NULL, line->endpoints[i].port, line->endpoints[i].service, "");
	if (line->endpoint_count == 0)
		say_standards(say, server, line);
}

static bool read_lines(const char *path, const struct hr_input *input, struct hr_notebook *notebook,
                       struct hr_error *why)
{
	struct hr_list list = hr_list_of(hr_reader_of(input->bytes, input->length));
	struct hr_list_line line;
	size_t count = 0;
	for (; hr_list_next(&list, &line); count++)
		say_line(&notebook->face, &line);
	if (list.wrong != NULL)
		return hr_fail(why, HR_E_FORMAT, "%s:%zu: %s", path, list.line, list.wrong);
	return count > 0 || hr_fail(why, HR_E_FORMAT,
	                            "%s: names no server; wanted are lines: host product role [service:port...]", path);
}

bool hr_discover_servers(const struct hr_discovery *discovery, const char *path, struct hr_error *why)
{
	struct hr_input input = {0};
	struct hr_notebook notebook;
	if (!hr_notebook_open(&notebook, HR_BY_OWNER, why))
		return false;
	bool ok = hr_input_read(path, LIST_FILE_MAX, &input, why) && hr_input_to_utf8(path, &input, why) &&
	          read_lines(path, &input, &notebook, why) &&
	          hr_notebook_commit(&notebook, discovery->report, discovery->now, why) &&
	          hr_report_add_source(discovery->report, "servers", path, "", why);
	hr_input_free(&input);
	hr_notebook_close(&notebook);
	return ok;
}
