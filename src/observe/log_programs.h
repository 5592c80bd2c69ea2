/* Programs that logs name and that cannot do TLS 1.2 at all, by their clients. */
#ifndef HR_OBSERVE_LOG_PROGRAMS_H
#define HR_OBSERVE_LOG_PROGRAMS_H

#include "observe/log_book.h"

#define HR_LOG_PROGRAMS_MAX 64 /* rows of the catalog */

struct hr_log_programs;

/* A new one in the arena, about the catalog's programs; NULL if memory is out. */
struct hr_log_programs *hr_log_programs_new(struct hr_arena *arena, const struct hr_catalog *catalog);

/* A client's request by a program. False only if memory is out. */
bool hr_log_programs_add(struct hr_log_programs *programs, struct hr_log_owner *owner, struct hr_span agent,
                         struct hr_span client, int64_t at) HR_MUST_USE;

/* Adds the facts clients.unable about the book's machines. `kind` is the book's own. */
bool hr_log_programs_tell(struct hr_log_programs *programs, struct hr_log_book *book, const char *kind,
                          struct hr_error *why) HR_MUST_USE;

/* Clients with such programs. */
size_t hr_log_programs_clients(const struct hr_log_programs *programs);

#endif
