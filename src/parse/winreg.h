/*
 * The remote registry protocol [MS-RRP], interface winreg 1.0: the parameters of the few calls that read, and no
 * others. Asked for is KEY_QUERY_VALUE alone. Without KEY_WOW64_32KEY a 64-bit Windows shows what its 64-bit programs
 * see, where the settings of the 32-bit ones are below Wow6432Node (3.1.1.4): the keys of the catalog are meant so.
 */
#ifndef HR_PARSE_WINREG_H
#define HR_PARSE_WINREG_H

#include "base/error.h"
#include "base/reader.h"
#include "parse/dcerpc.h"

extern const struct hr_rpc_syntax hr_winreg_interface;

/* Operations (3.1.5). */
enum hr_winreg_call {
	HR_WINREG_OPEN_LOCAL_MACHINE = 2,
	HR_WINREG_CLOSE_KEY = 5,
	HR_WINREG_OPEN_KEY = 15,
	HR_WINREG_QUERY_VALUE = 17,
};

/* Win32 error codes that mean something to us [MS-ERREF]. */
enum hr_winreg_error {
	HR_WINREG_OK = 0,
	HR_WINREG_NOT_FOUND = 2,
	HR_WINREG_DENIED = 5,
	HR_WINREG_MORE_DATA = 234,
};

struct hr_winreg_handle {
	uint8_t bytes[20];
};

/* Parameters of each call; a key or name must be printable ASCII, else the writer fails. */
void hr_winreg_open_local_machine(struct hr_writer *stub);
void hr_winreg_open_key(struct hr_writer *stub, const struct hr_winreg_handle *parent, const char *key);
void hr_winreg_query_value(struct hr_writer *stub, const struct hr_winreg_handle *key, const char *name, uint32_t room);
void hr_winreg_close_key(struct hr_writer *stub, const struct hr_winreg_handle *key);

/* The answers. False: not what the protocol says. *error is a Win32 error code, the rest is set if it is 0. */
bool hr_winreg_opened(struct hr_reader stub, struct hr_winreg_handle *handle, uint32_t *error) HR_MUST_USE;
bool hr_winreg_closed(struct hr_reader stub, uint32_t *error) HR_MUST_USE;

struct hr_winreg_value {
	uint32_t type;         /* REG_*: parse/reg_file.h */
	struct hr_reader data; /* of the answer; texts are UTF-16LE */
	uint32_t size;         /* also set for HR_WINREG_MORE_DATA: bytes that the value has */
};

bool hr_winreg_queried(struct hr_reader stub, struct hr_winreg_value *value, uint32_t *error) HR_MUST_USE;

#endif
