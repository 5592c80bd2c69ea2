/* A fact that changed, in the words that its sentence is made of. */
#include <string.h>

#include "model/names.h"
#include "report/diff_inside.h"

#define VALUE_SHOWN 160        /* bytes of a value in a sentence; the XML has all of it */
#define OPENING "\xe2\x80\x9c" /* quotation marks of both languages */
#define CLOSING "\xe2\x80\x9d"

/* Has anything been seen of it by those means? */
static bool was_looked_at(const struct hr_report *report, const struct hr_fact *fact)
{
	const struct hr_facts facts = hr_report_facts(report, fact->about);
	for (size_t i = 0; i < facts.count; i++)
		if (facts.at[i].by == fact->by)
			return true;
	return false;
}

/* Another fact of the same subject and means. */
static const struct hr_fact *seen_in(const struct hr_report *report, const struct hr_fact *like, enum hr_fact_key key,
                                     const char *of)
{
	const struct hr_facts facts = hr_report_facts(report, like->about);
	for (size_t i = 0; i < facts.count; i++)
		if (facts.at[i].key == key && facts.at[i].by == like->by && strcmp(facts.at[i].of, of) == 0)
			return &facts.at[i];
	return NULL;
}

/* --- values --- */

static const char *quoted(struct hr_telling *t, const char *value)
{
	const char *shown = hr_telling_keep(t, hr_text_printable(t->arena, value, strlen(value), VALUE_SHOWN));
	return hr_telling_keep(t, hr_arena_printf(t->arena, OPENING "%s" CLOSING, shown));
}

static const char *value_of(struct hr_telling *t, const struct hr_fact *fact)
{
	if (fact == NULL || fact->seen == HR_NOT_COLLECTED)
		return hr_telling_text(t, "not-looked");
	if (fact->seen == HR_PRESENT)
		return *fact->value == '\0' ? hr_telling_text(t, "there") : quoted(t, fact->value);
	if (fact->seen == HR_ABSENT)
		return hr_telling_text(t, "not-there");
	return *fact->value == '\0' ? hr_telling_text(t, "failed")
	                            : hr_telling_fill(t, "failed-because", fact->value, "");
}

/* Why it could not be told. */
static const char *reason_of(struct hr_telling *t, const struct hr_fact *fact)
{
	if (fact == NULL || fact->seen == HR_NOT_COLLECTED)
		return hr_telling_text(t, "not-looked");
	return *fact->value == '\0' ? hr_telling_text(t, "no-reason") : fact->value;
}

/* The words of `words` that `others` lacks, with commas; "" if there is none. */
static const char *lacking(struct hr_telling *t, const char *words, const char *others)
{
	struct hr_buffer list = {.ceiling = VALUE_SHOWN};
	for (const char *at = words; *at != '\0'; at += strspn(at, " ")) {
		size_t length = strcspn(at, " ");
		const char *word = hr_telling_keep(t, hr_arena_copy(t->arena, at, length));
		if (!hr_has_word(others, word))
			hr_buffer_printf(&list, "%s%s", list.length > 0 ? ", " : "", word);
		at += length;
	}
	const char *copy = hr_telling_keep(t, hr_arena_string(t->arena, list.data == NULL ? "" : list.data));
	/* What did not fit is in the XML. */
	if (list.failed)
		copy = hr_telling_keep(t, hr_arena_printf(t->arena, "%s ...", copy));
	hr_buffer_free(&list);
	return copy;
}

static const char *what_of_suites(struct hr_telling *t, const char *before, const char *after)
{
	const char *gone = lacking(t, before, after);
	const char *fresh = lacking(t, after, before);
	if (*gone == '\0' && *fresh == '\0')
		return hr_telling_text(t, "suites-order");
	if (*fresh == '\0')
		return hr_telling_fill(t, "suites-gone", gone, "");
	return *gone == '\0' ? hr_telling_fill(t, "suites-new", fresh, "")
	                     : hr_telling_fill(t, "suites-both", fresh, gone);
}

/* --- facts --- */

