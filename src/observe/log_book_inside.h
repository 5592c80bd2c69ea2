/* The inside of a book of logs: those who fill it and those who tell it. Included by log_book*.c only. */
#ifndef HR_OBSERVE_LOG_BOOK_INSIDE_H
#define HR_OBSERVE_LOG_BOOK_INSIDE_H

#include "observe/log_book.h"
#include "observe/log_clients.h"

#define NAME_MAX_LENGTH ((size_t)253)

struct hr_log_book {
	struct hr_arena *arena;
	struct hr_report *report;
	const char *kind;
	enum hr_means by;
	enum hr_product product;
	struct hr_log_owner owners[HR_LOG_OWNERS_MAX];
	size_t owner_count;
	struct hr_span named; /* the last name asked for, which is most often the next too */
	struct hr_log_owner *answer;
	char name[NAME_MAX_LENGTH + 1];
	struct hr_log_clients *clients;
	const char *stranger;
};

#endif
