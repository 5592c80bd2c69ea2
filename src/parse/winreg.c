#include "parse/winreg.h"

#include <string.h>

#include "parse/ndr.h"

/* 338cd001-2244-31f1-aaaa-900038001003 ([MS-RRP] 1.9) */
const struct hr_rpc_syntax hr_winreg_interface = {
        {0x01, 0xd0, 0x8c, 0x33, 0x44, 0x22, 0xf1, 0x31, 0xaa, 0xaa, 0x90, 0x00, 0x38, 0x00, 0x10, 0x03}, 1};

#define KEY_QUERY_VALUE UINT32_C(1)
#define PRESENT UINT32_C(0x20000) /* of a pointer: any number but 0 */

/* --- calls --- */

void hr_winreg_open_local_machine(struct hr_writer *stub)
{
	hr_ndr_put32(stub, 0); /* ServerName: ignored */
	hr_ndr_put32(stub, KEY_QUERY_VALUE);
}

static void put_handle(struct hr_writer *stub, const struct hr_winreg_handle *handle)
{
	hr_put(stub, handle->bytes, sizeof handle->bytes);
}

/* RRP_UNICODE_STRING: lengths in bytes, the NUL at its end counted, and the text behind a pointer. */
static void put_text(struct hr_writer *stub, const char *text)
{
	size_t length = strlen(text) + 1;
	if (length > UINT16_MAX / 2) {
		stub->failed = true;
		return;
	}
	hr_ndr_put16(stub, (uint16_t)(2 * length));
	hr_ndr_put16(stub, (uint16_t)(2 * length));
	hr_ndr_put32(stub, PRESENT);
	hr_ndr_put32(stub, (uint32_t)length); /* room, first, count */
	hr_ndr_put32(stub, 0);
	hr_ndr_put32(stub, (uint32_t)length);
	for (size_t i = 0; i + 1 < length; i++) {
		stub->failed = stub->failed || text[i] < ' ' || text[i] > '~';
		hr_ndr_put16(stub, (uint8_t)text[i]);
	}
	hr_ndr_put16(stub, 0);
}

void hr_winreg_open_key(struct hr_writer *stub, const struct hr_winreg_handle *parent, const char *key)
{
	put_handle(stub, parent);
	put_text(stub, key);
	hr_ndr_put32(stub, 0); /* options */
	hr_ndr_put32(stub, KEY_QUERY_VALUE);
}

static void put_pointed(struct hr_writer *stub, uint32_t value)
{
	hr_ndr_put32(stub, PRESENT);
	hr_ndr_put32(stub, value);
}

void hr_winreg_query_value(struct hr_writer *stub, const struct hr_winreg_handle *key, const char *name, uint32_t room)
{
	put_handle(stub, key);
	put_text(stub, name);
	put_pointed(stub, 0); /* type: told */
	put_pointed(stub, room);
	hr_ndr_put32(stub, 0); /* of that room, no bytes are sent from here */
	hr_ndr_put32(stub, 0);
	put_pointed(stub, room);
	put_pointed(stub, 0);
}

void hr_winreg_close_key(struct hr_writer *stub, const struct hr_winreg_handle *key)
{
	put_handle(stub, key);
}

/* --- answers --- */

bool hr_winreg_opened(struct hr_reader stub, struct hr_winreg_handle *handle, uint32_t *error)
{
	struct hr_ndr ndr = hr_ndr_of(stub);
	const uint8_t *bytes = hr_take(&ndr.in, sizeof handle->bytes);
	*error = hr_ndr_u32(&ndr);
	if (!hr_done(&ndr.in))
		return false;
	memcpy(handle->bytes, bytes, sizeof handle->bytes);
	return true;
}

bool hr_winreg_closed(struct hr_reader stub, uint32_t *error)
{
	struct hr_winreg_handle zeros;
	return hr_winreg_opened(stub, &zeros, error);
}

/* A number behind a pointer that may be missing. */
static bool take_pointed(struct hr_ndr *ndr, uint32_t *value)
{
	bool there = hr_ndr_u32(ndr) != 0;
	*value = there ? hr_ndr_u32(ndr) : 0;
	return there;
}

bool hr_winreg_queried(struct hr_reader stub, struct hr_winreg_value *value, uint32_t *error)
{
	struct hr_ndr ndr = hr_ndr_of(stub);
	uint32_t counted = 0;
	*value = (struct hr_winreg_value){.type = 0};
	bool typed = take_pointed(&ndr, &value->type);
	bool there = hr_ndr_u32(&ndr) != 0;
	if (there) {
		uint32_t room = hr_ndr_u32(&ndr), first = hr_ndr_u32(&ndr), count = hr_ndr_u32(&ndr);
		if (first != 0 || count > room)
			return false;
		value->data = hr_sub(&ndr.in, count);
	}
	bool sized = take_pointed(&ndr, &value->size);
	bool is_counted = take_pointed(&ndr, &counted);
	*error = hr_ndr_u32(&ndr);
	if (!hr_done(&ndr.in))
		return false;
	/* An empty value may come without a pointer to its bytes. */
	size_t length = there ? hr_left(&value->data) : 0;
	return *error != HR_WINREG_OK || (typed && sized && is_counted && counted == value->size && counted == length);
}
