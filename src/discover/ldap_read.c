#include "discover/ldap_read.h"

#include <stdio.h>
#include <string.h>
#include <sys/time.h>

#include "base/text.h"

LDAPMessage *hr_ldap_next(const struct hr_ldap_session *session, int id)
{
	unsigned timeout_ms = hr_ldap_timeout_ms(session->options);
	struct timeval most = {.tv_sec = timeout_ms / 1000, .tv_usec = (suseconds_t)(timeout_ms % 1000) * 1000};
	LDAPMessage *message = NULL;
	if (hr_ldap_wire_is_late(session->wire))
		return NULL;
	int kind = ldap_result(session->ld, id, LDAP_MSG_ONE, &most, &message);
	if (kind > 0)
		return message;
	if (message != NULL)
		(void)ldap_msgfree(message);
	return NULL;
}

/* "member;range=0-1499": the place after the last value, 0 when the answer ends with the attribute's last one ("0-*").
 */
static bool read_range(const char *name, uint64_t *next)
{
	const char *range = strstr(name, ";range=");
	if (range == NULL)
		return false;
	const char *dash = strchr(range, '-');
	*next = 0;
	uint64_t last = 0;
	if (dash != NULL && hr_text_number(dash + 1, UINT32_MAX, &last))
		*next = last + 1;
	return true;
}

/* All values of one attribute as the server named it; *next as read_range(). */
static bool add_values(const struct hr_ldap_session *session, LDAPMessage *message, const char *name,
                       struct hr_entry_builder *builder, uint64_t *next, struct hr_error *why)
{
	struct berval **values = ldap_get_values_len(session->ld, message, name);
	bool ok = true;
	/* AD names a ranged attribute twice: without values, and with a range. */
	for (size_t i = 0; ok && values != NULL && values[i] != NULL; i++)
		ok = hr_entry_add(builder, name, values[i]->bv_val, values[i]->bv_len, why);
	ldap_value_free_len(values);
	if (!read_range(name, next))
		*next = 0;
	return ok;
}

/* Every attribute of the message; names and places of those whose rest is still to be read go into `ranged`. */
static bool add_attributes(const struct hr_ldap_session *session, LDAPMessage *message,
                           struct hr_entry_builder *builder, struct hr_buffer *ranged, struct hr_error *why)
{
	BerElement *at = NULL;
	bool ok = true;
	for (char *name = ldap_first_attribute(session->ld, message, &at); name != NULL;
	     name = ldap_next_attribute(session->ld, message, at)) {
		uint64_t next = 0;
		ok = ok && add_values(session, message, name, builder, &next, why);
		if (next > 0)
			hr_buffer_printf(ranged, "%.*s %llu\n", (int)strcspn(name, ";"), name,
			                 (unsigned long long)next);
		ldap_memfree(name);
	}
	ber_free(at, 0);
	return ok && (!ranged->failed || hr_fail(why, HR_E_LIMIT, "an entry with too many attributes in ranges"));
}

/* One further range. *next becomes the place after it, 0 at the end. */
static enum hr_ldap_outcome read_more(const struct hr_ldap_session *session, const char *dn, const char *name,
                                      struct hr_entry_builder *builder, uint64_t *next, struct hr_error *why)
{
	char wanted[320];
	(void)snprintf(wanted, sizeof wanted, "%.255s;range=%llu-*", name, (unsigned long long)*next);
	char *attributes[] = {wanted, NULL};
	int id = 0;
	uint64_t from = *next;
	*next = 0;
	if (ldap_search_ext(session->ld, dn, LDAP_SCOPE_BASE, "(objectClass=*)", attributes, 0, NULL, NULL, NULL, 0,
	                    &id) != LDAP_SUCCESS)
		return HR_LDAP_LOST;
	for (;;) {
		LDAPMessage *message = hr_ldap_next(session, id);
		if (message == NULL)
			return HR_LDAP_LOST;
		int kind = ldap_msgtype(message);
		struct hr_buffer ranged = {.ceiling = 4096};
		bool ok = kind != LDAP_RES_SEARCH_ENTRY || add_attributes(session, message, builder, &ranged, why);
		uint64_t place = 0;
		char *space = ranged.data == NULL ? NULL : strchr(ranged.data, ' ');
		if (space != NULL)
			ranged.data[strcspn(ranged.data, "\n")] = '\0';
		/* Only forward: a server that gives the same range for ever is not followed. */
		if (space != NULL && hr_text_number(space + 1, UINT32_MAX, &place) && place > from)
			*next = place;
		hr_buffer_free(&ranged);
		(void)ldap_msgfree(message);
		if (!ok)
			return HR_LDAP_FAILED;
		if (kind == LDAP_RES_SEARCH_RESULT)
			return HR_LDAP_DONE;
	}
}

/* The rest of every attribute in `ranged`: lines "name place". */
static enum hr_ldap_outcome read_rests(const struct hr_ldap_session *session, const char *dn, char *ranged,
                                       struct hr_entry_builder *builder, struct hr_error *why)
{
	for (char *line = ranged; line != NULL && *line != '\0';) {
		char *end = strchr(line, '\n');
		char *space = strchr(line, ' ');
		uint64_t next = 0;
		if (end == NULL || space == NULL)
			break;
		*end = '\0';
		*space = '\0';
		if (!hr_text_number(space + 1, UINT32_MAX, &next))
			next = 0;
		for (unsigned i = 0; next > 0; i++) {
			if (i == HR_LDAP_RANGES_MAX) {
				(void)hr_fail(why, HR_E_LIMIT, "an attribute in more than %u ranges", i);
				return HR_LDAP_FAILED;
			}
			enum hr_ldap_outcome outcome = read_more(session, dn, line, builder, &next, why);
			if (outcome != HR_LDAP_DONE)
				return outcome;
		}
		line = end + 1;
	}
	return HR_LDAP_DONE;
}

enum hr_ldap_outcome hr_ldap_read_entry(const struct hr_ldap_session *session, LDAPMessage *message,
                                        struct hr_entry_builder *builder, char **dn, struct hr_error *why)
{
	*dn = ldap_get_dn(session->ld, message);
	if (*dn == NULL) {
		(void)hr_fail(why, HR_E_FORMAT, "the server sent an entry that has no name");
		return HR_LDAP_FAILED;
	}
	hr_entry_clear(builder);
	struct hr_buffer ranged = {.ceiling = 65536};
	enum hr_ldap_outcome outcome = HR_LDAP_FAILED;
	if (add_attributes(session, message, builder, &ranged, why))
		outcome = read_rests(session, *dn, ranged.data, builder, why);
	hr_buffer_free(&ranged);
	if (outcome == HR_LDAP_DONE && !hr_entry_finish(builder, why))
		outcome = HR_LDAP_FAILED;
	if (outcome != HR_LDAP_DONE) {
		ldap_memfree(*dn);
		*dn = NULL;
	}
	return outcome;
}
