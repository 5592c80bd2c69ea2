/*
 * What logs say of the servers that wrote them, added up while they are read: how many connections showed a version,
 * and which clients came in below TLS 1.2. Memory is bounded: only such clients are kept one by one, up to a ceiling.
 */
#ifndef HR_OBSERVE_LOG_BOOK_H
#define HR_OBSERVE_LOG_BOOK_H

#include "model/brought.h"
#include "parse/log_version.h"

#define HR_LOG_OWNERS_MAX ((size_t)4096)
#define HR_LOG_CLIENTS_TOLD ((size_t)500) /* facts about one server; the others are one sum */

/*
 * A capture that shows no old client for so long answers for all ways in: a working day, which is what the report asks
 * its owner for. A shorter one answers for itself, as one kind of log does.
 */
#define HR_LOG_BOOK_DAY_S (8 * 3600)

/* A machine that writes logs. */
struct hr_log_owner {
	const char *const *ids; /* of its servers */
	size_t id_count;
	uint64_t sessions;     /* that show a version */
	uint64_t legacy;       /* of them below TLS 1.2 */
	uint64_t odd;          /* that show one in words not known here */
	uint64_t unseen;       /* of which a capture does not hold enough to tell */
	int64_t first, last;   /* of all these; 0 = none */
	uint64_t other_legacy; /* of clients beyond the ceiling */
	int64_t other_last;
	uint64_t agents;       /* requests that name a program */
	uint64_t other_unable; /* of programs that cannot do TLS 1.2, by clients beyond the ceiling */
	int64_t agents_first, agents_last;
	const char *build; /* of the product, that mails show last; NULL = none */
	int64_t build_at;
};

struct hr_log_book;

/*
 * A new one in the arena, about the servers of that report; NULL if memory is out. `kind` begins the `of` of its facts
 * ("smtp"), `by` is their means, `product` limits a machine's servers to one product where it has that
 * (HR_PRODUCT_NONE: all).
 */
struct hr_log_book *hr_log_book_new(struct hr_arena *arena, struct hr_report *report, const char *kind,
                                    enum hr_means by, enum hr_product product);

/*
 * Whose log: the servers of that name, unless it stands for several machines, or of these ids. *owner NULL: the
 * inventory has none such, or several.
 */
bool hr_log_book_named(struct hr_log_book *book, struct hr_span name, struct hr_log_owner **owner,
                       struct hr_error *why) HR_MUST_USE;
bool hr_log_book_of(struct hr_log_book *book, const char *const *ids, size_t count, struct hr_log_owner **owner,
                    struct hr_error *why) HR_MUST_USE;
/* The same by a path's folders, the innermost first. */
bool hr_log_book_of_path(struct hr_log_book *book, const char *path, struct hr_log_owner **owner,
                         struct hr_error *why) HR_MUST_USE;

/* A client's connection. False only if memory is out. */
bool hr_log_book_add(struct hr_log_book *book, struct hr_log_owner *owner, enum hr_log_version version,
                     struct hr_span client, int64_t at) HR_MUST_USE;

/* A connection of which a capture does not hold enough to tell its version. */
void hr_log_book_add_unseen(struct hr_log_owner *owner, int64_t at);

/* Adds the facts log.read, clients.legacy and clients.last, and that earlier logs' clients are in newer ones no more.
 */
bool hr_log_book_tell(struct hr_log_book *book, struct hr_error *why) HR_MUST_USE;

/* Adds the fact about each of the owner's servers, by the book's means. */
bool hr_log_book_fact(struct hr_log_book *book, const struct hr_log_owner *owner, struct hr_observation *seen,
                      struct hr_error *why) HR_MUST_USE;

/*
 * Facts of that key about the owner, of this kind of log and older than `first`, become absent: these logs do not show
 * them, unless they are told again afterwards.
 */
bool hr_log_book_retire(struct hr_log_book *book, const struct hr_log_owner *owner, enum hr_fact_key key, int64_t first,
                        int64_t last, struct hr_error *why) HR_MUST_USE;

/* The machines one by one; NULL behind the last. */
const struct hr_log_owner *hr_log_book_owner(const struct hr_log_book *book, size_t index);

/* A name, or nothing, by which a log calls its server and the inventory none; the first is kept. False: memory. */
bool hr_log_book_meet(struct hr_log_book *book, struct hr_span name) HR_MUST_USE;

/* HR_E_USAGE with that name: nothing in these logs is about a server of the inventory. Returns false. */
bool hr_log_book_fail(const struct hr_log_book *book, const char *path, struct hr_error *why);

/* Adds the notice that so many lines are of servers which the inventory does not hold; none: nothing. */
bool hr_log_book_strangers(struct hr_log_book *book, uint64_t lines, struct hr_error *why) HR_MUST_USE;

/* For a person: how many servers, connections and clients below TLS 1.2. */
struct hr_log_totals {
	uint64_t owners, sessions, legacy, clients;
};
struct hr_log_totals hr_log_book_totals(const struct hr_log_book *book);

#endif