static const char *version_of(const struct hr_fact *fact)
{
	static const struct {
		enum hr_fact_key key;
		const char *name;
	} versions[] = {{HR_FACT_TLS_SSL2, "SSL 2.0"}, {HR_FACT_TLS_SSL3, "SSL 3.0"}, {HR_FACT_TLS_1_0, "TLS 1.0"},
	                {HR_FACT_TLS_1_1, "TLS 1.1"},  {HR_FACT_TLS_1_2, "TLS 1.2"},  {HR_FACT_TLS_1_3, "TLS 1.3"}};
	for (size_t i = 0; i < HR_COUNT(versions); i++)
		if (versions[i].key == fact->key)
			return versions[i].name;
	return NULL;
}

static void tell_version(struct hr_telling *t, const struct hr_change *change, struct hr_spoken *s)
{
	bool had = hr_known(change->old_fact);
	bool has = hr_known(change->new_fact);
	if (had && has) {
		s->id = "suites-changed";
		s->found = what_of_suites(t, change->old_fact->value, change->new_fact->value);
	} else if (has) {
		s->id = hr_missing(change->old_fact) ? "accepts-now" : "accepts-first";
	} else if (hr_missing(change->new_fact)) {
		s->id = had ? "accepts-no-more" : "refuses-first";
	} else {
		s->id = "accepts-untold";
		s->found = reason_of(t, change->new_fact);
	}
}

static void tell_handshake(struct hr_telling *t, const struct hr_change *change, const struct hr_fact *one,
                           struct hr_spoken *s)
{
	bool had = hr_known(change->old_fact);
	bool has = hr_known(change->new_fact);
	s->what = hr_telling_keep(t, hr_arena_printf(t->arena, "TLS %s", one->of));
	s->id = had && has ? "handshake-suite" : has ? "handshake-now" : had ? "handshake-no-more" : "handshake-fails";
	if (!has && (change->new_fact == NULL || change->new_fact->seen == HR_NOT_COLLECTED))
		s->id = "handshake-untold";
	if (!has)
		s->found = reason_of(t, change->new_fact);
	if (had && has) {
		s->found = change->new_fact->value;
		s->was = change->old_fact->value;
	}
}

/* What is there or not, and nothing more. */
static bool tell_presence(struct hr_telling *t, const struct hr_change *change, const struct hr_fact *one,
                          struct hr_spoken *s)
{
	static const struct {
		enum hr_fact_key key;
		const char *now, *no_more;
	} kinds[] = {
	        {HR_FACT_REACHED, "answers-now", "answers-no-more"},
	        {HR_FACT_STARTTLS, "starttls-now", "starttls-no-more"},
	        {HR_FACT_CERT_NAME_MATCH, "name-now", "name-no-more"},
	};
	for (size_t i = 0; i < HR_COUNT(kinds); i++) {
		if (kinds[i].key != one->key || change->new_fact == NULL)
			continue;
		bool has = hr_known(change->new_fact) && strcmp(change->new_fact->value, "false") != 0;
		s->id = has ? kinds[i].now : kinds[i].no_more;
		s->found = reason_of(t, change->new_fact);
		if (has || one->key == HR_FACT_CERT_NAME_MATCH)
			s->found = "";
		return true;
	}
	return false;
}

/* "CN=mail.contoso.com, valid until 2027-03-12": the new certificate's other facts. */
static const char *certificate_words(struct hr_telling *t, const struct hr_fact *shown)
{
	const struct hr_fact *subject = seen_in(t->diff->new_report, shown, HR_FACT_CERT_SUBJECT, shown->of);
	const struct hr_fact *until = seen_in(t->diff->new_report, shown, HR_FACT_CERT_NOT_AFTER, shown->of);
	const char *name = hr_known(subject) ? subject->value : shown->value;
	if (!hr_known(until))
		return name;
	const char *day = hr_arena_copy(t->arena, until->value, strcspn(until->value, "T"));
	return hr_telling_fill(t, "certificate-until", name, hr_telling_keep(t, day));
}

static bool is_of_certificate(enum hr_fact_key key)
{
	return key >= HR_FACT_CERT_SUBJECT && key <= HR_FACT_CERT_SHA1 && key != HR_FACT_CERT_NAME_MATCH;
}

/* Another certificate has another issuer, names, dates ...: one sentence tells it. Changes of a subject stand together.
 */
static void tell_with_it(struct hr_telling *t, size_t at, size_t k)
{
	const struct hr_change *all = t->diff->changes;
	const struct hr_fact *one = all[k].new_fact != NULL ? all[k].new_fact : all[k].old_fact;
	if (one != NULL && is_of_certificate(one->key) && strcmp(one->of, all[at].new_fact->of) == 0 && k != at)
		t->spoken[k].told = true;
}

