#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/prober.h"

void hr_visit_observe(struct hr_visit *visit, enum hr_fact_key key, const char *of, enum hr_seen seen,
                      const char *value)
{
	struct hr_prober *prober = visit->prober;
	struct hr_observation observation = {
	        .about = visit->task->about_count > 0 ? visit->task->about[0] : "",
	        .of = of,
	        .value = value,
	        .at = prober->now(),
	        .key = key,
	        .seen = seen,
	        .by = HR_BY_PROBE,
	};
	if (!prober->failed && !prober->sink->observe(prober->sink->context, visit->task, &observation))
		prober->failed = prober->stopping = true;
}

void hr_visit_tell_addresses(struct hr_visit *visit)
{
	const struct hr_addresses *addresses = visit->addresses;
	if (addresses->seen != HR_PRESENT) {
		hr_visit_observe(visit, HR_FACT_ADDRESS, NULL, addresses->seen, addresses->why);
		hr_visit_observe(visit, HR_FACT_REACHED, NULL, HR_FAILED, addresses->why);
		return;
	}
	struct hr_buffer text = {.ceiling = HR_VALUE_MAX};
	for (size_t i = 0; i < addresses->count; i++)
		hr_buffer_printf(&text, "%s%s", i == 0 ? "" : " ", addresses->at[i]);
	if (text.failed)
		hr_prober_fail_memory(visit->prober);
	else
		hr_visit_observe(visit, HR_FACT_ADDRESS, NULL, HR_PRESENT, text.data);
	hr_buffer_free(&text);
}

static void keep_text(char **place, const char *text)
{
	char *copy = *text == '\0' ? NULL : malloc(strlen(text) + 1);
	if (copy == NULL)
		return;
	memcpy(copy, text, strlen(text) + 1);
	free(*place);
	*place = copy;
}

/* What a mail server said is known, whatever came of it: "421 too many connections" above all. */
void hr_visit_keep_words(struct hr_visit *visit, const struct hr_starttls *starttls)
{
	if (visit->starttls_told || starttls->service != HR_SERVICE_SMTP || !starttls->greeted)
		return;
	keep_text(&visit->banner, starttls->banner);
	if (starttls->offered)
		keep_text(&visit->ehlo, starttls->words);
}

/* Once per endpoint: the first conversation that came to an end says it. */
void hr_visit_tell_starttls(struct hr_visit *visit, const struct hr_starttls *starttls)
{
	if (visit->starttls_told)
		return;
	visit->starttls_told = true;
	bool offered = starttls->state == HR_STARTTLS_READY;
	hr_visit_observe(visit, HR_FACT_STARTTLS, NULL, offered ? HR_PRESENT : HR_ABSENT,
	                 offered ? "offered" : "not offered");
	if (starttls->service != HR_SERVICE_SMTP)
		return;
	hr_visit_observe(visit, HR_FACT_SMTP_BANNER, NULL, HR_PRESENT, starttls->banner);
	hr_visit_observe(visit, HR_FACT_SMTP_EHLO, NULL, HR_PRESENT, starttls->words);
}

const char *hr_visit_suite_name(const struct hr_visit *visit, uint16_t code)
{
	const struct hr_catalog *catalog = visit->prober->catalog;
	size_t low = 0, high = catalog->suite_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (catalog->suites[middle].code == code)
			return catalog->suites[middle].name;
		if (catalog->suites[middle].code < code)
			low = middle + 1;
		else
			high = middle;
	}
	return "";
}

static void add_word(struct hr_buffer *text, const char *name, unsigned code, int digits)
{
	if (text->length > 0)
		hr_buffer_text(text, " ");
	if (name != NULL && *name != '\0')
		hr_buffer_text(text, name);
	else
		hr_buffer_printf(text, "0x%0*X", digits, code);
}

static void tell_version(struct hr_visit *visit, enum hr_chain_id id)
{
	const struct hr_chain *chain = &visit->enumerate->chains[id];
	if (chain->seen != HR_PRESENT) {
		hr_visit_observe(visit, hr_chain_key(id), NULL, chain->seen, chain->why);
		return;
	}
	if (visit->enumerate->quick) { /* a list of one would pass for the whole */
		hr_visit_observe(visit, hr_chain_key(id), NULL, HR_PRESENT, "");
		return;
	}
	struct hr_buffer text = {.ceiling = HR_VALUE_MAX};
	for (size_t i = 0; i < chain->accepted_count; i++)
		add_word(&text, hr_visit_suite_name(visit, chain->accepted[i]), chain->accepted[i], 4);
	for (size_t i = 0; i < chain->kind_count; i++)
		add_word(&text, hr_ssl2_kind_name(chain->kinds[i]), chain->kinds[i], 6);
	if (text.failed)
		hr_prober_fail_memory(visit->prober);
	else
		hr_visit_observe(visit, hr_chain_key(id), NULL, HR_PRESENT, text.data);
	hr_buffer_free(&text);
}

void hr_visit_tell_tls(struct hr_visit *visit)
{
	static const enum hr_chain_id ids[] = {HR_CHAIN_SSL2, HR_CHAIN_SSL3, HR_CHAIN_1_0,
	                                       HR_CHAIN_1_1,  HR_CHAIN_1_2,  HR_CHAIN_1_3};
	static const char *const orders[] = {"", "server", "client", "mixed"};
	const struct hr_enumerate *e = visit->enumerate;
	bool upgrades = visit->task->service >= HR_SERVICE_SMTP && visit->task->service <= HR_SERVICE_LDAP;
	if (!visit->starttls_told && visit->banner != NULL)
		hr_visit_observe(visit, HR_FACT_SMTP_BANNER, NULL, HR_PRESENT, visit->banner);
	if (!visit->starttls_told && visit->ehlo != NULL)
		hr_visit_observe(visit, HR_FACT_SMTP_EHLO, NULL, HR_PRESENT, visit->ehlo);
	if (upgrades && !visit->starttls_told)
		hr_visit_observe(visit, HR_FACT_STARTTLS, NULL, HR_FAILED,
		                 visit->why[0] != '\0' ? visit->why
		                 : e != NULL           ? e->dead
		                                       : "no conversation came to an end");
	if (e == NULL)
		return;
	hr_enumerate_compare(visit->enumerate);
	hr_visit_tell_gleanings(visit);
	hr_visit_tell_deep(visit);
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
		tell_version(visit, ids[i]);
	if (e->quick) {
		hr_visit_observe(visit, HR_FACT_TLS_ENUMERATION, NULL, HR_PRESENT, "quick");
		return;
	}
	enum hr_order order = hr_enumerate_order(e);
	if (order != HR_ORDER_UNKNOWN)
		hr_visit_observe(visit, HR_FACT_TLS_ORDER, NULL, HR_PRESENT, orders[order]);
	else
		hr_visit_observe(visit, HR_FACT_TLS_ORDER, NULL, HR_FAILED,
		                 e->dead[0] != '\0' ? e->dead : "no version with two suites to choose from");
	bool required = false;
	enum hr_seen sni = hr_enumerate_sni(e, &required);
	hr_visit_observe(visit, HR_FACT_TLS_SNI, NULL, sni,
	                 sni != HR_PRESENT ? e->chains[HR_CHAIN_SNI].why
	                 : required        ? "required"
	                                   : "optional");
	if (e->disagreement[0] != '\0')
		hr_visit_observe(visit, HR_FACT_TLS_DISAGREEMENT, NULL, HR_PRESENT, e->disagreement);
}
