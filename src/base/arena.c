#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE ((size_t)64 * 1024)

struct block {
	struct block *next;
	size_t size;
	size_t used;
	_Alignas(max_align_t) unsigned char bytes[];
};

struct hr_arena {
	struct block *blocks; /* the one in use first */
	size_t used;
	size_t ceiling;
};

struct hr_arena *hr_arena_new(size_t ceiling)
{
	struct hr_arena *arena = calloc(1, sizeof *arena);
	if (arena != NULL)
		arena->ceiling = ceiling;
	return arena;
}

void hr_arena_free(struct hr_arena *arena)
{
	if (arena == NULL)
		return;
	for (struct block *block = arena->blocks; block != NULL;) {
		struct block *next = block->next;
		free(block);
		block = next;
	}
	free(arena);
}

static struct block *block_with_room(struct hr_arena *arena, size_t size)
{
	struct block *block = arena->blocks;
	if (block != NULL && block->size - block->used >= size)
		return block;
	size_t room = size > BLOCK_SIZE / 4 ? size : BLOCK_SIZE;
	struct block *fresh = calloc(1, sizeof *fresh + room);
	if (fresh == NULL)
		return NULL;
	fresh->size = room;
	/* A large piece gets a block of its own behind the current one, which keeps its room. */
	if (block != NULL && room == size) {
		fresh->next = block->next;
		block->next = fresh;
	} else {
		fresh->next = block;
		arena->blocks = fresh;
	}
	return fresh;
}

void *hr_arena_take(struct hr_arena *arena, size_t size)
{
	const size_t align = _Alignof(max_align_t);
	if (size > SIZE_MAX - align - sizeof(struct block))
		return NULL;
	size_t rounded = size == 0 ? align : (size + align - 1) / align * align;
	if (arena->ceiling != 0 && rounded > arena->ceiling - arena->used)
		return NULL;
	struct block *block = block_with_room(arena, rounded);
	if (block == NULL)
		return NULL;
	void *piece = block->bytes + block->used;
	block->used += rounded;
	arena->used += rounded;
	return piece;
}

char *hr_arena_copy(struct hr_arena *arena, const char *bytes, size_t length)
{
	if (length == SIZE_MAX)
		return NULL;
	char *copy = hr_arena_take(arena, length + 1);
	if (copy != NULL && length > 0)
		memcpy(copy, bytes, length);
	return copy;
}

char *hr_arena_string(struct hr_arena *arena, const char *string)
{
	return hr_arena_copy(arena, string, strlen(string));
}

char *hr_arena_printf(struct hr_arena *arena, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		return NULL;
	char *text = hr_arena_take(arena, (size_t)length + 1);
	if (text == NULL)
		return NULL;
	va_start(arguments, format);
	(void)vsnprintf(text, (size_t)length + 1, format, arguments);
	va_end(arguments);
	return text;
}

void *hr_arena_grow(struct hr_arena *arena, void *array, size_t count, size_t *capacity, size_t element, size_t ceiling)
{
	if (count >= ceiling)
		return NULL;
	if (count < *capacity)
		return array;
	size_t wanted = *capacity == 0 ? 8 : *capacity * 2;
	if (wanted > ceiling)
		wanted = ceiling;
	if (element != 0 && wanted > SIZE_MAX / element)
		return NULL;
	void *larger = hr_arena_take(arena, wanted * element);
	if (larger == NULL)
		return NULL;
	if (count > 0)
		memcpy(larger, array, count * element);
	*capacity = wanted;
	return larger;
}

size_t hr_arena_used(const struct hr_arena *arena)
{
	return arena->used;
}
