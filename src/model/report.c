#include "model/report.h"

#include <string.h>

#include "base/build.h"
#include "base/clock.h"
#include "base/text.h"
#include "model/names.h"

#define SOURCES_MAX ((size_t)1000)
#define NOTICES_MAX ((size_t)20000)
#define STEPS_MAX ((size_t)1000000) /* every remedy on every server */
#define REQUESTS_MAX ((size_t)400000)
#define LEGENDS_MAX ((size_t)10000)
#define NUMBER_MAX ((uint64_t)1 << 62) /* fits in int64_t, so that arithmetic on it cannot overflow by one step */

bool hr_report_new(struct hr_report **report, struct hr_error *why)
{
	struct hr_arena *arena = hr_arena_new(0);
	struct hr_report *fresh = arena == NULL ? NULL : hr_arena_take(arena, sizeof *fresh);
	if (fresh == NULL) {
		hr_arena_free(arena);
		return hr_fail_memory(why);
	}
	fresh->arena = arena;
	fresh->run = (struct hr_run){
	        .id = "", .tool = "", .catalog = "", .cloud = "worldwide", .language = "en", .shard = ""};
	*report = fresh;
	return true;
}

void hr_report_free(struct hr_report *report)
{
	if (report != NULL)
		hr_arena_free(report->arena);
}

/* Text from outside becomes printable, capped and owned here, and only here. */
static bool own(struct hr_report *report, const char *text, size_t cap, const char **owned)
{
	if (text == NULL || *text == '\0') {
		*owned = "";
		return true;
	}
	*owned = hr_text_printable(report->arena, text, strlen(text), cap);
	return *owned != NULL;
}

/* A zeroed element at the end of a growing array, or NULL with *why set. */
static void *append(struct hr_report *report, void *array, size_t *count, size_t *capacity, size_t element,
                    size_t ceiling, const char *what, struct hr_error *why)
{
	void **place = array;
	void *grown = hr_arena_grow(report->arena, *place, *count, capacity, element, ceiling);
	if (grown == NULL) {
		if (*count >= ceiling)
			(void)hr_fail(why, HR_E_LIMIT,
			              "more than %zu %s in one report; split the run and merge the reports", ceiling,
			              what);
		else
			(void)hr_fail_memory(why);
		return NULL;
	}
	*place = grown;
	void *fresh = (char *)grown + *count * element;
	memset(fresh, 0, element);
	(*count)++;
	return fresh;
}

