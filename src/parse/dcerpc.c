#include "parse/dcerpc.h"

#include <string.h>

#include "parse/ndr.h"

enum { RESPONSE = 2, FAULT = 3, BIND = 11, BIND_ACK = 12, BIND_NAK = 13 };
enum { FIRST = 1, LAST = 2 };

static const struct hr_rpc_syntax encoding = {
        {0x04, 0x5d, 0x88, 0x8a, 0xeb, 0x1c, 0xc9, 0x11, 0x9f, 0xe8, 0x08, 0x00, 0x2b, 0x10, 0x48, 0x60}, 2};

struct header {
	uint8_t type, flags;
	uint16_t length, authentication;
	uint32_t call;
};

/* --- writing --- */

/* The length is filled in by close_message(). */
static void open_message(struct hr_writer *writer, uint8_t type, uint32_t call)
{
	/* Version 5.0, whole in one fragment, integers little-endian, ASCII, IEEE floats. */
	hr_put(writer, (uint8_t[]){5, 0, type, FIRST | LAST, 0x10, 0, 0, 0, 0, 0, 0, 0}, 12);
	hr_ndr_put32(writer, call);
}

static void close_message(struct hr_writer *writer)
{
	if (writer->failed || writer->length > HR_RPC_FRAGMENT_MAX) {
		writer->failed = true;
		return;
	}
	writer->bytes[8] = (uint8_t)writer->length;
	writer->bytes[9] = (uint8_t)(writer->length >> 8);
}

static void put_syntax(struct hr_writer *writer, const struct hr_rpc_syntax *syntax)
{
	hr_put(writer, syntax->uuid, sizeof syntax->uuid);
	hr_ndr_put32(writer, syntax->version);
}

void hr_rpc_bind_write(struct hr_writer *writer, uint32_t call, const struct hr_rpc_syntax *interface)
{
	open_message(writer, BIND, call);
	hr_ndr_put16(writer, (uint16_t)HR_RPC_FRAGMENT_MAX);
	hr_ndr_put16(writer, (uint16_t)HR_RPC_FRAGMENT_MAX);
	hr_ndr_put32(writer, 0); /* a new association group */
	hr_ndr_put32(writer, 1); /* one context: */
	hr_ndr_put16(writer, 0); /* its number */
	hr_ndr_put16(writer, 1); /* one encoding */
	put_syntax(writer, interface);
	put_syntax(writer, &encoding);
	close_message(writer);
}

void hr_rpc_request_write(struct hr_writer *writer, uint32_t call, uint16_t number, const struct hr_writer *stub)
{
	open_message(writer, 0, call);
	hr_ndr_put32(writer, (uint32_t)stub->length);
	hr_ndr_put16(writer, 0); /* the context of the bind */
	hr_ndr_put16(writer, number);
	hr_put(writer, stub->bytes, stub->length);
	writer->failed = writer->failed || stub->failed;
	close_message(writer);
}

/* --- reading --- */

static bool read_header(struct hr_ndr *ndr, struct header *header)
{
	uint8_t major = hr_u8(&ndr->in), minor = hr_u8(&ndr->in);
	header->type = hr_u8(&ndr->in);
	header->flags = hr_u8(&ndr->in);
	uint32_t representation = hr_ndr_u32(ndr);
	header->length = hr_ndr_u16(ndr);
	header->authentication = hr_ndr_u16(ndr);
	header->call = hr_ndr_u32(ndr);
	/* Minor 1 marks fragments that may come out of order; nobody agreed to that. */
	return !ndr->in.failed && major == 5 && minor == 0 && (representation & 0xff) == 0x10 &&
	       header->length >= HR_RPC_HEADER && header->length <= HR_RPC_FRAGMENT_MAX;
}

size_t hr_rpc_length(struct hr_reader bytes)
{
	struct hr_ndr ndr = hr_ndr_of(bytes);
	struct header header;
	return read_header(&ndr, &header) ? header.length : 0;
}

static enum hr_rpc_took broken(struct hr_rpc_answer *answer, const char *wanted)
{
	answer->wanted = wanted;
	return HR_RPC_BROKEN;
}

static bool open_answer(struct hr_rpc_answer *answer, struct hr_ndr *ndr, struct header *header)
{
	size_t length = hr_left(&ndr->in);
	if (!read_header(ndr, header) || header->length != length) {
		answer->wanted = "a message of DCE RPC 5.0 as long as it says";
		return false;
	}
	if (header->call != answer->call || header->authentication != 0) {
		answer->wanted = "the answer to the call that was made, without security of its own";
		return false;
	}
	return true;
}

enum hr_rpc_took hr_rpc_take(struct hr_rpc_answer *answer, struct hr_reader message)
{
	struct hr_ndr ndr = hr_ndr_of(message);
	struct header header;
	if (!open_answer(answer, &ndr, &header))
		return HR_RPC_BROKEN;
	(void)hr_ndr_u32(&ndr); /* how much to expect: no promise */
	(void)hr_ndr_u32(&ndr); /* context, cancels */
	if (header.type == FAULT) {
		answer->fault = hr_ndr_u32(&ndr);
		return ndr.in.failed ? broken(answer, "a fault with its reason") : HR_RPC_FAULT;
	}
	if (header.type != RESPONSE || ((header.flags & FIRST) != 0) != (answer->length == 0))
		return broken(answer, "a response, its fragments in order");
	size_t length = hr_left(&ndr.in);
	const uint8_t *stub = hr_take(&ndr.in, length);
	if (stub == NULL || length == 0 || length > answer->room - answer->length)
		return broken(answer, "an answer of a size that was asked for");
	memcpy(answer->stub + answer->length, stub, length);
	answer->length += length;
	return (header.flags & LAST) != 0 ? HR_RPC_WHOLE : HR_RPC_MORE;
}

enum hr_rpc_took hr_rpc_bound(struct hr_rpc_answer *answer, struct hr_reader message)
{
	struct hr_ndr ndr = hr_ndr_of(message);
	struct header header;
	if (!open_answer(answer, &ndr, &header))
		return HR_RPC_BROKEN;
	if (header.type == BIND_NAK) {
		answer->fault = hr_ndr_u16(&ndr);
		return ndr.in.failed ? broken(answer, "a refusal with its reason") : HR_RPC_FAULT;
	}
	if (header.type != BIND_ACK)
		return broken(answer, "an answer to the bind");
	(void)hr_ndr_u16(&ndr); /* what the server sends at most: hr_rpc_length() sees to that */
	uint16_t takes = hr_ndr_u16(&ndr);
	(void)hr_ndr_u32(&ndr);                   /* association group */
	(void)hr_take(&ndr.in, hr_ndr_u16(&ndr)); /* name of the endpoint */
	uint32_t results = hr_ndr_u32(&ndr) & 0xff;
	uint16_t result = hr_ndr_u16(&ndr), reason = hr_ndr_u16(&ndr);
	const uint8_t *uuid = hr_take(&ndr.in, sizeof encoding.uuid);
	uint32_t version = hr_ndr_u32(&ndr);
	if (!hr_done(&ndr.in) || results != 1 || takes < 1432) /* C706 12.6.3.1: every side takes as much */
		return broken(answer, "one result of the bind");
	answer->fault = reason;
	if (result != 0)
		return HR_RPC_FAULT;
	return memcmp(uuid, encoding.uuid, sizeof encoding.uuid) == 0 && version == encoding.version
	               ? HR_RPC_WHOLE
	               : broken(answer, "NDR as the encoding");
}
