#include "model/names.h"

#include <string.h>

struct name {
	int value;
	const char *word;
};

static const struct name outcomes[] = {
        {HR_NOT_APPLICABLE, "not-applicable"},
        {HR_READY, "ready"},
        {HR_UNKNOWN, "unknown"},
        {HR_NOT_READY, "not-ready"},
};
static const struct name seens[] = {
        {HR_NOT_COLLECTED, "not-collected"},
        {HR_PRESENT, "present"},
        {HR_ABSENT, "absent"},
        {HR_FAILED, "failed"},
};
static const struct name means[] = {
        {HR_BY_OWNER, "owner"},   {HR_BY_DIRECTORY, "directory"}, {HR_BY_PROBE, "probe"}, {HR_BY_REGISTRY, "registry"},
        {HR_BY_CANARY, "canary"}, {HR_BY_CAPTURE, "capture"},     {HR_BY_LOG, "log"},     {HR_BY_TOPOLOGY, "topology"},
};
static const struct name products[] = {
        {HR_ADFS, "adfs"},   {HR_EXCHANGE, "exchange"}, {HR_SKYPE, "skype"}, {HR_OFFICE_ONLINE, "office-online"},
        {HR_ROOMS, "rooms"},
};
static const struct name services[] = {
        {HR_SERVICE_TLS, "tls"},   {HR_SERVICE_HTTPS, "https"}, {HR_SERVICE_SIP, "sip"},   {HR_SERVICE_SMTP, "smtp"},
        {HR_SERVICE_IMAP, "imap"}, {HR_SERVICE_POP3, "pop3"},   {HR_SERVICE_LDAP, "ldap"},
};
static const struct name questions[] = {{HR_CONNECT, "connect"}, {HR_RETIRE, "retire"}};
static const struct name severities[] = {
        {HR_INFO, "info"}, {HR_LOW, "low"}, {HR_MEDIUM, "medium"}, {HR_HIGH, "high"}, {HR_CRITICAL, "critical"},
};
static const struct name phases[] = {{HR_LEGACY_ALLOWED, "enabling"}, {HR_LEGACY_FORBIDDEN, "disabled"}};
static const struct name standings[] = {
        {HR_STANDING_UNUSED, "unused"},
        {HR_STANDING_USED, "used"},
        {HR_STANDING_EXPIRED, "expired"},
        {HR_STANDING_NO_SUBJECT, "no-subject"},
};
static const struct name events[] = {
        {HR_EVENT_VERSION_APPEARED, "version-appeared"},
        {HR_EVENT_VERSION_VANISHED, "version-vanished"},
        {HR_EVENT_SUITES_CHANGED, "suites-changed"},
        {HR_EVENT_CERTIFICATE_CHANGED, "certificate-changed"},
        {HR_EVENT_UNREACHABLE, "unreachable"},
        {HR_EVENT_RESTARTING, "restarting"},
        {HR_EVENT_BROKEN, "broken"},
        {HR_EVENT_BACK, "back"},
        {HR_EVENT_UNSTEADY, "unsteady"},
        {HR_EVENT_STEADY, "steady"},
        {HR_EVENT_WORSE, "worse"},
        {HR_EVENT_BETTER, "better"},
        {HR_EVENT_UNCLEAR, "unclear"},
        {HR_EVENT_STEP_DONE, "step-done"},
        {HR_EVENT_STEP_OPEN, "step-open"},
};

static const char *word_of(const struct name *names, size_t count, int value)
{
	for (size_t i = 0; i < count; i++)
		if (names[i].value == value)
			return names[i].word;
	return "unknown";
}

static const struct name *row_of(const struct name *names, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i].word, word) == 0)
			return &names[i];
	return NULL;
}

/* Both directions of one enum. */
#define NAMES(enumeration, table, function)                                                                            \
	const char *hr_##function##_name(enum enumeration value)                                                       \
	{                                                                                                              \
		return word_of(table, HR_COUNT(table), (int)value);                                                    \
	}                                                                                                              \
	bool hr_##function##_named(const char *word, enum enumeration *value)                                          \
	{                                                                                                              \
		const struct name *row = row_of(table, HR_COUNT(table), word);                                         \
		if (row != NULL)                                                                                       \
			*value = (enum enumeration)row->value;                                                         \
		return row != NULL;                                                                                    \
	}

NAMES(hr_outcome, outcomes, outcome)
NAMES(hr_seen, seens, seen)
NAMES(hr_means, means, means)
NAMES(hr_product, products, product)
NAMES(hr_service, services, service)
NAMES(hr_question, questions, question)
NAMES(hr_severity, severities, severity)
NAMES(hr_legacy_phase, phases, legacy_phase)
NAMES(hr_standing, standings, standing)
NAMES(hr_event_kind, events, event)

uint16_t hr_service_port(enum hr_service service)
{
	static const uint16_t ports[] = {
	        [HR_SERVICE_TLS] = 443,  [HR_SERVICE_HTTPS] = 443, [HR_SERVICE_SIP] = 5061, [HR_SERVICE_SMTP] = 25,
	        [HR_SERVICE_IMAP] = 143, [HR_SERVICE_POP3] = 110,  [HR_SERVICE_LDAP] = 389,
	};
	return (size_t)service < HR_COUNT(ports) ? ports[service] : 0;
}

struct fact_row {
	const char *word;
	const char *text;
	enum hr_fact_type type;
};

/* facts.def writes the types as TEXT, NUMBER ...; these give them their names in the program. */
#define HR_TYPE_TEXT HR_TEXT
#define HR_TYPE_NUMBER HR_NUMBER
#define HR_TYPE_BUILD HR_BUILD_NUMBER
#define HR_TYPE_TIME HR_TIME
#define HR_TYPE_WORDS HR_WORDS
#define HR_TYPE_FLAG HR_FLAG

static const struct fact_row fact_rows[HR_FACT_COUNT] = {
        [HR_FACT_NONE] = {"none", "no fact", HR_TEXT},
#define HR_FACT_KEY(symbol, key, type, text) [HR_FACT_##symbol] = {key, text, HR_TYPE_##type},
#include "hybridready/facts.def"
#undef HR_FACT_KEY
};

static const struct fact_row *fact_row(enum hr_fact_key key)
{
	return &fact_rows[(size_t)key < HR_FACT_COUNT ? key : HR_FACT_NONE];
}

const char *hr_fact_key_name(enum hr_fact_key key)
{
	return fact_row(key)->word;
}

enum hr_fact_type hr_fact_key_type(enum hr_fact_key key)
{
	return fact_row(key)->type;
}

const char *hr_fact_key_text(enum hr_fact_key key)
{
	return fact_row(key)->text;
}

bool hr_fact_key_named(const char *name, enum hr_fact_key *key)
{
	for (size_t i = HR_FACT_NONE + 1; i < HR_FACT_COUNT; i++) {
		if (strcmp(fact_rows[i].word, name) == 0) {
			*key = (enum hr_fact_key)i;
			return true;
		}
	}
	return false;
}