#define APPEND(report, list, ceiling, what, why)                                                                       \
	append(report, &(report)->list##s, &(report)->list##_count, &(report)->list##_capacity,                        \
	       sizeof *(report)->list##s, ceiling, what, why)

bool hr_report_add_source(struct hr_report *report, const char *kind, const char *uri, const char *base,
                          struct hr_error *why)
{
	struct hr_source source;
	if (!own(report, kind, HR_NAME_MAX, &source.kind) || !own(report, uri, HR_NAME_MAX, &source.uri) ||
	    !own(report, base, HR_VALUE_MAX, &source.base))
		return hr_fail_memory(why);
	struct hr_source *place = APPEND(report, source, SOURCES_MAX, "sources", why);
	if (place == NULL)
		return false;
	*place = source;
	return true;
}

bool hr_report_add_notice(struct hr_report *report, const char *id, const char *about, const char *detail,
                          struct hr_error *why)
{
	struct hr_notice notice;
	if (!own(report, id, HR_NAME_MAX, &notice.id) || !own(report, about, HR_NAME_MAX, &notice.about) ||
	    !own(report, detail, HR_NAME_MAX, &notice.detail))
		return hr_fail_memory(why);
	for (size_t i = 0; i < report->notice_count; i++) {
		const struct hr_notice *old = &report->notices[i];
		if (strcmp(old->id, notice.id) == 0 && strcmp(old->about, notice.about) == 0 &&
		    strcmp(old->detail, notice.detail) == 0)
			return true;
	}
	struct hr_notice *place = APPEND(report, notice, NOTICES_MAX, "notices", why);
	if (place == NULL)
		return false;
	*place = notice;
	return true;
}

/* --- servers and endpoints --- */

/* The name as it is kept: lower case, no trailing dot; NULL if it is no host name, "" if memory is out. */
static const char *host_name(struct hr_report *report, const char *name)
{
	size_t length = strlen(name);
	if (length > 1 && name[length - 1] == '.')
		length--;
	char *copy = hr_arena_copy(report->arena, name, length);
	if (copy == NULL)
		return "";
	return hr_text_is_host(copy) ? hr_text_lower(copy) : NULL;
}

/* The words of `more` that are not in `words` yet are put behind them. */
static bool join_words(struct hr_report *report, const char **words, const char *more)
{
	const char *joined = *words;
	while (*more != '\0') {
		size_t length = strcspn(more, " ");
		char *word = hr_arena_copy(report->arena, more, length);
		if (word == NULL)
			return false;
		if (length > 0 && !hr_has_word(joined, word)) {
			joined = *joined == '\0' ? word : hr_arena_printf(report->arena, "%s %s", joined, word);
			if (joined == NULL)
				return false;
		}
		more += length;
		more += strspn(more, " ");
	}
	*words = joined;
	return true;
}

static bool fill_if_empty(struct hr_report *report, const char **field, const char *text)
{
	return **field != '\0' || own(report, text, HR_NAME_MAX, field);
}

bool hr_report_add_server(struct hr_report *report, enum hr_product product, const char *name, const char *release,
                          const char *roles, size_t *index, struct hr_error *why)
{
	const char *kept = host_name(report, name);
	if (kept == NULL) {
		char *shown = hr_text_printable(report->arena, name, strlen(name), 100);
		return hr_fail(why, HR_E_FORMAT, "\"%s\" is no host name (letters, digits, '-', '_' and dots)",
		               shown == NULL ? "" : shown);
	}
	const char *id = *kept == '\0' ? NULL : hr_arena_printf(report->arena, "%s/%s", hr_product_name(product), kept);
	const char *more_roles = NULL;
	if (id == NULL || !own(report, roles, HR_NAME_MAX, &more_roles))
		return hr_fail_memory(why);
	size_t i = 0;
	while (i < report->server_count && strcmp(report->servers[i].view.id, id) != 0)
		i++;
	if (i == report->server_count) {
		struct hr_server_record *fresh = APPEND(report, server, HR_SERVERS_MAX, "servers", why);
		if (fresh == NULL)
			return false;
		fresh->view = (struct hr_server){
		        .id = id, .name = kept, .release = "", .roles = "", .site = "", .dn = "", .product = product};
	}
	struct hr_server *server = &report->servers[i].view;
	if (!fill_if_empty(report, &server->release, release) || !join_words(report, &server->roles, more_roles))
		return hr_fail_memory(why);
	*index = i;
	return true;
}

bool hr_report_place_server(struct hr_report *report, size_t index, const char *dn, const char *site,
                            struct hr_error *why)
{
	struct hr_server *server = &report->servers[index].view;
	if (!fill_if_empty(report, &server->dn, dn) || !fill_if_empty(report, &server->site, site))
		return hr_fail_memory(why);
	return true;
}

bool hr_report_add_endpoint(struct hr_report *report, size_t server, const char *host, uint16_t port,
                            enum hr_service service, const char *purpose, struct hr_error *why)
{
	struct hr_server_record *record = &report->servers[server];
	const char *name = host == NULL || *host == '\0' ? record->view.name : host_name(report, host);
	if (name == NULL)
		return hr_fail(why, HR_E_FORMAT, "%s: the host of an endpoint is no host name", record->view.id);
	bool own_name = strcmp(name, record->view.name) == 0;
	const char *id = own_name ? hr_arena_printf(report->arena, "%s:%u/%s", record->view.id, (unsigned)port,
	                                            hr_service_name(service))
	                          : hr_arena_printf(report->arena, "%s:%u/%s@%s", record->view.id, (unsigned)port,
	                                            hr_service_name(service), name);
	struct hr_endpoint endpoint = {.id = id, .host = name, .service = service, .port = port};
	if (id == NULL || *name == '\0' || !own(report, purpose, HR_NAME_MAX, &endpoint.purpose))
		return hr_fail_memory(why);
	for (size_t i = 0; i < record->view.endpoint_count; i++) {
		struct hr_endpoint *old = &record->endpoints[i];
		if (strcmp(old->id, id) == 0) {
			if (*old->purpose == '\0')
				old->purpose = endpoint.purpose;
			return true;
		}
	}
	struct hr_endpoint *fresh =
	        append(report, &record->endpoints, &record->view.endpoint_count, &record->endpoint_capacity,
	               sizeof *fresh, HR_ENDPOINTS_MAX, "endpoints of one server", why);
	if (fresh == NULL)
		return false;
	*fresh = endpoint;
	return true;
}

/* --- findings and what follows from them --- */

bool hr_report_add_finding(struct hr_report *report, const struct hr_finding *finding, struct hr_error *why)
{
	struct hr_finding copy = *finding;
	if (!own(report, finding->rule, HR_NAME_MAX, &copy.rule) ||
	    !own(report, finding->about, HR_NAME_MAX, &copy.about) ||
	    !own(report, finding->fact, HR_NAME_MAX * 2, &copy.fact) ||
	    !own(report, finding->why, HR_NAME_MAX, &copy.why) ||
	    !own(report, finding->message, HR_VALUE_MAX, &copy.message) ||
	    !own(report, finding->remedy, HR_NAME_MAX, &copy.remedy) ||
	    !own(report, finding->evidence, HR_NAME_MAX, &copy.evidence))
		return hr_fail_memory(why);
	struct hr_finding *place = APPEND(report, finding, HR_FINDINGS_MAX, "findings", why);
	if (place == NULL)
		return false;
	*place = copy;
	return true;
}

bool hr_report_add_step(struct hr_report *report, const struct hr_step *step, struct hr_error *why)
{
	struct hr_step copy = *step;
	if (!own(report, step->about, HR_NAME_MAX, &copy.about) ||
	    !own(report, step->remedy, HR_NAME_MAX, &copy.remedy) ||
	    !own(report, step->after, HR_VALUE_MAX, &copy.after) ||
	    !own(report, step->rules, HR_VALUE_MAX, &copy.rules) ||
	    !own(report, step->detail, HR_VALUE_MAX, &copy.detail))
		return hr_fail_memory(why);
	struct hr_step *place = APPEND(report, step, STEPS_MAX, "plan steps", why);
	if (place == NULL)
		return false;
	*place = copy;
	return true;
}

bool hr_report_add_effect(struct hr_report *report, const struct hr_effect *effect, struct hr_error *why)
{
	struct hr_effect copy = *effect;
	if (!own(report, effect->rule, HR_NAME_MAX, &copy.rule) ||
	    !own(report, effect->about, HR_NAME_MAX, &copy.about))
		return hr_fail_memory(why);
	struct hr_effect *place = APPEND(report, effect, HR_FINDINGS_MAX, "effects of steps", why);
	if (place == NULL)
		return false;
	*place = copy;
	return true;
}

bool hr_report_add_request(struct hr_report *report, const struct hr_request *request, struct hr_error *why)
{
	struct hr_request copy;
	if (!own(report, request->about, HR_NAME_MAX, &copy.about) ||
	    !own(report, request->evidence, HR_NAME_MAX, &copy.evidence) ||
	    !own(report, request->rules, HR_VALUE_MAX, &copy.rules))
		return hr_fail_memory(why);
	struct hr_request *place = APPEND(report, request, REQUESTS_MAX, "requests", why);
	if (place == NULL)
		return false;
	*place = copy;
	return true;
}

bool hr_report_add_legend(struct hr_report *report, const struct hr_legend *legend, struct hr_error *why)
{
	struct hr_legend copy;
	if (!own(report, legend->kind, HR_NAME_MAX, &copy.kind) || !own(report, legend->id, HR_NAME_MAX, &copy.id) ||
	    !own(report, legend->title, HR_NAME_MAX, &copy.title) ||
	    !own(report, legend->text, HR_VALUE_MAX, &copy.text) ||
	    !own(report, legend->verify, HR_VALUE_MAX, &copy.verify) ||
	    !own(report, legend->undo, HR_VALUE_MAX, &copy.undo) ||
	    !own(report, legend->source, HR_NAME_MAX, &copy.source))
		return hr_fail_memory(why);
	struct hr_legend *place = APPEND(report, legend, LEGENDS_MAX, "texts", why);
	if (place == NULL)
		return false;
	*place = copy;
	return true;
}

void hr_report_clear_assessment(struct hr_report *report)
{
	report->finding_count = 0;
	report->step_count = 0;
	report->effect_count = 0;
	report->request_count = 0;
	report->legend_count = 0;
	report->verdicts[HR_CONNECT] = HR_UNKNOWN;
	report->verdicts[HR_RETIRE] = HR_UNKNOWN;
	report->assessed = false;
	report->tailoring = NULL;
}

enum hr_outcome hr_worst(enum hr_outcome a, enum hr_outcome b)
{
	return a > b ? a : b;
}

bool hr_finding_counts(const struct hr_finding *finding)
{
	return finding->waiver == 0 && !finding->off;
}

enum hr_outcome hr_report_verdict(const struct hr_report *report, enum hr_question question)
{
	enum hr_outcome worst = HR_NOT_APPLICABLE;
	bool server_seen = false;
	for (size_t i = 0; i < report->finding_count; i++) {
		const struct hr_finding *finding = &report->findings[i];
		if (finding->question != question || !hr_finding_counts(finding))
			continue;
		worst = hr_worst(worst, finding->outcome);
		/* That a server is as somebody expected does not show that it is ready. */
		server_seen |= finding->outcome == HR_READY && strcmp(finding->about, HR_ORGANISATION) != 0 &&
		               strncmp(finding->rule, HR_EXPECTED, sizeof HR_EXPECTED - 1) != 0;
	}
	/* Where no server was shown to be ready, nothing is: a directory without Windows 7 computers proves little. */
	return worst <= HR_READY && !server_seen ? HR_UNKNOWN : worst;
}

struct hr_set_aside hr_report_set_aside(const struct hr_report *report, enum hr_question question)
{
	struct hr_set_aside aside = {.worst = HR_NOT_APPLICABLE};
	for (size_t i = 0; i < report->finding_count; i++) {
		const struct hr_finding *finding = &report->findings[i];
		if (finding->question != question || finding->outcome < HR_UNKNOWN || hr_finding_counts(finding))
			continue;
		aside.off += finding->off;
		aside.waived += !finding->off;
		aside.worst = hr_worst(aside.worst, finding->outcome);
	}
	return aside;
}

int64_t hr_run_day(const struct hr_run *run)
{
	return run->finished > run->started ? run->finished : run->started;
}

/* --- facts --- */

/* Reads the value in the type of the key; false if it is not one. */
static bool read_number(enum hr_fact_type type, const char *value, uint64_t *number)
{
	int64_t seconds = 0;
	switch (type) {
	case HR_NUMBER:
		return hr_text_number(value, NUMBER_MAX, number);
	case HR_BUILD_NUMBER:
		return hr_build_parse(value, number);
	case HR_TIME:
		if (!hr_time_parse(value, &seconds))
			return false;
		*number = (uint64_t)seconds;
		return true;
	case HR_FLAG:
		*number = strcmp(value, "true") == 0;
		return *number == 1 || strcmp(value, "false") == 0;
	case HR_TEXT:
	case HR_WORDS:
		break;
	}
	*number = 0;
	return true;
}

bool hr_report_add_fact(struct hr_report *report, const struct hr_observation *seen, struct hr_error *why)
{
	struct hr_fact fact = {.id = "", .at = seen->at, .key = seen->key, .seen = seen->seen, .by = seen->by};
	if (!own(report, seen->about, HR_NAME_MAX, &fact.about) || !own(report, seen->of, HR_NAME_MAX, &fact.of) ||
	    !own(report, seen->value, HR_VALUE_MAX, &fact.value))
		return hr_fail_memory(why);
	if (fact.seen == HR_PRESENT && !read_number(hr_fact_key_type(fact.key), fact.value, &fact.number)) {
		fact.seen = HR_FAILED;
		fact.number = 0;
		fact.value = hr_arena_printf(report->arena, "cannot be read: %.200s", fact.value);
		/* The cut may have split a character. */
		if (fact.value == NULL || !own(report, fact.value, HR_NAME_MAX, &fact.value))
			return hr_fail_memory(why);
	}
	struct hr_fact *place = APPEND(report, fact, HR_FACTS_MAX, "facts", why);
	if (place == NULL)
		return false;
	*place = fact;
	return true;
}
