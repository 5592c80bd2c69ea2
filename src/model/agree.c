/* Do two facts say the same? Some things differ with every look without anything having changed. */
#include <string.h>

#include "model/report.h"

/* Values that are not compared: the time of day in a greeting, the address or machine that happened to answer. */
static const enum hr_fact_key incidental[] = {
        HR_FACT_SMTP_BANNER,         HR_FACT_REACHED,       HR_FACT_PATH_REACHED, HR_FACT_HTTP_FE_SERVER,
        HR_FACT_HTTP_MS_SERVER_FQDN, HR_FACT_OUTBOUND_LAST, HR_FACT_CLIENTS_LAST, HR_FACT_LOG_READ,
        HR_FACT_TLS_DISAGREEMENT,
};

/* Counts that grow as long as one counts: only from none to some, and back, is a change. */
static const enum hr_fact_key counted[] = {HR_FACT_OUTBOUND_CALLS, HR_FACT_OUTBOUND_FAILURES, HR_FACT_CLIENTS_LEGACY,
                                           HR_FACT_CLIENTS_WITHOUT_SNI};

/* Words in no order of their own. */
static const enum hr_fact_key unordered[] = {HR_FACT_ADDRESS, HR_FACT_CERT_NAMES, HR_FACT_SMTP_EHLO,
                                             HR_FACT_WINDOWS_HOTFIXES};

static bool is_one_of(enum hr_fact_key key, const enum hr_fact_key *keys, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (keys[i] == key)
			return true;
	return false;
}

/* Every word of `words` is in `others`, where words are separated by one space. */
static bool has_all(const char *others, const char *words)
{
	char word[256];
	for (const char *at = words; *at != '\0'; at += strspn(at, " ")) {
		size_t length = strcspn(at, " ");
		if (length >= sizeof word)
			return false;
		memcpy(word, at, length);
		word[length] = '\0';
		if (!hr_has_word(others, word))
			return false;
		at += length;
	}
	return true;
}

bool hr_fact_agrees(const struct hr_fact *a, const struct hr_fact *b)
{
	if (a->seen != b->seen)
		return false;
	/* How absence showed is no more than that. */
	if (a->seen == HR_ABSENT || strcmp(a->value, b->value) == 0 ||
	    is_one_of(a->key, incidental, HR_COUNT(incidental)))
		return true;
	if (a->seen == HR_PRESENT && is_one_of(a->key, counted, HR_COUNT(counted)))
		return (a->number == 0) == (b->number == 0);
	return is_one_of(a->key, unordered, HR_COUNT(unordered)) && has_all(a->value, b->value) &&
	       has_all(b->value, a->value);
}
