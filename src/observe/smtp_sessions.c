#include "observe/smtp_sessions.h"

#include <string.h>

#include "observe/cloud_names.h"
#include "observe/smtp_routes.h"

#define WAYS 8 /* sessions that share a place; the one that was silent longest is pushed out */
#define PLACES (HR_SMTP_SESSIONS_OPEN / WAYS)
#define CONNECTOR_MAX ((size_t)256)

enum peer { PEER_UNKNOWN = 0, PEER_CLOUD, PEER_OTHER };

struct session {
	uint64_t key;  /* 0 = free */
	uint64_t turn; /* of its last line */
	struct hr_log_owner *owner;
	const char *connector;
	int64_t at;
	enum peer peer;
	enum hr_log_version version;
	bool begun;  /* its first line was seen */
	bool mailed; /* MAIL FROM before any TLS */
	bool failed; /* a TLS handshake */
};

struct connector {
	const char *name;
	bool to_cloud; /* as the directory has it, or by the name that the hybrid wizard gives */
};

struct hr_smtp_sessions {
	struct hr_arena *arena;
	struct hr_log_book *book;
	const struct hr_catalog *catalog;
	const struct hr_cloud *cloud; /* of it */
	const struct hr_organisation *organisation;
	int64_t since;
	struct session *open;
	uint64_t turns;
	struct connector connectors[HR_SMTP_ROUTES_MAX];
	size_t connector_count, latest;
	struct hr_smtp_routes routes;
	struct hr_smtp_totals totals;
};

struct hr_smtp_sessions *hr_smtp_sessions_new(struct hr_arena *arena, struct hr_log_book *book,
                                              const struct hr_catalog *catalog,
                                              const struct hr_organisation *organisation, int64_t since)
{
	struct hr_smtp_sessions *s = hr_arena_take(arena, sizeof *s);
	if (s == NULL)
		return NULL;
	s->arena = s->routes.arena = arena;
	s->routes.kind = "smtp";
	s->book = book;
	s->catalog = catalog;
	s->cloud = catalog->cloud;
	s->since = since;
	s->organisation = organisation;
	s->open = hr_arena_take(arena, HR_SMTP_SESSIONS_OPEN * sizeof *s->open);
	return s->open == NULL ? NULL : s;
}

/* --- connectors --- */

static bool is_in(const char *text, const char *part)
{
	return *part != '\0' && strstr(text, part) != NULL;
}

static bool leads_to_cloud(const struct hr_smtp_sessions *s, const char *name)
{
	static const enum hr_fact_key keys[] = {HR_FACT_SEND_SMART_HOST, HR_FACT_SEND_TLS_DOMAIN, HR_FACT_SEND_SPACES};
	for (size_t i = 0; i < HR_COUNT(keys); i++) {
		const struct hr_fact *fact = hr_find_of(&s->organisation->facts, keys[i], name);
		if (hr_known(fact) &&
		    (is_in(fact->value, s->cloud->mail_domain) || is_in(fact->value, s->cloud->routing_domain)))
			return true;
	}
	return strncmp(name, "Outbound to Office 365", 22) == 0;
}

static const struct connector *connector_of(struct hr_smtp_sessions *s, struct hr_span name)
{
	if (name.at == NULL)
		name.at = "";
	if (name.length >= CONNECTOR_MAX)
		name.length = CONNECTOR_MAX - 1;
	for (size_t i = 0; i < s->connector_count; i++) {
		size_t at = (s->latest + i) % s->connector_count;
		const char *own = s->connectors[at].name;
		if (strlen(own) == name.length && memcmp(own, name.at, name.length) == 0) {
			s->latest = at;
			return &s->connectors[at];
		}
	}
	if (s->connector_count == HR_SMTP_ROUTES_MAX)
		return &s->connectors[HR_SMTP_ROUTES_MAX - 1];
	char *copy = hr_arena_copy(s->arena, name.at, name.length);
	if (copy == NULL)
		return NULL;
	s->latest = s->connector_count++;
	s->connectors[s->latest] = (struct connector){.name = copy, .to_cloud = leads_to_cloud(s, copy)};
	return &s->connectors[s->latest];
}

static const struct connector *connector_named(const struct hr_smtp_sessions *s, const char *name)
{
	for (size_t i = 0; i < s->connector_count; i++)
		if (s->connectors[i].name == name)
			return &s->connectors[i];
	return NULL;
}

/* --- the end of a session --- */

static bool count(struct hr_smtp_sessions *s, const struct session *one, unsigned end, struct hr_error *why)
{
	bool shows_version = end >= HR_LOG_VERSION_SSL2 && end < HR_LOG_VERSION_COUNT;
	s->totals.cloud += shows_version;
	s->totals.old += shows_version && end < HR_LOG_VERSION_1_2;
	return hr_smtp_routes_add(&s->routes, one->owner, one->connector, end, one->at, why);
}

static bool end_session(struct hr_smtp_sessions *s, struct session *one, struct hr_error *why)
{
	const struct session ended = *one;
	const struct connector *connector = connector_named(s, ended.connector);
	bool is_cloud =
	        ended.peer == PEER_CLOUD || (ended.peer == PEER_UNKNOWN && connector != NULL && connector->to_cloud);
	bool has_version = ended.version != HR_LOG_VERSION_NONE;
	one->key = 0;
	if (ended.key == 0 || (ended.at != 0 && ended.at < s->since))
		return true;
	if (!is_cloud) {
		s->totals.others += has_version;
		return true;
	}
	if (ended.at == 0) {
		s->totals.undated += has_version;
		return true;
	}
	if (ended.owner == NULL) {
		s->totals.unowned += has_version;
		return true;
	}
	if (has_version && !count(s, &ended, ended.version, why))
		return false;
	if (ended.failed && !count(s, &ended, HR_SMTP_END_FAILED, why))
		return false;
	return !ended.mailed || !ended.begun || count(s, &ended, HR_SMTP_END_PLAIN, why);
}

