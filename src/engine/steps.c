#include "engine/steps.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* One cell of the table remedy x subject. */
struct cell {
	bool not_ready; /* a finding asks for it */
	bool open;      /* not-ready or unknown: not known to be done */
	bool planned;
	unsigned n;
	struct hr_buffer rules;
};

struct table {
	const struct hr_remedy *remedies;
	size_t remedy_count;
	const char **subjects; /* servers in order, then the organisation */
	size_t subject_count;
	struct cell *cells; /* remedy-major */
	bool *before;       /* before[a * remedy_count + b]: remedy b must come before a, on the same server */
	bool *before_all;   /* the same, on all servers */
};

static struct cell *cell(const struct table *t, size_t remedy, size_t subject)
{
	return &t->cells[remedy * t->subject_count + subject];
}

/* The server that a finding about a server, one of its endpoints or the organisation belongs to. */
static size_t subject_of(const struct table *t, const char *about)
{
	for (size_t i = 0; i + 1 < t->subject_count; i++) {
		size_t length = strlen(t->subjects[i]);
		if (strncmp(about, t->subjects[i], length) == 0 && (about[length] == '\0' || about[length] == ':'))
			return i;
	}
	return t->subject_count - 1;
}

static size_t remedy_of(const struct table *t, const char *id)
{
	size_t i = 0;
	while (i < t->remedy_count && strcmp(t->remedies[i].id, id) != 0)
		i++;
	return i;
}

/* Remedies come in an order in which each is behind those it depends on, so one pass closes the relation. */
static void close_relation(const struct table *t)
{
	size_t n = t->remedy_count;
	for (size_t a = 0; a < n; a++) {
		for (size_t b = 0; b < n; b++) {
			bool everywhere = hr_has_word(t->remedies[a].after_everywhere, t->remedies[b].id);
			bool here = hr_has_word(t->remedies[a].after, t->remedies[b].id);
			if (!everywhere && !here)
				continue;
			t->before[a * n + b] = true;
			t->before_all[a * n + b] |= everywhere;
			for (size_t c = 0; c < n; c++) {
				t->before[a * n + c] |= t->before[b * n + c];
				t->before_all[a * n + c] |=
				        t->before_all[b * n + c] || (everywhere && t->before[b * n + c]);
			}
		}
	}
}

static void mark_findings(const struct hr_report *report, const struct table *t)
{
	for (size_t i = 0; i < report->finding_count; i++) {
		const struct hr_finding *f = &report->findings[i];
		size_t remedy = remedy_of(t, f->remedy);
		if (remedy == t->remedy_count || (f->outcome != HR_NOT_READY && f->outcome != HR_UNKNOWN))
			continue;
		struct cell *c = cell(t, remedy, subject_of(t, f->about));
		c->open = true;
		c->not_ready |= f->outcome == HR_NOT_READY;
		if (c->rules.data == NULL || !hr_has_word(c->rules.data, f->rule))
			hr_buffer_printf(&c->rules, "%s%s", c->rules.length > 0 ? " " : "", f->rule);
	}
	for (size_t i = 0; i < t->remedy_count * t->subject_count; i++)
		t->cells[i].planned = t->cells[i].not_ready;
}

/* What a switch-off needs first, wherever it is not known to be done. */
static void add_prerequisites(const struct table *t)
{
	for (size_t a = 0; a < t->remedy_count; a++) {
		if (strcmp(t->remedies[a].phase, "disable") != 0)
			continue;
		for (size_t s = 0; s < t->subject_count; s++) {
			if (!cell(t, a, s)->planned)
				continue;
			for (size_t b = 0; b < t->remedy_count; b++) {
				bool all = t->before_all[a * t->remedy_count + b];
				if (!all && !t->before[a * t->remedy_count + b])
					continue;
				/* Undoing is for those who are known to need it. */
				if (strcmp(t->remedies[b].phase, "restore") == 0)
					continue;
				for (size_t other = 0; other < t->subject_count; other++)
					if ((all || other == s) && cell(t, b, other)->open)
						cell(t, b, other)->planned = true;
			}
		}
	}
}

static bool list_predecessors(const struct table *t, size_t remedy, size_t subject, struct hr_buffer *after)
{
	hr_buffer_clear(after);
	for (size_t b = 0; b < t->remedy_count; b++) {
		bool all = t->before_all[remedy * t->remedy_count + b];
		if (!all && !t->before[remedy * t->remedy_count + b])
			continue;
		for (size_t s = 0; s < t->subject_count; s++)
			if ((all || s == subject || s + 1 == t->subject_count) && cell(t, b, s)->n != 0)
				hr_buffer_printf(after, "%s%u", after->length > 0 ? " " : "", cell(t, b, s)->n);
	}
	return !after->failed;
}

static bool number_and_add(struct hr_report *report, const struct table *t, struct hr_error *why)
{
	struct hr_buffer after = {.ceiling = HR_VALUE_MAX};
	unsigned n = 0;
	bool good = true;
	for (size_t r = 0; r < t->remedy_count && good; r++) {
		for (size_t s = 0; s < t->subject_count && good; s++) {
			struct cell *c = cell(t, r, s);
			if (!c->planned)
				continue;
			if (!list_predecessors(t, r, s, &after)) {
				good = hr_fail(why, HR_E_LIMIT, "plan: step %u has too many steps before it", n + 1);
				break;
			}
			c->n = ++n;
			struct hr_step step = {.n = n,
			                       .about = t->subjects[s],
			                       .remedy = t->remedies[r].id,
			                       .after = after.data == NULL ? "" : after.data,
			                       .rules = c->rules.data == NULL ? "" : c->rules.data,
			                       .certain = c->not_ready};
			good = hr_report_add_step(report, &step, why);
		}
	}
	hr_buffer_free(&after);
	return good;
}

bool hr_steps_make(struct hr_report *report, const struct hr_catalog_set *catalog, struct hr_error *why)
{
	struct table t = {.subject_count = report->organisation.server_count + 1};
	t.remedies = hr_catalog_remedies(catalog, &t.remedy_count);
	size_t square = t.remedy_count * t.remedy_count + 1;
	size_t cells = t.remedy_count * t.subject_count;
	t.subjects = calloc(t.subject_count, sizeof *t.subjects);
	t.cells = calloc(cells + 1, sizeof *t.cells);
	t.before = calloc(square, sizeof *t.before);
	t.before_all = calloc(square, sizeof *t.before_all);
	bool good = t.subjects != NULL && t.cells != NULL && t.before != NULL && t.before_all != NULL;
	if (good) {
		for (size_t i = 0; i + 1 < t.subject_count; i++)
			t.subjects[i] = report->organisation.servers[i].id;
		t.subjects[t.subject_count - 1] = HR_ORGANISATION;
		for (size_t i = 0; i < cells; i++)
			t.cells[i].rules.ceiling = HR_VALUE_MAX;
		close_relation(&t);
		mark_findings(report, &t);
		add_prerequisites(&t);
		good = number_and_add(report, &t, why);
		for (size_t i = 0; i < cells; i++)
			hr_buffer_free(&t.cells[i].rules);
	} else {
		(void)hr_fail_memory(why);
	}
	free(t.subjects);
	free(t.cells);
	free(t.before);
	free(t.before_all);
	return good;
}
