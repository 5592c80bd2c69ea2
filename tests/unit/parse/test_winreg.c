#include "parse/winreg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "hex.h"
#include "parse/reg_file.h"

#define HANDLE "00000000 e55e26429e18ee42a7a7ed23da6abc1c"

static void expect(const struct hr_writer *writer, const char *want)
{
	uint8_t bytes[256];
	size_t length = unhex(want, bytes);
	assert_false(writer->failed);
	assert_int_equal(writer->length, length);
	assert_memory_equal(writer->bytes, bytes, length);
}

static void writes_calls(void **state)
{
	uint8_t bytes[256];
	struct hr_winreg_handle handle;
	(void)state;
	(void)unhex(HANDLE, handle.bytes);
	struct hr_writer writer = {.bytes = bytes, .room = sizeof bytes};
	hr_winreg_open_local_machine(&writer);
	expect(&writer, "00000000 01000000");

	/* Two characters and a NUL: six bytes, then two to the next multiple of four. */
	writer.length = 0;
	hr_winreg_open_key(&writer, &handle, "AB");
	expect(&writer, HANDLE "0600 0600 00000200 03000000 00000000 03000000 410042000000 0000 00000000 01000000");

	writer.length = 0;
	hr_winreg_query_value(&writer, &handle, "V", 4096);
	expect(&writer,
	       HANDLE "0400 0400 00000200 02000000 00000000 02000000 56000000"
	              "00000200 00000000 00000200 00100000 00000000 00000000 00000200 00100000 00000200 00000000");

	writer.length = 0;
	hr_winreg_close_key(&writer, &handle);
	expect(&writer, HANDLE);
}

static void asks_for_no_more_than_to_read(void **state)
{
	/* KEY_SET_VALUE, KEY_CREATE_SUB_KEY, KEY_CREATE_LINK, DELETE, WRITE_DAC, WRITE_OWNER, MAXIMUM_ALLOWED,
	 * GENERIC_* */
	const uint32_t writing = 0x2 | 0x4 | 0x20 | 0x10000 | 0x40000 | 0x80000 | 0xf2000000;
	uint8_t bytes[256];
	struct hr_winreg_handle handle = {{0}};
	struct hr_writer writer = {.bytes = bytes, .room = sizeof bytes};
	(void)state;
	hr_winreg_open_local_machine(&writer);
	hr_winreg_open_key(&writer, &handle, "ABC");
	uint32_t root = bytes[4] | (uint32_t)bytes[7] << 24, end = bytes[writer.length - 4];
	assert_int_equal(root & writing, 0);
	assert_int_equal((end | (uint32_t)bytes[writer.length - 2] << 16 | (uint32_t)bytes[writer.length - 1] << 24) &
	                         writing,
	                 0);
}

static void refuses_names(void **state)
{
	static const char *const names[] = {"caf\xc3\xa9", "a\nb", "\x7f"};
	uint8_t bytes[256];
	struct hr_winreg_handle handle = {{0}};
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct hr_writer writer = {.bytes = bytes, .room = sizeof bytes};
		hr_winreg_open_key(&writer, &handle, names[i]);
		assert_true(writer.failed);
	}
}

static void reads_handles(void **state)
{
	uint8_t bytes[64], want[20];
	struct hr_winreg_handle handle;
	uint32_t error = 77;
	(void)state;
	size_t length = unhex(HANDLE "05000000", bytes);
	assert_true(hr_winreg_opened(hr_reader_of(bytes, length), &handle, &error));
	assert_int_equal(error, HR_WINREG_DENIED);
	(void)unhex(HANDLE, want);
	assert_memory_equal(handle.bytes, want, sizeof want);
	assert_true(hr_winreg_closed(hr_reader_of(bytes, length), &error));
	assert_false(hr_winreg_opened(hr_reader_of(bytes, length - 1), &handle, &error));
	assert_false(hr_winreg_opened(hr_reader_of(bytes, length + 1), &handle, &error));
}

static void reads_values(void **state)
{
	static const struct {
		const char *stub;
		bool good;
		uint32_t error, type, size;
		size_t length;
	} table[] = {
	        /* As Samba 4.17 answered: a number, a value that is not there, one that is longer than the room. */
	        {"14000200 04000000 18000200 04000000 00000000 04000000 ffffffff 1c000200 04000000 20000200 04000000 "
	         "00000000",
	         true, 0, HR_REG_DWORD, 4, 4},
	        {"14000200 00000000 18000200 00000000 00000000 00000000 1c000200 00000000 20000200 00000000 02000000",
	         true, 2, 0, 0, 0},
	        {"14000200 01000000 18000200 e82a0000 00000000 00000000 1c000200 e82a0000 20000200 00000000 ea000000",
	         true, 234, HR_REG_SZ, 0x2ae8, 0},
	        /* Three bytes, then one to the next number. */
	        {"01000000 03000000 01000000 08000000 00000000 03000000 010203 00 01000000 03000000 01000000 03000000 "
	         "00000000",
	         true, 0, HR_REG_BINARY, 3, 3},
	        /* An empty one without a pointer; a refusal with nothing at all. */
	        {"01000000 01000000 00000000 01000000 00000000 01000000 00000000 00000000", true, 0, HR_REG_SZ, 0, 0},
	        {"00000000 00000000 00000000 00000000 05000000", true, 5, 0, 0, 0},
	        /* More bytes than there is room for; not from the first on; other than they are counted; cut; longer.
	         */
	        {"01000000 03000000 01000000 02000000 00000000 03000000 010203 00 01000000 03000000 01000000 03000000 "
	         "00000000",
	         false, 0, 0, 0, 0},
	        {"01000000 03000000 01000000 08000000 01000000 03000000 010203 00 01000000 03000000 01000000 03000000 "
	         "00000000",
	         false, 0, 0, 0, 0},
	        {"01000000 03000000 01000000 08000000 00000000 03000000 010203 00 01000000 04000000 01000000 04000000 "
	         "00000000",
	         false, 0, 0, 0, 0},
	        {"01000000 03000000 01000000 08000000 00000000 ff000000 010203 00", false, 0, 0, 0, 0},
	        {"00000000 00000000 00000000 00000000 05000000 00", false, 0, 0, 0, 0},
	        {"00000000 00000000 00000000 00000000 00000000", false, 0, 0, 0, 0},
	        {"", false, 0, 0, 0, 0},
	};
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		uint8_t bytes[128];
		struct hr_winreg_value value;
		uint32_t error = 0;
		size_t length = unhex(table[i].stub, bytes);
		assert_int_equal(hr_winreg_queried(hr_reader_of(bytes, length), &value, &error), table[i].good);
		if (!table[i].good)
			continue;
		assert_int_equal(error, table[i].error);
		assert_int_equal(value.type, table[i].type);
		assert_int_equal(value.size, table[i].size);
		assert_int_equal(hr_left(&value.data), table[i].length);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(writes_calls),  cmocka_unit_test(asks_for_no_more_than_to_read),
	        cmocka_unit_test(refuses_names), cmocka_unit_test(reads_handles),
	        cmocka_unit_test(reads_values),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