/* --- its lines --- */

static uint64_t key_of(const struct hr_log_owner *owner, struct hr_span id)
{
	uint64_t hash = UINT64_C(14695981039346656037) ^ (uint64_t)(uintptr_t)owner; /* FNV-1a */
	for (size_t i = 0; i < id.length; i++)
		hash = (hash ^ (uint8_t)id.at[i]) * UINT64_C(1099511628211);
	hash ^= hash >> 29;
	return hash == 0 ? 1 : hash;
}

/* The session with that key, or a place for it; NULL and *failed: pushing another out failed. */
static struct session *session_of(struct hr_smtp_sessions *s, uint64_t key, struct hr_error *why)
{
	struct session *row = &s->open[(key % PLACES) * WAYS], *oldest = row;
	for (size_t i = 0; i < WAYS; i++) {
		if (row[i].key == key)
			return &row[i];
		if (row[i].key == 0 ? oldest->key != 0 : oldest->key != 0 && row[i].turn < oldest->turn)
			oldest = &row[i];
	}
	if (oldest->key != 0 && !end_session(s, oldest, why))
		return NULL;
	*oldest = (struct session){.key = key};
	return oldest;
}

static struct hr_span first_word(struct hr_span text)
{
	size_t end = 0;
	while (end < text.length && text.at[end] != ' ')
		end++;
	return (struct hr_span){.at = text.at, .length = end};
}

/* A host's whole name; an enhanced status code ("2.0.0") and a masked greeting ("****") are none. */
static bool is_host_name(struct hr_span word)
{
	bool letter = false, dot = false;
	for (size_t i = 0; i < word.length; i++) {
		char c = word.at[i];
		letter = letter || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		dot = dot || c == '.';
		if (c == '*')
			return false;
	}
	return letter && dot;
}

/* "220 NAME Microsoft ESMTP ..." and "250-NAME Hello ..." name the peer. */
static void hear(const struct hr_smtp_sessions *s, struct session *one, struct hr_span said)
{
	bool names = hr_span_begins(said, "220") || hr_span_begins(said, "250");
	if (one->peer != PEER_UNKNOWN || !names || said.length < 5)
		return;
	struct hr_span name = first_word((struct hr_span){.at = said.at + 4, .length = said.length - 4});
	if (is_host_name(name))
		one->peer = hr_is_cloud_name(s->catalog, name) ? PEER_CLOUD : PEER_OTHER;
}

static bool say(struct hr_smtp_sessions *s, struct session *one, struct hr_span said, struct hr_error *why)
{
	bool greets = hr_span_begins(said, "EHLO ") || hr_span_begins(said, "HELO ");
	if (hr_span_begins(said, "MAIL FROM") && one->version == HR_LOG_VERSION_NONE)
		one->mailed = true;
	if (!greets || one->owner != NULL)
		return true;
	struct hr_span name = first_word((struct hr_span){.at = said.at + 5, .length = said.length - 5});
	return hr_log_book_named(s->book, name, &one->owner, why);
}

static void note(const struct hr_smtp_sessions *s, struct session *one, const struct hr_smtp_line *line)
{
	bool client = false;
	enum hr_log_version version = hr_smtp_log_version(line, &client);
	if (version != HR_LOG_VERSION_NONE)
		one->version = client ? version : HR_LOG_VERSION_ODD;
	else if (hr_smtp_log_failed(line))
		one->failed = true;
	else if (one->peer == PEER_UNKNOWN && hr_span_is(line->text[HR_SMTP_CONTEXT], "Certificate subject") &&
	         hr_span_after(line->text[HR_SMTP_DATA], s->cloud->mail_domain).at != NULL)
		one->peer = PEER_CLOUD;
}

bool hr_smtp_sessions_line(struct hr_smtp_sessions *s, struct hr_log_owner *owner, const struct hr_smtp_line *line,
                           struct hr_error *why)
{
	const struct hr_span event = line->text[HR_SMTP_EVENT], data = line->text[HR_SMTP_DATA];
	if (event.length != 1 || line->text[HR_SMTP_SESSION].length == 0)
		return true;
	struct session *one = session_of(s, key_of(owner, line->text[HR_SMTP_SESSION]), why);
	if (one == NULL)
		return false;
	if (one->connector == NULL) {
		const struct connector *connector = connector_of(s, line->text[HR_SMTP_CONNECTOR]);
		if (connector == NULL)
			return hr_fail_memory(why);
		one->connector = connector->name;
		one->owner = owner;
	}
	one->turn = ++s->turns;
	switch (*event.at) {
	case '+':
		one->begun = true;
		(void)hr_log_time(line->text[HR_SMTP_TIME], &one->at);
		return true;
	case '<':
		hear(s, one, data);
		return true;
	case '>':
		return say(s, one, data, why);
	case '*':
		note(s, one, line);
		(void)hr_log_time(line->text[HR_SMTP_TIME], &one->at);
		return true;
	case '-':
		return end_session(s, one, why);
	default:
		return true;
	}
}

bool hr_smtp_sessions_tell(struct hr_smtp_sessions *s, struct hr_report *report, struct hr_error *why)
{
	for (size_t i = 0; i < HR_SMTP_SESSIONS_OPEN; i++)
		if (!end_session(s, &s->open[i], why))
			return false;
	return hr_smtp_routes_tell(&s->routes, s->book, report, why);
}

struct hr_smtp_totals hr_smtp_sessions_totals(const struct hr_smtp_sessions *sessions)
{
	return sessions->totals;
}
