/* The first messages of known clients, held against what an endpoint accepts. */
#include "rules.h"

#include "common/tls.h"

/* What would come of a client's hello. */
enum entry { ENTERS, STAYS_OUT, NOT_SURE };

struct client {
	const char *name, *suites;
	const char *on, *off; /* versions it speaks: unless told otherwise, and once it is told to */
	bool current;         /* its maker still mends it */
	bool verified;
};

/* What has come of those looked at so far; of several, the last is told: the catalog goes from old to new. */
struct outlook {
	struct client lost;    /* gets in today, but by TLS 1.0 or 1.1 alone */
	struct client outside; /* current, and gets in neither now nor then */
	bool any_tried, any_lost, any_outside, any_unsure, verified;
};

static bool is_same(struct hr_piece a, struct hr_piece b)
{
	size_t i = 0;
	while (a.length == b.length && i < a.length && a.at[i] == b.at[i])
		i++;
	return a.length == b.length && i == a.length;
}

static bool share_a_word(const char *a, const char *b)
{
	struct hr_piece one, other;
	while (hr_next_word(&a, &one))
		for (const char *rest = b; hr_next_word(&rest, &other);)
			if (is_same(one, other))
				return true;
	return false;
}

static bool speaks(const struct client *client, const char *version)
{
	return hr_has_word(client->on, version) || hr_has_word(client->off, version);
}

/* A version that is accepted with suites nobody listed (a quick look) leaves it open. */
static enum entry by_version(const struct client *client, const char *version, const struct hr_fact *accepted)
{
	if (!speaks(client, version) || hr_missing(accepted))
		return STAYS_OUT;
	if (!hr_known(accepted) || *accepted->value == '\0')
		return NOT_SURE;
	return share_a_word(client->suites, accepted->value) ? ENTERS : STAYS_OUT;
}

static enum entry by_either(enum entry one, enum entry other)
{
	if (one == ENTERS || other == ENTERS)
		return ENTERS;
	return one == NOT_SURE || other == NOT_SURE ? NOT_SURE : STAYS_OUT;
}

static void try_client(const struct hr_case *c, const struct client *client, struct outlook *outlook)
{
	enum entry then = by_either(by_version(client, "1.3", hr_find(c, HR_FACT_TLS_1_3)),
	                            by_version(client, "1.2", hr_find(c, HR_FACT_TLS_1_2)));
	enum entry legacy = by_either(by_version(client, "1.1", hr_find(c, HR_FACT_TLS_1_1)),
	                              by_version(client, "1.0", hr_find(c, HR_FACT_TLS_1_0)));

	outlook->any_tried = true;
	outlook->verified = outlook->verified && client->verified;
	if (then == STAYS_OUT && legacy == ENTERS) {
		outlook->lost = *client;
		outlook->any_lost = true;
	} else if (then == STAYS_OUT && client->current) {
		outlook->outside = *client;
		outlook->any_outside = true;
	} else if (then == NOT_SURE || (then == STAYS_OUT && legacy == NOT_SURE)) {
		outlook->any_unsure = true;
	}
}

static const char *service_word(enum hr_service service)
{
	static const char *const words[] = {"", "tls", "https", "sip", "smtp", "imap", "pop3", "ldap"};
	return (size_t)service < HR_COUNT(words) ? words[service] : "";
}

static void try_all(const struct hr_case *c, struct outlook *outlook)
{
	const struct hr_catalog *catalog = c->catalog;
	for (size_t i = 0; i < catalog->windows_count; i++) {
		const struct hr_windows *row = &catalog->windows[i];
		struct client client = {.name = row->name,
		                        .suites = row->suites,
		                        .on = row->client_on,
		                        .off = row->client_off,
		                        .current = row->support_ends == 0 || row->support_ends > c->now,
		                        .verified = row->verified};
		if (row->tls12 && *row->suites != '\0')
			try_client(c, &client, outlook);
	}
	for (size_t i = 0; i < catalog->known_client_count; i++) {
		const struct hr_known_client *row = &catalog->known_clients[i];
		struct client client = {.name = row->name,
		                        .suites = row->suites,
		                        .on = row->versions,
		                        .off = "",
		                        .current = row->current,
		                        .verified = row->verified};
		if (*row->services == '\0' || hr_has_word(row->services, service_word(c->endpoint->service)))
			try_client(c, &client, outlook);
	}
}

static struct hr_verdict telling(struct hr_verdict verdict, const struct client *client)
{
	verdict.found = client->name;
	return hr_resting_on(verdict, client->verified);
}

/*
 * Clients that cannot do TLS 1.2 at all are not tried: whether there are any is what logs show (clients.unable). One
 * that gets in neither now nor after the change loses nothing by it, which matters only while its maker still mends it.
 */
struct hr_verdict known_clients_get_in(const struct hr_case *c)
{
	const struct hr_fact *v12 = hr_find(c, HR_FACT_TLS_1_2), *v13 = hr_find(c, HR_FACT_TLS_1_3);
	const struct hr_fact *contrary = hr_contrary(c->endpoint);
	const struct hr_fact *fact = hr_known(v12) || !hr_known(v13) ? v12 : v13;
	struct outlook outlook = {.verified = true};

	if (hr_missing(hr_find(c, HR_FACT_STARTTLS)) || hr_same(c->endpoint->purpose, "back-end") ||
	    hr_same(c->endpoint->purpose, "media-relay"))
		return hr_not_applicable();
	if (contrary != NULL)
		return hr_because(hr_unknown(contrary, "the same answer from every server behind this name"),
		                  "disagreement");
	try_all(c, &outlook);
	if (outlook.any_lost)
		return telling(hr_not_ready(fact, "a suite of TLS 1.2 or 1.3 that it offers"), &outlook.lost);
	if (outlook.any_outside)
		return hr_because(
		        telling(hr_not_ready(fact, "a suite of TLS 1.2 or 1.3 that it offers"), &outlook.outside),
		        "already");
	if (!outlook.any_tried)
		return hr_because(hr_unknown(fact, "clients in the catalog"), "no-clients");
	if (outlook.any_unsure || (!hr_known(v12) && !hr_known(v13)))
		return hr_unseen(c->endpoint, fact, "which suites are accepted with TLS 1.2 and 1.3");
	return hr_resting_on(hr_ready(fact), outlook.verified);
}
