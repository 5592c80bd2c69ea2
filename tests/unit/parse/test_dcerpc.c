#include "parse/dcerpc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "hex.h"
#include "parse/winreg.h"

/* As Samba 4.17 answered. */
#define ACK                                                                                                            \
	"05000c03100000004400000001000000 b810b81089860000 0d00 5c706970655c77696e72656700 00 01000000 0000 0000"      \
	"045d888aeb1cc9119fe808002b104860 02000000"
#define REJECTED                                                                                                       \
	"05000c03100000004400000001000000 b810b810942e0000 0d00 5c706970655c77696e72656700 00 01000000 0200 0100"      \
	"00000000000000000000000000000000 00000000"
#define OPENED "05000203100000003000000002000000 18000000 00000000 00000000e55e26429e18ee42a7a7ed23da6abc1c 00000000"

static void writes_a_bind(void **state)
{
	uint8_t bytes[128], want[128];
	struct hr_writer writer = {.bytes = bytes, .room = sizeof bytes};
	size_t length = unhex("05000b03100000004800000001000000 b810b81000000000 01000000 0000 0100"
	                      "01d08c334422f131aaaa900038001003 01000000"
	                      "045d888aeb1cc9119fe808002b104860 02000000",
	                      want);
	(void)state;
	hr_rpc_bind_write(&writer, 1, &hr_winreg_interface);
	assert_false(writer.failed);
	assert_int_equal(writer.length, length);
	assert_memory_equal(bytes, want, length);
}

static void writes_a_request(void **state)
{
	uint8_t bytes[HR_RPC_FRAGMENT_MAX + 100], want[64], stub[HR_RPC_FRAGMENT_MAX] = {1, 2, 3};
	struct hr_writer writer = {.bytes = bytes, .room = sizeof bytes};
	struct hr_writer three = {.bytes = stub, .room = 3, .length = 3};
	size_t length = unhex("05000003100000001b00000007000000 03000000 0000 0f00 010203", want);
	(void)state;
	hr_rpc_request_write(&writer, 7, 15, &three);
	assert_false(writer.failed);
	assert_int_equal(writer.length, length);
	assert_memory_equal(bytes, want, length);

	/* One fragment, or none; and parameters that did not fit are not sent in part. */
	struct hr_writer much = {.bytes = stub, .room = sizeof stub, .length = HR_RPC_FRAGMENT_MAX - 23};
	writer = (struct hr_writer){.bytes = bytes, .room = sizeof bytes};
	hr_rpc_request_write(&writer, 7, 15, &much);
	assert_true(writer.failed);
	three.failed = true;
	writer = (struct hr_writer){.bytes = bytes, .room = sizeof bytes};
	hr_rpc_request_write(&writer, 7, 15, &three);
	assert_true(writer.failed);
}

static void reads_lengths(void **state)
{
	static const struct {
		const char *header;
		size_t length;
	} table[] = {
	        {"05000203100000003000000002000000", 48}, {"0500020310000000b810000002000000", 4280},
	        {"0500020310000000b910000002000000", 0}, /* more than was agreed */
	        {"05000203100000000f00000002000000", 0}, /* less than itself */
	        {"04000203100000003000000002000000", 0}, /* connectionless */
	        {"05010203100000003000000002000000", 0}, /* out of order */
	        {"05000203000000003000000002000000", 0}, /* big-endian */
	        {"050002031000000030000000020000", 0},
	};
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		uint8_t bytes[16];
		size_t length = unhex(table[i].header, bytes);
		assert_int_equal(hr_rpc_length(hr_reader_of(bytes, length)), table[i].length);
	}
}

