/*
 * Registry exports, as regedit and `reg export` write them: "REGEDIT4" and "Windows Registry Editor Version 5.00", in
 * UTF-16LE, UTF-8 or a code page, and as Samba's `net registry export` does. One event after another, nothing kept.
 */
#ifndef HR_PARSE_REG_FILE_H
#define HR_PARSE_REG_FILE_H

#include "base/reader.h"

#define HR_REG_LINE_MAX                                                                                                \
	((size_t)65536) /* bytes of one value as UTF-8, continuation lines joined; longer ones are skipped */
#define HR_REG_NAME_MAX ((size_t)1024) /* bytes of a key path or of a value's name */

/* Types of values (winnt.h). */
enum {
	HR_REG_SZ = 1,
	HR_REG_EXPAND_SZ = 2,
	HR_REG_BINARY = 3,
	HR_REG_DWORD = 4,
	HR_REG_DWORD_BE = 5,
	HR_REG_MULTI_SZ = 7,
	HR_REG_QWORD = 11,
};

enum hr_reg_event {
	HR_REG_END = 0,
	HR_REG_KEY,           /* key */
	HR_REG_KEY_DELETED,   /* [-key]: the file is made to be applied, it is no export */
	HR_REG_VALUE,         /* name, type, data */
	HR_REG_VALUE_DELETED, /* "name"=- */
	HR_REG_SKIPPED,       /* name, if it fitted: a value longer than HR_REG_LINE_MAX */
	HR_REG_BROKEN,        /* line, wanted */
};

/* Bytes as characters. */
struct hr_reg_text {
	struct hr_reader in;
	bool wide; /* UTF-16LE */
	bool cut;  /* at the end: the last line is not whole and was left out; what is missing may have been there */
};

/* 130 KiB: not for the stack. */
struct hr_reg_file {
	struct hr_reg_text from;
	bool version5;              /* text in hex is UTF-16LE, else of a code page */
	size_t line;                /* of the file, from 1: where the event began */
	const char *wanted;         /* of HR_REG_BROKEN */
	char key[HR_REG_NAME_MAX];  /* "HKEY_LOCAL_MACHINE\..." or "HKLM\...", as written */
	char name[HR_REG_NAME_MAX]; /* "" = the key's default value */
	uint32_t type;
	bool text_is_wide;   /* the data of a text type is UTF-16LE, else UTF-8 or bytes of a code page */
	const uint8_t *data; /* points into `room` */
	size_t length;
	size_t next_line;
	char text[HR_REG_LINE_MAX]; /* the line at hand */
	uint8_t room[HR_REG_LINE_MAX];
};

/* Does it begin like one? A few hundred bytes are enough. */
bool hr_reg_is(struct hr_reader in);

/* Reads the first line. False: it is no registry export. */
bool hr_reg_open(struct hr_reader in, struct hr_reg_file *file);

/* The next event. After HR_REG_END and HR_REG_BROKEN there is none. */
enum hr_reg_event hr_reg_next(struct hr_reg_file *file);

#endif
