/* What the tests of this room share: a folder of their own, whole files, and a small report. */
#ifndef HR_TEST_REPORT_SCRATCH_H
#define HR_TEST_REPORT_SCRATCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "model/report.h"

#define REPORTS HR_TEST_DATA "/../../../reports"
#define SCHEMA REPORTS "/report.xsd"
#define SAMPLE REPORTS "/sample/contoso.xml"

static char scratch[64];

static inline int make_scratch(void **state)
{
	(void)state;
	(void)snprintf(scratch, sizeof scratch, "/tmp/hr-report-XXXXXX");
	return mkdtemp(scratch) == NULL ? -1 : 0;
}

static inline int drop_scratch(void **state)
{
	(void)state;
	return rmdir(scratch); /* fails if a test leaves something behind, a temporary file above all */
}

/* A path in the scratch folder; two may be in use at a time. */
static inline const char *at(const char *name)
{
	static char paths[2][128];
	static unsigned turn;
	turn ^= 1;
	(void)snprintf(paths[turn], sizeof paths[turn], "%s/%s", scratch, name);
	return paths[turn];
}

/* The whole file, NUL-terminated; free() it. */
static inline char *slurp(const char *path, size_t *length)
{
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	assert_int_equal(fseek(file, 0, SEEK_END), 0);
	long end = ftell(file);
	assert_true(end >= 0);
	rewind(file);
	char *bytes = malloc((size_t)end + 1);
	assert_non_null(bytes);
	*length = fread(bytes, 1, (size_t)end, file);
	assert_int_equal(*length, end);
	bytes[*length] = '\0';
	(void)fclose(file);
	return bytes;
}

static inline void spill(const char *path, const char *bytes, size_t length)
{
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

static inline void see(struct hr_report *report, const char *about, enum hr_fact_key key, const char *of,
                       enum hr_seen seen, const char *value)
{
	const struct hr_observation o = {.about = about,
	                                 .of = of,
	                                 .value = value,
	                                 .at = 1795487365,
	                                 .key = key,
	                                 .seen = seen,
	                                 .by = HR_BY_PROBE};
	struct hr_error why;
	assert_true(hr_report_add_fact(report, &o, &why));
}

/* One Skype server with one endpoint, a fact each; not yet assessed. */
static inline struct hr_report *small_report(void)
{
	struct hr_error why;
	struct hr_report *report = NULL;
	size_t i = 0;
	assert_true(hr_report_new(&report, &why));
	report->run.id = "run-1";
	report->run.tool = "hybridready 0.1.0";
	report->run.started = 1795487360;
	assert_true(hr_report_add_source(report, "ldap", "ldaps://dc1.contoso.com", "DC=contoso,DC=com", &why));
	assert_true(hr_report_add_server(report, HR_SKYPE, "fe01.contoso.com", "2015", "front-end", &i, &why));
	assert_true(hr_report_add_endpoint(report, i, "", 5061, HR_SERVICE_SIP, "", &why));
	see(report, "skype/fe01.contoso.com", HR_FACT_BUILD, "", HR_PRESENT, "6.0.9319.516");
	see(report, "skype/fe01.contoso.com:5061/sip", HR_FACT_TLS_1_2, "", HR_ABSENT, "alert protocol_version");
	assert_true(hr_report_index(report, &why));
	return report;
}

/* The same, judged. */
static inline struct hr_report *judged_report(void)
{
	struct hr_report *report = small_report();
	struct hr_error why;
	const struct hr_finding finding = {.rule = "skype.update",
	                                   .about = "skype/fe01.contoso.com",
	                                   .fact = "skype/fe01.contoso.com#build@probe",
	                                   .why = "old",
	                                   .message = "Build 6.0.9319.516 is below CU9.",
	                                   .remedy = "skype-install-cu",
	                                   .evidence = "",
	                                   .question = HR_CONNECT,
	                                   .severity = HR_HIGH,
	                                   .outcome = HR_NOT_READY,
	                                   .unverified = true};
	const struct hr_finding waiting = {.rule = "windows.winhttp",
	                                   .about = "skype/fe01.contoso.com",
	                                   .fact = "",
	                                   .why = "",
	                                   .message = "Not known.",
	                                   .remedy = "",
	                                   .evidence = "registry-export",
	                                   .question = HR_RETIRE,
	                                   .severity = HR_MEDIUM,
	                                   .outcome = HR_UNKNOWN};
	const struct hr_request request = {"skype/fe01.contoso.com", "registry-export", "windows.winhttp"};
	const struct hr_step step = {1, "skype/fe01.contoso.com", "skype-install-cu", "", "skype.update", "", true};
	const struct hr_effect effect = {1, "skype.update", "skype/fe01.contoso.com", HR_NOT_READY, HR_READY};
	const struct hr_legend legend = {"remedy", "skype-install-cu", "Install it", "How", "Verify",
	                                 "Undo",   "ms-tls12"};
	assert_true(hr_report_add_finding(report, &finding, &why));
	assert_true(hr_report_add_finding(report, &waiting, &why));
	assert_true(hr_report_add_request(report, &request, &why));
	assert_true(hr_report_add_step(report, &step, &why));
	assert_true(hr_report_add_effect(report, &effect, &why));
	assert_true(hr_report_add_legend(report, &legend, &why));
	assert_true(hr_report_add_notice(report, "directory-blind-spot", "skype/fe01.contoso.com", "no CU", &why));
	report->assessed = true;
	report->run.complete = true;
	report->run.finished = 1795487400;
	report->run.catalog = "2026-11-01";
	report->verdicts[HR_CONNECT] = HR_NOT_READY;
	return report;
}

#endif
