#include "parse/user_agent.h"

#include <string.h>

static bool is_at(struct hr_span agent, size_t at, const char *word, size_t length)
{
	if (agent.length - at < length)
		return false;
	for (size_t i = 0; i < length; i++) {
		char c = agent.at[at + i] == '+' ? ' ' : agent.at[at + i];
		if (c != (word[i] == '+' ? ' ' : word[i]))
			return false;
	}
	return true;
}

/* Where the word ends in the text, looking from `from` on; 0 = it is not there. */
static size_t behind(struct hr_span agent, size_t from, const char *word, size_t length)
{
	for (size_t at = from; length > 0 && at + length <= agent.length; at++)
		if (is_at(agent, at, word, length))
			return at + length;
	return 0;
}

/* "10_8_4" and "4.0.3": one to four numbers. False: no number stands there. */
static bool read_version(struct hr_span agent, size_t at, uint64_t *version)
{
	uint32_t parts[4] = {0};
	size_t part = 0, digits = 0;
	for (; at < agent.length && part < 4; at++) {
		char c = agent.at[at];
		if (c >= '0' && c <= '9') {
			parts[part] = parts[part] * 10 + (uint32_t)(c - '0');
			parts[part] = parts[part] > UINT16_MAX ? UINT16_MAX : parts[part];
			digits++;
		} else if ((c == '.' || c == '_') && digits > 0) {
			part++;
			digits = 0;
		} else {
			break;
		}
	}
	*version = HR_BUILD(parts[0], parts[1], parts[2], parts[3]);
	return part > 0 || digits > 0;
}

/* Does the word stand there, somewhere, with a version from `from` to `to` behind it? */
static bool has_version(struct hr_span agent, const char *word, uint64_t from, uint64_t to)
{
	uint64_t version = 0;
	size_t length = strlen(word);
	for (size_t at = behind(agent, 0, word, length); at != 0; at = behind(agent, at, word, length))
		if (read_version(agent, at, &version))
			return version >= from && version <= to;
	return false;
}

static bool has_words(struct hr_span agent, const char *words, bool all)
{
	while (*words != '\0') {
		size_t length = strcspn(words, " ");
		bool there = behind(agent, 0, words, length) != 0;
		if (there != all)
			return there;
		words += length + strspn(words + length, " ");
	}
	return all;
}

bool hr_user_agent_is(struct hr_span agent, const struct hr_old_client *client)
{
	return has_version(agent, client->product, client->from, client->to) &&
	       (*client->on == '\0' || has_version(agent, client->on, 0, client->on_to)) &&
	       has_words(agent, client->with, true) && !has_words(agent, client->without, false);
}
