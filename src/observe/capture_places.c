#include "observe/capture_places.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "observe/own_names.h"

static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};

void hr_place_text(const uint8_t address[static HR_IP_SIZE], char text[static HR_PLACE_TEXT_MAX])
{
	bool four = memcmp(address, mapped, sizeof mapped) == 0;
	if (inet_ntop(four ? AF_INET : AF_INET6, four ? address + sizeof mapped : address, text, HR_PLACE_TEXT_MAX) ==
	    NULL)
		text[0] = '\0';
}

static bool read_address(const char *text, uint8_t address[static HR_IP_SIZE])
{
	memcpy(address, mapped, sizeof mapped);
	return inet_pton(AF_INET, text, address + sizeof mapped) == 1 || inet_pton(AF_INET6, text, address) == 1;
}

static int compare(const void *a, const void *b)
{
	const struct hr_place_of *one = a, *other = b;
	int order = memcmp(one->address, other->address, HR_IP_SIZE);
	return order != 0 ? order : (one->server > other->server) - (one->server < other->server);
}

static void sort(struct hr_places *places)
{
	if (places->count > 0)
		qsort(places->at, places->count, sizeof *places->at, compare);
}

static void add(struct hr_places *places, const uint8_t address[static HR_IP_SIZE], size_t server)
{
	struct hr_place_of *grown = hr_arena_grow(places->arena, places->at, places->count, &places->capacity,
	                                          sizeof *grown, HR_PLACES_MAX);
	if (grown == NULL) {
		places->failed = true;
		return;
	}
	places->at = grown;
	memcpy(grown[places->count].address, address, HR_IP_SIZE);
	grown[places->count++].server = server;
}

static void add_text(void *context, size_t server, const char *text)
{
	struct hr_places *places = context;
	uint8_t address[HR_IP_SIZE];
	if (read_address(text, address))
		add(places, address, server);
}

/* --- gathering --- */

static void add_words(struct hr_places *places, size_t server, const char *words)
{
	char text[HR_PLACE_TEXT_MAX];
	for (size_t length; *words != '\0'; words += length + (words[length] == ' ')) {
		length = strcspn(words, " ");
		if (length == 0 || length >= sizeof text)
			continue;
		memcpy(text, words, length);
		text[length] = '\0';
		add_text(places, server, text);
	}
}

/* What a probe found behind the server's own name; behind other names, a device in front may stand. */
static void add_seen(struct hr_places *places, size_t server)
{
	const struct hr_server *s = &places->organisation.servers[server];
	for (size_t i = 0; i < s->endpoint_count; i++) {
		const struct hr_fact *fact = NULL;
		if (hr_text_compare_nocase(s->endpoints[i].host, s->name) != 0)
			continue;
		while ((fact = hr_next(&s->endpoints[i].facts, HR_FACT_ADDRESS, fact)) != NULL)
			if (hr_known(fact))
				add_words(places, server, fact->value);
	}
}

static void add_override(struct hr_places *places, size_t server, const struct hr_probe_options *names)
{
	for (size_t i = 0; i < names->override_count; i++)
		if (hr_text_compare_nocase(names->overrides[i].host, places->organisation.servers[server].name) == 0)
			add_text(places, server, names->overrides[i].address);
}

static bool is_open(void *context, const struct hr_server *server)
{
	const struct hr_places *places = context;
	size_t index = (size_t)(server - places->organisation.servers);
	for (size_t i = 0; i < places->count; i++)
		if (places->at[i].server == index)
			return false;
	return true;
}

bool hr_places_gather(struct hr_places *places, struct hr_arena *arena, const struct hr_organisation *organisation,
                      const struct hr_probe_options *names, struct hr_error *why)
{
	*places = (struct hr_places){.arena = arena, .organisation = *organisation};
	for (size_t i = 0; i < organisation->server_count; i++) {
		add_seen(places, i);
		if (names != NULL)
			add_override(places, i, names);
	}
	struct hr_own_names asked = {.wanted = is_open, .found = add_text, .context = places};
	if (names != NULL && !hr_own_names_look_up(&asked, names, arena, &places->organisation, why))
		return false;
	sort(places);
	return !places->failed ||
	       hr_fail(why, HR_E_LIMIT, "the servers have more than %zu addresses, or memory is out", HR_PLACES_MAX);
}

bool hr_places_add(struct hr_places *places, const uint8_t address[static HR_IP_SIZE], size_t server,
                   struct hr_error *why)
{
	add(places, address, server);
	sort(places);
	return !places->failed || hr_fail_memory(why);
}

/* --- asking --- */

const struct hr_place_of *hr_places_at(const struct hr_places *places, const uint8_t address[static HR_IP_SIZE],
                                       size_t *count)
{
	size_t low = 0, high = places->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (memcmp(places->at[middle].address, address, HR_IP_SIZE) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*count = 0;
	while (low + *count < places->count && memcmp(places->at[low + *count].address, address, HR_IP_SIZE) == 0)
		++*count;
	return *count == 0 ? NULL : &places->at[low];
}

static bool goes_by(const struct hr_server *server, const char *name)
{
	bool found = hr_text_compare_nocase(server->name, name) == 0;
	for (size_t i = 0; i < server->endpoint_count && !found; i++)
		found = hr_text_compare_nocase(server->endpoints[i].host, name) == 0;
	return found;
}

const size_t *hr_places_named(struct hr_places *places, const char *name, size_t *count)
{
	size_t length = strlen(name);
	*count = 0;
	if (length == 0 || length >= sizeof places->asked)
		return places->named;
	if (strcmp(places->asked, name) != 0) {
		memcpy(places->asked, name, length + 1);
		places->named_count = 0;
		for (size_t i = 0; i < places->organisation.server_count; i++)
			if (places->named_count < HR_PLACES_NAMED_MAX &&
			    goes_by(&places->organisation.servers[i], name))
				places->named[places->named_count++] = i;
	}
	*count = places->named_count;
	return places->named;
}

const struct hr_endpoint *hr_places_endpoint(const struct hr_places *places, size_t server, uint16_t port)
{
	const struct hr_server *s = &places->organisation.servers[server];
	for (size_t i = 0; i < s->endpoint_count; i++)
		if (s->endpoints[i].port == port)
			return &s->endpoints[i];
	return NULL;
}
