/* Lines "host product role [service:port...]": servers that their owner names. */
#ifndef HR_DISCOVER_SERVER_LIST_H
#define HR_DISCOVER_SERVER_LIST_H

#include "base/error.h"
#include "base/reader.h"
#include "hybridready/model.h"

#define HR_LIST_LINE_MAX ((size_t)2048)
#define HR_LIST_ENDPOINTS_MAX ((size_t)32) /* on one line */

struct hr_list_endpoint {
	enum hr_service service;
	uint16_t port;
};

struct hr_list_line {
	size_t number; /* from 1 */
	char host[254];
	char role[128];
	enum hr_product product;
	struct hr_list_endpoint endpoints[HR_LIST_ENDPOINTS_MAX];
	size_t endpoint_count; /* 0 = those that the product has by default */
};

struct hr_list {
	struct hr_reader in;
	size_t line;       /* of the next one; after a failure, of the one that is wrong */
	const char *wrong; /* static text once it has failed */
};

struct hr_list hr_list_of(struct hr_reader in);

/* The next server; empty lines and comments ('#') are passed over. False at the end (wrong is NULL) and on a bad line.
 */
bool hr_list_next(struct hr_list *list, struct hr_list_line *line) HR_MUST_USE;

#endif
