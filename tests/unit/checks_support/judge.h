/* Judges of a check module on organisations written as text. */
#ifndef HR_TESTS_JUDGE_H
#define HR_TESTS_JUDGE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hybridready/check.h"
#include "model/report.h"

extern const struct hr_module hybridready_module;

/* When every run of these tests takes place: 2026-11-24T00:00:00Z. */
#define TEST_NOW INT64_C(1795478400)

/*
 * One row of a table. `world` holds lines:
 *
 *   server PRODUCT NAME ROLE[+ROLE...] [RELEASE]   the first one is judged; "-" = no role
 *   dn DN                                          of the server above
 *   endpoint PORT SERVICE [PURPOSE] [HOST]         of the server above; the first one of the first server is judged
 *   [MEANS] KEY[/OF] SEEN[ VALUE]                  a fact about the subject above; before any server: the organisation
 *   about organisation                             facts that follow are the organisation's
 *   about NAME                                     facts that follow are that server's own
 *
 * MEANS is directory, registry ...; left out it is probe for an endpoint and directory otherwise. An underscore in OF
 * stands for a space.
 */
struct judge_row {
	const char *rule;
	const char *world;
	enum hr_outcome outcome;
	const char *why;   /* NULL = none */
	const char *found; /* NULL = not looked at; else the found text or the deciding fact's value */
	bool lighter, unverified, disabled_phase;
};

/* Judges each row and fails the test at the first that comes out otherwise, saying which. */
void judge_rows(const struct judge_row *rows, size_t count, const struct hr_catalog *catalog);

/* Fails unless every rule of the module shows ready, not-ready and unknown somewhere in the rows, but for `exempt`. */
void judge_coverage(const struct judge_row *rows, size_t count, const char *const *exempt, size_t exempt_count);

/* The report that the lines describe, indexed; freed by the caller. */
struct hr_report *judge_world(const char *world);

#endif
