/*
 * LDIF (RFC 2849) as ldifde and ldapsearch write it: the content of a directory, never changes to one. A pure parser
 * over a whole file in memory: it hands out one item after the other and owns nothing.
 */
#ifndef HR_PARSE_LDIF_H
#define HR_PARSE_LDIF_H

#include "base/error.h"
#include "base/reader.h"

#define HR_LDIF_NAME_MAX 255                    /* bytes of an attribute name with its options */
#define HR_LDIF_LINE_MAX ((size_t)16 * 1048576) /* bytes of one line with its continuations */

enum hr_ldif_kind {
	HR_LDIF_END = 0,   /* the file ended where it may end */
	HR_LDIF_DN,        /* a record begins; the value is its DN */
	HR_LDIF_ATTRIBUTE, /* one value of one attribute */
	HR_LDIF_RECORD_END,
	HR_LDIF_RESULT, /* ldapsearch says how its search ended: `result` */
};

struct hr_ldif_item {
	enum hr_ldif_kind kind;
	size_t line;                     /* where it begins, from 1 */
	char name[HR_LDIF_NAME_MAX + 1]; /* attribute as written: "userCertificate;binary" */
	struct hr_reader raw;            /* its value as the file holds it; hr_ldif_value() unfolds and decodes it */
	bool base64;
	unsigned result; /* LDAP result code; 0 = the search was complete */
};

struct hr_ldif {
	struct hr_reader in;
	size_t line;       /* of the next line; after a failure, of the line that is wrong */
	const char *wrong; /* static text once hr_ldif_next() has failed: found, wanted, what to do */
	bool in_record;
	bool has_attributes;
	bool in_trailer;   /* lines of ldapsearch that are no record */
	bool wants_result; /* "# extended LDIF": this file says at its end how the search ended */
};

/* Begins at the start of a file, or, with the number of its first line, of a record. A UTF-8 byte order mark is
 * skipped. */
struct hr_ldif hr_ldif_of(struct hr_reader in, size_t line);

/*
 * The next item. Accepted: comments, `version: 1`, folded lines, base64, CRLF and LF, `changetype: add`, and around the
 * records what ldapsearch prints (search, result, ref, control). Refused, with ldif->wrong and ldif->line set: any
 * other change, values by URL, a line that is no attribute, base64 that does not decode, a file that ends inside a
 * line, after a DN, or (ldapsearch) without its result.
 */
bool hr_ldif_next(struct hr_ldif *ldif, struct hr_ldif_item *item) HR_MUST_USE;

/* The value of an item, without folds, decoded. `out` has room for hr_left(&item->raw) bytes. Returns the bytes
 * written. */
size_t hr_ldif_value(const struct hr_ldif_item *item, uint8_t *out);

#endif