static void reads_answers_to_a_bind(void **state)
{
	static const struct {
		const char *message;
		enum hr_rpc_took want;
		uint32_t fault;
	} table[] = {
	        {ACK, HR_RPC_WHOLE, 0},
	        {REJECTED, HR_RPC_FAULT, 1}, /* abstract syntax not supported */
	        {"05000d03100000001a00000001000000 0400 00000000000000 00", HR_RPC_FAULT, 4},
	        {OPENED, HR_RPC_BROKEN, 0}, /* of another call */
	        {"05000c03100000001000000001000000", HR_RPC_BROKEN, 0},
	        {"05000c03100000004400000002000000 b810b81089860000 0d00 5c706970655c77696e72656700 00 01000000 0000 "
	         "0000"
	         "045d888aeb1cc9119fe808002b104860 02000000",
	         HR_RPC_BROKEN, 0},
	        /* NDR64, which nobody asked for */
	        {"05000c03100000004400000001000000 b810b81089860000 0d00 5c706970655c77696e72656700 00 01000000 0000 "
	         "0000"
	         "33057171babe37498319b5dbef9ccc36 01000000",
	         HR_RPC_BROKEN, 0},
	};
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		uint8_t bytes[128];
		size_t length = unhex(table[i].message, bytes);
		struct hr_rpc_answer answer = {.call = 1};
		assert_int_equal(hr_rpc_bound(&answer, hr_reader_of(bytes, length)), table[i].want);
		if (table[i].want == HR_RPC_FAULT)
			assert_int_equal(answer.fault, table[i].fault);
		if (table[i].want == HR_RPC_BROKEN)
			assert_non_null(answer.wanted);
	}
}

static enum hr_rpc_took take(struct hr_rpc_answer *answer, const char *message)
{
	uint8_t bytes[128];
	return hr_rpc_take(answer, hr_reader_of(bytes, unhex(message, bytes)));
}

static void joins_fragments(void **state)
{
	uint8_t stub[8];
	struct hr_rpc_answer answer = {.call = 9, .stub = stub, .room = sizeof stub};
	(void)state;
	assert_int_equal(take(&answer, "05000201100000001b00000009000000 06000000 00000000 010203"), HR_RPC_MORE);
	assert_int_equal(take(&answer, "05000200100000001a00000009000000 03000000 00000000 0405"), HR_RPC_MORE);
	assert_int_equal(take(&answer, "05000202100000001900000009000000 01000000 00000000 06"), HR_RPC_WHOLE);
	assert_int_equal(answer.length, 6);
	assert_memory_equal(stub, "\1\2\3\4\5\6", 6);
}

static void refuses_other_answers(void **state)
{
	static const char *const second[] = {
	        "05000201100000001b00000009000000 06000000 00000000 010203",       /* first again */
	        "05000202100000001e00000009000000 06000000 00000000 010203040506", /* more than there is room for */
	        "05000202100000001800000009000000 00000000 00000000",              /* nothing */
	        "05000202100000001900000008000000 01000000 00000000 06",           /* of another call */
	        "05000202100000001900080009000000 01000000 00000000 06",           /* with security */
	        "05000202100000001a00000009000000 01000000 00000000 06",           /* cut */
	        "05000c02100000001900000009000000 01000000 00000000 06",           /* no response */
	};
	(void)state;
	for (size_t i = 0; i < sizeof second / sizeof second[0]; i++) {
		uint8_t stub[8];
		struct hr_rpc_answer answer = {.call = 9, .stub = stub, .room = sizeof stub};
		assert_int_equal(take(&answer, "05000201100000001b00000009000000 06000000 00000000 010203"),
		                 HR_RPC_MORE);
		assert_int_equal(take(&answer, second[i]), HR_RPC_BROKEN);
		assert_non_null(answer.wanted);
	}
}

static void reads_faults(void **state)
{
	struct hr_rpc_answer answer = {.call = 2};
	(void)state;
	assert_int_equal(take(&answer, "05000323100000002000000002000000 18000000 00000000 0200011c 00000000"),
	                 HR_RPC_FAULT);
	assert_int_equal(answer.fault, 0x1c010002); /* nca_op_rng_error */
	assert_int_equal(take(&answer, "05000323100000001a00000002000000 18000000 00000000 0200"), HR_RPC_BROKEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(writes_a_bind),   cmocka_unit_test(writes_a_request),
	        cmocka_unit_test(reads_lengths),   cmocka_unit_test(reads_answers_to_a_bind),
	        cmocka_unit_test(joins_fragments), cmocka_unit_test(refuses_other_answers),
	        cmocka_unit_test(reads_faults),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
