/* What the tests of this room share: a small organisation, and what was told about it. */
#ifndef HR_TEST_WATCH_STORY_H
#define HR_TEST_WATCH_STORY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "model/names.h"
#include "model/report.h"

#define EX01 "exchange/ex01.contoso.com"
#define WEB EX01 ":443/https"
#define MAIL EX01 ":25/smtp"
#define OOS "office-online/oos.contoso.com"
#define OFFICE OOS ":443/https"

static inline void add_server(struct hr_report *report, enum hr_product product, const char *name)
{
	struct hr_error why;
	size_t place = 0;
	assert_true(hr_report_add_server(report, product, name, "", "", &place, &why));
	assert_true(hr_report_add_endpoint(report, place, NULL, 443, HR_SERVICE_HTTPS, "", &why));
	if (product == HR_EXCHANGE)
		assert_true(hr_report_add_endpoint(report, place, NULL, 25, HR_SERVICE_SMTP, "", &why));
}

static inline void add_fact(struct hr_report *report, const char *about, enum hr_fact_key key, enum hr_seen seen,
                            const char *value)
{
	struct hr_error why;
	const struct hr_observation fact = {
	        .about = about, .key = key, .seen = seen, .value = value, .by = HR_BY_PROBE, .at = 1};
	assert_true(hr_report_add_fact(report, &fact, &why));
}

/* Two servers with three endpoints, all of which accept TLS 1.0 and 1.2. */
static inline struct hr_report *organisation(void)
{
	static const char *const endpoints[] = {WEB, MAIL, OFFICE};
	struct hr_error why;
	struct hr_report *report = NULL;
	assert_true(hr_report_new(&report, &why));
	add_server(report, HR_EXCHANGE, "ex01.contoso.com");
	add_server(report, HR_OFFICE_ONLINE, "oos.contoso.com");
	for (size_t i = 0; i < HR_COUNT(endpoints); i++) {
		add_fact(report, endpoints[i], HR_FACT_REACHED, HR_PRESENT, "192.0.2.1");
		add_fact(report, endpoints[i], HR_FACT_TLS_1_0, HR_PRESENT, "A B");
		add_fact(report, endpoints[i], HR_FACT_TLS_1_2, HR_PRESENT, "C D");
		add_fact(report, endpoints[i], HR_FACT_TLS_1_3, HR_ABSENT, "");
	}
	assert_true(hr_report_index(report, &why));
	return report;
}

/* "12 version-vanished WEB 1.0" for each event, one a line. */
struct told {
	char text[4096];
};

static inline void note(void *context, const struct hr_event *event)
{
	struct told *told = context;
	size_t length = strlen(told->text);
	const char *slash = strchr(event->about, '/');
	(void)snprintf(told->text + length, sizeof told->text - length, "%lld %s %s%s%s\n", (long long)event->at,
	               hr_event_name(event->kind), slash == NULL ? event->about : slash + 1,
	               *event->of == '\0' ? "" : " ", event->of);
}

#endif
