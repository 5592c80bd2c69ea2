#include "parse/dcerpc.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* First byte: an answer to a bind or to a call. Then messages, one behind the other, as a pipe brings them. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t stub[16384];
	struct hr_reader in = hr_reader_of(data, size);
	bool bind = hr_u8(&in) % 2 != 0;
	struct hr_rpc_answer answer = {.stub = stub, .room = sizeof stub};
	enum hr_rpc_took took = HR_RPC_MORE;
	while (took == HR_RPC_MORE) {
		struct hr_reader header = in;
		struct hr_reader start = hr_sub(&header, HR_RPC_HEADER);
		size_t length = hr_rpc_length(start);
		if (length == 0)
			return 0;
		if (length < HR_RPC_HEADER || length > HR_RPC_FRAGMENT_MAX)
			abort();
		if (answer.length == 0) /* the call that it says it answers */
			answer.call = (uint32_t)start.at[15] << 24 | (uint32_t)start.at[14] << 16 |
			              (uint32_t)start.at[13] << 8 | start.at[12];
		struct hr_reader message = hr_sub(&in, length);
		took = bind ? hr_rpc_bound(&answer, message) : hr_rpc_take(&answer, message);
		if (answer.length > answer.room || (took == HR_RPC_BROKEN && answer.wanted == NULL))
			abort();
		if ((took == HR_RPC_MORE || took == HR_RPC_WHOLE) && !bind && answer.length == 0)
			abort();
	}
	return 0;
}
