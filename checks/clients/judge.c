/* Who would be left outside. */
#include "rules.h"

#include "common/standing.h"

/* What has been looked through without finding anybody. */
struct searched {
	bool all;  /* a capture, or an owner's word */
	bool iis;  /* web requests */
	bool smtp; /* mail sessions */
	bool some; /* a capture shorter than a working day */
};

static void add_search(struct searched *searched, const struct hr_fact *none)
{
	searched->iis = searched->iis || hr_same(none->of, "iis");
	searched->smtp = searched->smtp || hr_same(none->of, "smtp");
	searched->some = searched->some || hr_same(none->of, "capture");
	searched->all = searched->all || *none->of == '\0';
}

/* Clients come in by the web and by mail or SIP; a log shows one way alone, and programs are named by the web only. */
static bool is_enough(const struct hr_case *c, const struct searched *searched, enum hr_fact_key key)
{
	if (searched->all || c->server == NULL)
		return searched->all;
	if (key == HR_FACT_CLIENTS_UNABLE)
		return searched->iis;
	if (c->server->product == HR_EXCHANGE)
		return searched->smtp && (searched->iis || hr_has_role(c->server, "edge"));
	return searched->iis && c->server->product != HR_SKYPE;
}

/* Logs that were read and show nobody are one absent fact of each kind; anything else about a client is somebody. */
static struct hr_verdict judge_clients(const struct hr_case *c, enum hr_fact_key key, const char *wanted)
{
	const struct hr_fact *fact = NULL, *none = NULL, *open = NULL, *busiest = NULL;
	struct searched searched = {.all = false};
	struct hr_verdict name;
	bool several = false;

	while ((fact = hr_next(&c->server->facts, key, fact)) != NULL) {
		bool counted = key != HR_FACT_CLIENTS_LEGACY || fact->number > 0;
		if (hr_known(fact) && counted) {
			several = busiest != NULL;
			busiest = busiest == NULL || fact->number > busiest->number ? fact : busiest;
		} else if (hr_missing(fact)) {
			add_search(&searched, fact);
			none = fact;
		} else if (!hr_known(fact)) {
			open = fact;
		}
	}
	if (busiest != NULL)
		return several ? hr_because(hr_not_ready(busiest, wanted), "several") : hr_not_ready(busiest, wanted);
	if (open == NULL && is_enough(c, &searched, key))
		return hr_ready(none);
	if (open == NULL && (searched.iis || searched.smtp || searched.some))
		return hr_because(hr_unknown(none, "who connects to this server by other ways"), "partly");
	return hr_is_name(c, &name) ? name : hr_unknown(open, "who connects to this server");
}

struct hr_verdict none_come_in_weakly(const struct hr_case *c)
{
	return judge_clients(c, HR_FACT_CLIENTS_LEGACY, "clients that use TLS 1.2");
}

struct hr_verdict all_are_able(const struct hr_case *c)
{
	return judge_clients(c, HR_FACT_CLIENTS_UNABLE, "clients that can do TLS 1.2");
}

/* Does a collected WinHTTP default stand for the organisation's Windows 7 computers, in both bitnesses? */
static const struct hr_fact *default_is_shown(const struct hr_case *c)
{
	const struct hr_fact *wide = hr_find_of(&c->organisation->facts, HR_FACT_WINHTTP_VERSIONS, "64");
	const struct hr_fact *narrow = hr_find_of(&c->organisation->facts, HR_FACT_WINHTTP_VERSIONS, "32");
	bool shown = hr_known(wide) && hr_known(narrow) && hr_has_word(wide->value, "1.2") &&
	             hr_has_word(narrow->value, "1.2");
	return shown ? wide : NULL;
}

struct hr_verdict windows7_is_gone(const struct hr_case *c)
{
	const struct hr_fact *count = hr_find_in(&c->organisation->facts, HR_FACT_WINDOWS7_COMPUTERS);
	const struct hr_fact *domain = NULL, *read = NULL;

	if (hr_known(count) && count->number > 0)
		return default_is_shown(c) != NULL ? hr_because(hr_ready(default_is_shown(c)), "set")
		                                   : hr_not_ready(count, "TLS 1.2 as WinHTTP's default there");
	if (hr_known(count) || hr_missing(count))
		return hr_ready(count);
	/* Nobody was counted: that means none only if every domain was read to its end. */
	while ((domain = hr_next(&c->organisation->facts, HR_FACT_DIRECTORY_DOMAIN, domain)) != NULL) {
		if (!hr_known(domain))
			return hr_unknown(domain, "the computers of every domain");
		read = domain;
	}
	return read != NULL ? hr_ready(read) : hr_unknown(NULL, "the computers of every domain");
}
