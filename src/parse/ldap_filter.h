/*
 * LDAP search filters (RFC 4515) over entries that are already here: so that the searches of the check modules can be
 * run over files as a directory would run them.
 */
#ifndef HR_PARSE_LDAP_FILTER_H
#define HR_PARSE_LDAP_FILTER_H

#include "base/error.h"
#include "base/reader.h"
#include "hybridready/check.h"

#define HR_FILTER_NODES_MAX 256 /* items, operators and substrings */
#define HR_FILTER_TEXT_MAX 8192 /* bytes of attribute names and values */
#define HR_FILTER_DEPTH_MAX 16  /* operators within operators */

enum hr_filter_kind {
	HR_FILTER_AND = 0,
	HR_FILTER_OR,
	HR_FILTER_NOT,
	HR_FILTER_PRESENT,
	HR_FILTER_EQUAL,
	HR_FILTER_GREATER, /* >= */
	HR_FILTER_LESS,    /* <= */
	HR_FILTER_SUBSTRINGS,
	HR_FILTER_PIECE,    /* of SUBSTRINGS, between two '*' */
	HR_FILTER_BITS_ALL, /* 1.2.840.113556.1.4.803 */
	HR_FILTER_BITS_ANY, /* 1.2.840.113556.1.4.804 */
};

struct hr_filter_node {
	enum hr_filter_kind kind;
	uint16_t child; /* first one; 0 = none (node 0 is the root, nobody's child) */
	uint16_t next;  /* sibling; 0 = none */
	uint16_t name;  /* place of the attribute name in text[], NUL-terminated */
	uint16_t value; /* place of the value in text[] */
	uint16_t length;
	bool first; /* PIECE: nothing may stand before it */
	bool last;  /* PIECE: nothing may stand after it */
};

struct hr_filter {
	struct hr_filter_node nodes[HR_FILTER_NODES_MAX];
	size_t node_count;
	char text[HR_FILTER_TEXT_MAX];
	size_t text_length;
};

/* Reads a filter. False: it is none, is beyond a ceiling, or uses a matching rule other than the two above. */
bool hr_filter_compile(struct hr_reader in, struct hr_filter *filter) HR_MUST_USE;

/*
 * Does an entry with these attributes match? ASCII letters compare without case. objectCategory=x matches by the first
 * RDN of its DN, with or without its hyphens, and by objectClass as well, because files hold it in either form. An
 * attribute that is not there matches nothing.
 */
bool hr_filter_match(const struct hr_filter *filter, const struct hr_attribute *attributes, size_t count);

#endif
