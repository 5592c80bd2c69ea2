#include "model/shard.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"

#define TEXT_MAX ((size_t)16 * 1024) /* HR_SHARDS_MAX times "1000/1000 " */

bool hr_shard_parse(const char *text, struct hr_shard *shard)
{
	char number[8];
	uint64_t n = 0, count = 0;
	size_t length = strcspn(text, "/");
	if (text[length] != '/' || length >= sizeof number)
		return false;
	memcpy(number, text, length);
	number[length] = '\0';
	if (!hr_text_number(number, HR_SHARDS_MAX, &n) || !hr_text_number(text + length + 1, HR_SHARDS_MAX, &count) ||
	    n == 0 || n > count)
		return false;
	*shard = (struct hr_shard){.number = (unsigned)n, .count = (unsigned)count};
	return true;
}

bool hr_shard_has(const struct hr_shard *shard, const char *server_name)
{
	uint64_t hash = UINT64_C(14695981039346656037);
	if (shard->count == 0)
		return true;
	for (; *server_name != '\0'; server_name++) {
		hash ^= (unsigned char)*server_name;
		hash *= UINT64_C(1099511628211);
	}
	return (hash ^ hash >> 32) % shard->count + 1 == shard->number;
}

/* Its place, or that of the first one behind it. */
static size_t place_of(const struct hr_shards *set, struct hr_shard shard)
{
	size_t i = 0;
	while (i < set->count && (set->at[i].count < shard.count ||
	                          (set->at[i].count == shard.count && set->at[i].number < shard.number)))
		i++;
	return i;
}

static bool has(const struct hr_shards *set, struct hr_shard shard)
{
	size_t i = place_of(set, shard);
	return i < set->count && set->at[i].count == shard.count && set->at[i].number == shard.number;
}

static bool put(struct hr_shards *set, struct hr_shard shard)
{
	size_t i = place_of(set, shard);
	if (has(set, shard))
		return true;
	if (set->count == HR_SHARDS_MAX)
		return false;
	memmove(&set->at[i + 1], &set->at[i], (set->count - i) * sizeof set->at[0]);
	set->at[i] = shard;
	set->count++;
	return true;
}

void hr_cover_add(struct hr_cover *cover, const char *shards, bool complete)
{
	bool several = strchr(shards, ' ') != NULL;
	if (*shards == '\0')
		cover->torn |= !complete;
	while (*shards != '\0') {
		char word[16] = "";
		struct hr_shard shard;
		size_t length = strcspn(shards, " ");
		if (length < sizeof word) {
			memcpy(word, shards, length);
			word[length] = '\0';
		}
		if (!hr_shard_parse(word, &shard) || !put(&cover->all, shard) ||
		    ((several || complete) && !put(&cover->whole, shard)))
			cover->overfull = true;
		shards += length;
		shards += strspn(shards, " ");
	}
}

/* Of every count that was begun, the numbers that did not come to their end. */
static void list_missing(const struct hr_cover *cover, struct hr_buffer *text)
{
	for (size_t i = 0; i < cover->all.count; i++) {
		if (i > 0 && cover->all.at[i].count == cover->all.at[i - 1].count)
			continue;
		for (unsigned n = 1; n <= cover->all.at[i].count; n++) {
			struct hr_shard shard = {.number = n, .count = cover->all.at[i].count};
			if (!has(&cover->whole, shard))
				hr_buffer_printf(text, "%s%u/%u", text->length > 0 ? " " : "", n, shard.count);
		}
	}
}

static void list(const struct hr_shards *set, struct hr_buffer *text)
{
	for (size_t i = 0; i < set->count; i++)
		hr_buffer_printf(text, "%s%u/%u", i > 0 ? " " : "", set->at[i].number, set->at[i].count);
}

bool hr_cover_tell(const struct hr_cover *cover, struct hr_arena *arena, const char **shards, bool *complete,
                   const char **missing)
{
	struct hr_buffer there = {.ceiling = TEXT_MAX};
	struct hr_buffer gone = {.ceiling = TEXT_MAX * 8};
	bool lost = cover->torn || cover->overfull;
	list_missing(cover, &gone);
	if (cover->all.count == 1) {
		/* One shard alone is a part that can be whole in itself. */
		list(&cover->all, &there);
		*complete = !lost && cover->whole.count == 1;
	} else {
		*complete = !lost && gone.length == 0;
		/* With something missing that no shard brings, it will never be whole. */
		if (gone.length > 0 && !lost)
			list(&cover->whole, &there);
	}
	*shards = hr_arena_string(arena, there.data == NULL ? "" : there.data);
	*missing = hr_arena_string(arena, gone.data == NULL ? "" : gone.data);
	bool good = !there.failed && !gone.failed && *shards != NULL && *missing != NULL;
	hr_buffer_free(&there);
	hr_buffer_free(&gone);
	return good;
}
