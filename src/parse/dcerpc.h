/*
 * Messages of connection-oriented DCE RPC, version 5.0, as named pipes carry them (C706 chapter 12, [MS-RPCE]): as much
 * as a client needs that calls one interface without security of its own (SMB signs what is on the pipe).
 */
#ifndef HR_PARSE_DCERPC_H
#define HR_PARSE_DCERPC_H

#include "base/reader.h"
#include "parse/tls_writer.h"

#define HR_RPC_HEADER ((size_t)16)
#define HR_RPC_FRAGMENT_MAX ((size_t)4280) /* what we say we take, and what Windows says */

/* An interface or a transfer syntax: its UUID as it is on the wire, and its version. */
struct hr_rpc_syntax {
	uint8_t uuid[16];
	uint32_t version;
};

/* Writes a bind to `interface` with NDR as its encoding. */
void hr_rpc_bind_write(struct hr_writer *writer, uint32_t call, const struct hr_rpc_syntax *interface);

/* Writes a call of operation `number` with its parameters as they are encoded in `stub`; both in one fragment. */
void hr_rpc_request_write(struct hr_writer *writer, uint32_t call, uint16_t number, const struct hr_writer *stub);

/*
 * How long is the message that begins with these HR_RPC_HEADER bytes, itself included? 0: no header of this protocol,
 * or of a fragment larger than was agreed.
 */
size_t hr_rpc_length(struct hr_reader header);

/* An answer while its fragments arrive. Set call, stub and room; the rest zero. */
struct hr_rpc_answer {
	uint32_t call; /* to which it is the answer */
	uint8_t *stub; /* room for its parameters */
	size_t room, length;
	uint32_t fault;     /* HR_RPC_FAULT: why, nca_* or a Win32 error */
	const char *wanted; /* HR_RPC_BROKEN: a static string */
};

enum hr_rpc_took { HR_RPC_BROKEN = 0, HR_RPC_MORE, HR_RPC_WHOLE, HR_RPC_FAULT };

/* Takes one whole message. HR_RPC_MORE: another fragment follows. */
enum hr_rpc_took hr_rpc_take(struct hr_rpc_answer *answer, struct hr_reader message);

/* Is this whole message the acceptance of that bind? HR_RPC_FAULT: it was refused, and why. */
enum hr_rpc_took hr_rpc_bound(struct hr_rpc_answer *answer, struct hr_reader message);

#endif
