#include "watch/look.h"

#include <stdio.h>
#include <string.h>

static const struct {
	enum hr_fact_key key;
	const char *name;
} versions[HR_LOOK_VERSIONS] = {
        {HR_FACT_TLS_SSL2, "ssl2"}, {HR_FACT_TLS_SSL3, "ssl3"}, {HR_FACT_TLS_1_0, "1.0"},
        {HR_FACT_TLS_1_1, "1.1"},   {HR_FACT_TLS_1_2, "1.2"},   {HR_FACT_TLS_1_3, "1.3"},
};

enum hr_fact_key hr_look_version_key(size_t version)
{
	return versions[version].key;
}

const char *hr_look_version_name(size_t version)
{
	return versions[version].name;
}

static void note_certificate(struct hr_look *look, const char *of, const char *sha256)
{
	size_t i = 0;
	while (i < look->certificate_count && strcmp(look->certificates[i].of, of) != 0)
		i++;
	if (i == HR_LOOK_CERTIFICATES)
		return;
	(void)snprintf(look->certificates[i].of, sizeof look->certificates[i].of, "%s", of);
	(void)snprintf(look->certificates[i].sha256, sizeof look->certificates[i].sha256, "%s", sha256);
	look->certificate_count += i == look->certificate_count;
}

void hr_look_note(struct hr_look *look, enum hr_fact_key key, const char *of, enum hr_seen seen, const char *value)
{
	for (size_t i = 0; i < HR_LOOK_VERSIONS; i++) {
		if (versions[i].key != key)
			continue;
		look->versions[i] = seen;
		if (seen == HR_FAILED && look->why[0] == '\0')
			(void)snprintf(look->why, sizeof look->why, "%s", value);
	}
	if (key == HR_FACT_REACHED) {
		look->reached = seen;
		if (seen != HR_PRESENT)
			(void)snprintf(look->why, sizeof look->why, "%s", value);
	} else if (key == HR_FACT_ADDRESS) {
		look->nameless = seen == HR_ABSENT;
	} else if (key == HR_FACT_STARTTLS) {
		look->starttls = seen;
	} else if (key == HR_FACT_TLS_HANDSHAKE) {
		look->handshake |= seen == HR_PRESENT;
	} else if (key == HR_FACT_CERT_SHA256 && seen == HR_PRESENT) {
		note_certificate(look, of, value);
	}
}

bool hr_look_answers(const struct hr_look *look)
{
	bool asked = false;
	if (look->reached != HR_PRESENT)
		return false;
	for (size_t i = 0; i < HR_LOOK_VERSIONS; i++) {
		if (look->versions[i] == HR_PRESENT || look->versions[i] == HR_ABSENT)
			return true;
		asked |= look->versions[i] == HR_FAILED;
	}
	return !asked || look->starttls == HR_ABSENT;
}

const struct hr_look_certificate *hr_look_certificate(const struct hr_look *look, const char *of)
{
	for (size_t i = 0; i < look->certificate_count; i++)
		if (strcmp(look->certificates[i].of, of) == 0)
			return &look->certificates[i];
	return NULL;
}