static void tell_certificate(struct hr_telling *t, size_t at, struct hr_spoken *s)
{
	const struct hr_change *all = t->diff->changes;
	s->id = "certificate-new";
	s->found = certificate_words(t, all[at].new_fact);
	for (size_t k = at; k > 0 && strcmp(all[k - 1].about, all[at].about) == 0; k--)
		tell_with_it(t, at, k - 1);
	for (size_t k = at + 1; k < t->diff->count && strcmp(all[k].about, all[at].about) == 0; k++)
		tell_with_it(t, at, k);
}

/* "the registry value HKLM\...": the key in words, where there are any. */
static const char *name_of(struct hr_telling *t, const struct hr_fact *fact)
{
	const char *key = hr_fact_key_name(fact->key);
	const char *id = hr_telling_keep(t, hr_arena_printf(t->arena, "fact.%s", key));
	const char *words = *hr_telling_text(t, id) == '\0' ? quoted(t, key) : hr_telling_text(t, id);
	return *fact->of == '\0' ? words : hr_telling_keep(t, hr_arena_printf(t->arena, "%s %s", words, fact->of));
}

/* What goes without saying once something else is said: no answer, no TLS 1.2, no certificate. */
static bool goes_without_saying(const struct hr_telling *t, const struct hr_change *change, const struct hr_fact *one)
{
	const struct hr_report *before = t->diff->old_report;
	const struct hr_report *after = t->diff->new_report;
	const struct hr_fact *reached = seen_in(after, one, HR_FACT_REACHED, "");
	const struct hr_fact *version = seen_in(after, one, HR_FACT_TLS_1_2, "");
	if (change->new_fact == NULL && reached != NULL && !hr_known(reached) &&
	    hr_known(seen_in(before, one, HR_FACT_REACHED, "")))
		return true;
	if (one->key == HR_FACT_TLS_HANDSHAKE && strcmp(one->of, "1.2") == 0 && !hr_known(change->new_fact))
		return version != NULL && hr_missing(version);
	return change->new_fact == NULL && one->key != HR_FACT_CERT_SHA256 &&
	       (is_of_certificate(one->key) || one->key == HR_FACT_CERT_NAME_MATCH) &&
	       seen_in(before, one, HR_FACT_CERT_SHA256, one->of) != NULL &&
	       seen_in(after, one, HR_FACT_CERT_SHA256, one->of) == NULL;
}

static void tell_other(struct hr_telling *t, const struct hr_change *change, const struct hr_fact *one,
                       struct hr_spoken *s)
{
	s->what = name_of(t, one);
	s->found = value_of(t, change->new_fact);
	s->was = value_of(t, change->old_fact);
	s->id = change->old_fact == NULL ? "fact-new" : change->new_fact == NULL ? "fact-gone" : "fact-changed";
}

void hr_telling_fact(struct hr_telling *t, size_t at)
{
	struct hr_spoken *s = &t->spoken[at];
	const struct hr_change *change = &t->diff->changes[at];
	const struct hr_fact *one = change->new_fact != NULL ? change->new_fact : change->old_fact;
	const char *version = version_of(one);
	s->told |= goes_without_saying(t, change, one);
	if (change->old_fact == NULL && !was_looked_at(t->diff->old_report, one)) {
		s->id = "first-look";
		s->what = hr_means_name(one->by);
	} else if (change->new_fact == NULL && change->bearing == HR_OTHER &&
	           !was_looked_at(t->diff->new_report, one)) {
		s->id = "no-look";
		s->what = hr_means_name(one->by);
	} else if (version != NULL) {
		s->what = version;
		tell_version(t, change, s);
	} else if (one->key == HR_FACT_TLS_HANDSHAKE) {
		tell_handshake(t, change, one, s);
	} else if (one->key == HR_FACT_CERT_SHA256 && hr_known(change->old_fact) && hr_known(change->new_fact)) {
		tell_certificate(t, at, s);
	} else if (one->key == HR_FACT_CERT_SHA256 && hr_known(change->old_fact) && change->new_fact == NULL) {
		s->id = "certificate-gone";
	} else if (!tell_presence(t, change, one, s)) {
		tell_other(t, change, one, s);
	}
}
