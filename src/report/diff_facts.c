/* Evidence compared: what was seen then and now. */
#include <string.h>

#include "report/diff_inside.h"

/* --- what a difference means --- */

/* Facts whose loss is a loss whatever any rule says: something answered before, and does not now. */
static const enum hr_fact_key vital[] = {
        HR_FACT_REACHED,         HR_FACT_TLS_1_2,    HR_FACT_TLS_HANDSHAKE,       HR_FACT_STARTTLS,
        HR_FACT_HTTP_FEDERATION, HR_FACT_SIP_STATUS, HR_FACT_HTTP_WOPI_DISCOVERY, HR_FACT_CERT_NAME_MATCH,
};

static bool is_vital(const struct hr_fact *fact)
{
	/* TLS 1.3 may be turned off without a loss: nothing here asks for more than 1.2. */
	if (fact->key == HR_FACT_TLS_HANDSHAKE && strcmp(fact->of, "1.2") != 0)
		return false;
	for (size_t i = 0; i < HR_COUNT(vital); i++)
		if (vital[i] == fact->key)
			return true;
	return false;
}

static enum hr_bearing bearing_of_facts(const struct hr_fact *before, const struct hr_fact *after)
{
	const struct hr_fact *one = before == NULL ? after : before;
	if (!is_vital(one))
		return HR_OTHER;
	bool had = hr_known(before) && strcmp(before->value, "false") != 0;
	bool has = hr_known(after) && strcmp(after->value, "false") != 0;
	if (had == has)
		return HR_OTHER;
	if (has)
		return HR_BETTER;
	if (hr_known(after) || hr_missing(after) || (after != NULL && one->key == HR_FACT_REACHED))
		return HR_WORSE;
	return HR_UNCLEAR;
}

static void add_facts(struct hr_comparing *c, const struct hr_fact *before, const struct hr_fact *after)
{
	struct hr_change change = {.about = before == NULL ? after->about : before->about,
	                           .old_fact = before,
	                           .new_fact = after,
	                           .bearing = bearing_of_facts(before, after)};
	/* That a server or an endpoint came or went is said once, of itself. */
	if (!hr_comparing_has_both(c, change.about))
		return;
	if (c->only_judged)
		change.cause = HR_BY_CATALOG;
	c->moved[hr_report_server_of(c->after, change.about)] = true;
	hr_comparing_add(c, &change);
}

void hr_comparing_facts(struct hr_comparing *c)
{
	const struct hr_report *x = c->before;
	const struct hr_report *y = c->after;
	size_t i = 0;
	size_t k = 0;
	while (i < x->fact_count || k < y->fact_count) {
		int order = i == x->fact_count   ? 1
		            : k == y->fact_count ? -1
		                                 : hr_fact_compare(&x->facts[i], &y->facts[k]);
		const struct hr_fact *before = order <= 0 ? &x->facts[i++] : NULL;
		const struct hr_fact *after = order >= 0 ? &y->facts[k++] : NULL;
		if (before == NULL || after == NULL || !hr_fact_agrees(before, after))
			add_facts(c, before, after);
	}
}
