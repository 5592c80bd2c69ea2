/* The Windows release of a server, as the directory and the registry write it, in the catalog. */
#ifndef HR_CHECKS_COMMON_WINDOWS_H
#define HR_CHECKS_COMMON_WINDOWS_H

#include "common/words.h"

/* "10.0 (17763)" of the directory, or "10.0.17763" of the registry, as a build. */
static inline bool hr_read_windows_version(const char *text, uint64_t *version)
{
	uint64_t major, minor, build = 0;
	if (!hr_read_number(&text, UINT16_MAX, &major) || *text++ != '.' || !hr_read_number(&text, UINT16_MAX, &minor))
		return false;
	if (hr_begins(text, " ("))
		text += 2;
	else if (*text == '.')
		text++;
	else
		return false;
	if (!hr_read_number(&text, UINT16_MAX, &build) || (*text != ')' && *text != '\0' && *text != '.'))
		return false;
	*version = HR_BUILD(major, minor, build, 0);
	return true;
}

/* The last release that began at or before that version, server with server; NULL if the catalog has none. */
static inline const struct hr_windows *hr_windows_of(const struct hr_catalog *catalog, uint64_t version, bool server)
{
	const struct hr_windows *best = NULL;
	for (size_t i = 0; i < catalog->windows_count; i++) {
		const struct hr_windows *row = &catalog->windows[i];
		if (row->server == server && row->version <= version && row->version >> 32 == version >> 32 &&
		    (best == NULL || row->version > best->version))
			best = row;
	}
	return best;
}

/*
 * Can the server's Windows release do TLS 1.2, and is it in support? why: no-tls12, out-of-support, unlisted. The rule
 * is about the release only: what is switched on in it is the business of the Schannel rules.
 */
static inline struct hr_verdict hr_judge_windows(const struct hr_case *c)
{
	const struct hr_fact *version = hr_find_in(&c->server->facts, HR_FACT_OS_VERSION);
	const struct hr_fact *name = hr_find_in(&c->server->facts, HR_FACT_OS_NAME);
	uint64_t number;

	if (!hr_known(version))
		return hr_unknown(version, "the Windows release");
	/* The products of this program run on servers; only a name that says otherwise makes it a client. */
	bool server = !hr_known(name) || hr_within(name->value, "Server") != NULL;
	const struct hr_windows *row =
	        hr_read_windows_version(version->value, &number) ? hr_windows_of(c->catalog, number, server) : NULL;
	if (row == NULL)
		return hr_because(hr_unknown(version, "a Windows release that the catalog lists"), "unlisted");
	struct hr_verdict verdict = hr_ready(version);
	if (!row->tls12)
		verdict = hr_because(hr_not_ready(version, "a Windows release with TLS 1.2"), "no-tls12");
	else if (row->support_ends != 0 && c->now >= row->support_ends)
		verdict = hr_because(hr_not_ready(version, "a Windows release in support"), "out-of-support");
	else if (row->support_ends == 0)
		verdict = hr_because(hr_unknown(version, "until when this release is supported"), "unlisted");
	verdict.found = row->name;
	return hr_resting_on(verdict, row->verified);
}

#endif
