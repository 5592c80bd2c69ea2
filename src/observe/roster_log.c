#include "observe/roster_log.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SERVER, PROGRAM, FAILURE, VERSION, SUITE, CALLS, LAST, VERSIONS, SUITES, GROUPS, SNI, ALPN, JA3, JA4, STACK };

void hr_offered_write(const struct hr_roster *roster, size_t index, struct hr_offered_text *text)
{
	const struct hr_offered *row = &roster->offered[index];
	const uint64_t numbers[4] = {row->version, row->suite, row->calls, row->last > 0 ? (uint64_t)row->last : 0};
	for (size_t i = 0; i < HR_COUNT(numbers); i++) {
		(void)snprintf(text->numbers[i], sizeof text->numbers[i], "%" PRIu64, numbers[i]);
		text->fields[VERSION + i] = text->numbers[i];
	}
	text->fields[SERVER] = roster->organisation->servers[row->server].id;
	text->fields[PROGRAM] = row->program;
	text->fields[FAILURE] = row->failure;
	text->fields[VERSIONS] = row->offer.versions;
	text->fields[SUITES] = row->offer.suites;
	text->fields[GROUPS] = row->offer.groups;
	text->fields[SNI] = row->offer.sni;
	text->fields[ALPN] = row->offer.alpn;
	text->fields[JA3] = row->offer.ja3;
	text->fields[JA4] = row->offer.ja4;
	text->fields[STACK] = row->offer.stack;
}

static bool restore(struct hr_roster *roster, size_t server, const char *const *fields, struct hr_error *why)
{
	const struct hr_offer offer = {.versions = fields[VERSIONS],
	                               .suites = fields[SUITES],
	                               .groups = fields[GROUPS],
	                               .sni = fields[SNI],
	                               .alpn = fields[ALPN],
	                               .ja3 = fields[JA3],
	                               .ja4 = fields[JA4],
	                               .stack = fields[STACK]};
	uint64_t numbers[4];
	static const uint64_t most[4] = {UINT16_MAX, UINT16_MAX, UINT64_MAX / 2, INT64_MAX};
	for (size_t i = 0; i < HR_COUNT(numbers); i++)
		if (!hr_text_number(fields[VERSION + i], most[i], &numbers[i]))
			return hr_fail(why, HR_E_FORMAT, "a call that was kept says \"%.40s\" where a number should be",
			               fields[VERSION + i]);
	struct hr_offered *row = NULL;
	if (!hr_roster_row(roster, server, &offer, &row, why))
		return false;
	if (row == NULL)
		return true;
	row->version = (uint16_t)numbers[0];
	row->suite = (uint16_t)numbers[1];
	row->calls = numbers[2];
	row->last = (int64_t)numbers[3];
	row->program = hr_text_printable(roster->arena, fields[PROGRAM], strlen(fields[PROGRAM]), HR_NAME_MAX);
	row->failure = hr_text_printable(roster->arena, fields[FAILURE], strlen(fields[FAILURE]), HR_NAME_MAX);
	return (row->program != NULL && row->failure != NULL) || hr_fail_memory(why);
}

bool hr_roster_restore(struct hr_roster *roster, const char *const *fields, size_t count, struct hr_error *why)
{
	if (count != HR_OFFERED_FIELDS)
		return hr_fail(why, HR_E_FORMAT, "a call that was kept has %zu fields, wanted %d", count,
		               HR_OFFERED_FIELDS);
	for (size_t i = 0; i < roster->organisation->server_count; i++)
		if (strcmp(roster->organisation->servers[i].id, fields[SERVER]) == 0)
			return restore(roster, i, fields, why);
	return true;
}
