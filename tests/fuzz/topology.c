#include "discover/topology.h"

#include <libxml/parser.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 1 << 20)
		return 0;
	xmlDoc *document = xmlReadMemory((const char *)data, (int)size, "fuzz", NULL,
	                                 XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
	const xmlNode *root = document == NULL ? NULL : xmlDocGetRootElement(document);
	struct hr_topology topology = {.arena = hr_arena_new((size_t)64 << 20)};
	struct hr_error why = {0};
	if (root != NULL && topology.arena != NULL && !hr_topology_read("fuzz", root, &topology, &why) &&
	    why.text[0] == '\0')
		abort();
	hr_arena_free(topology.arena);
	if (document != NULL)
		xmlFreeDoc(document);
	return 0;
}
