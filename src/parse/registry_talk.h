/*
 * What hybridready and the program that reads registries over SMB say to each other, over a pipe, a line each.
 *
 * Asked:    host NAME | address ADDRESS (each that may be tried; none: by the name) | timeout MILLISECONDS
 *           user NAME, then password TEXT | kerberos
 *           key KEY (HKLM\...), then value NAME (each counted from 0, all keys together) | go
 * Answered: in (let in: host, name and password are good)
 *           value N TYPE HEX | absent N | refused N ERROR (a Win32 error code)
 *           trouble WORD TEXT (the end: why it was not read, or not all of it) | end
 */
#ifndef HR_PARSE_REGISTRY_TALK_H
#define HR_PARSE_REGISTRY_TALK_H

#include "base/error.h"
#include "base/reader.h"
#include "base/text.h"

#define HR_TALK_DATA_MAX ((size_t)65536)             /* bytes of a value that are passed on */
#define HR_TALK_LINE_MAX (2 * HR_TALK_DATA_MAX + 64) /* of a line, its end included */
#define HR_TALK_VALUES_MAX ((size_t)4096)            /* that can be asked for in one go */
#define HR_TALK_ASKED_MAX ((size_t)1 << 20)          /* bytes of all that is asked */

/* Why a registry was not read: enum, word. */
#define HR_TALK_TROUBLES(X)                                                                                            \
	X(UNREACHABLE, "unreachable") /* nobody there, or nobody who speaks SMB */                                     \
	X(LOGON, "logon")             /* name or password refused */                                                   \
	X(TICKET, "ticket")           /* no Kerberos ticket, or none for this host */                                  \
	X(DENIED, "denied")           /* let in, but not to the registry */                                            \
	X(DIALECT, "dialect")         /* the talk ended before anybody logged on: SMB 1 only? */                       \
	X(SERVICE, "service")         /* no remote registry service */                                                 \
	X(LOST, "lost")               /* the connection ended, or an answer did not come in time */                    \
	X(PROTOCOL, "protocol")       /* an answer that is none */                                                     \
	X(OWN, "own")                 /* our own: the reader could not do its work */

enum hr_talk_trouble {
#define HR_TALK_ENUM(symbol, word) HR_TROUBLE_##symbol,
	HR_TALK_TROUBLES(HR_TALK_ENUM)
#undef HR_TALK_ENUM
};

enum hr_talk_kind {
	HR_TALK_BROKEN = 0,
	HR_TALK_IN,
	HR_TALK_VALUE,
	HR_TALK_ABSENT,
	HR_TALK_REFUSED,
	HR_TALK_TROUBLE,
	HR_TALK_END,
};

struct hr_talk_answer {
	enum hr_talk_kind kind;
	uint32_t n;           /* VALUE, ABSENT, REFUSED: which value */
	uint32_t type;        /* VALUE */
	struct hr_reader hex; /* VALUE: pairs of digits, lower case */
	uint32_t error;       /* REFUSED */
	enum hr_talk_trouble trouble;
	struct hr_reader text; /* TROUBLE: printable ASCII, at most 200 bytes */
};

/* Reads a line without its end. HR_TALK_BROKEN for all that is not exactly one of the answers above. */
struct hr_talk_answer hr_talk_read(struct hr_reader line);

/* The bytes of a VALUE into `bytes`, room for half as many as hex has. Returns how many. */
size_t hr_talk_bytes(struct hr_reader hex, uint8_t *bytes);

/* Add an answer to what will be sent. */
void hr_talk_in(struct hr_buffer *out);
void hr_talk_value(struct hr_buffer *out, uint32_t n, uint32_t type, struct hr_reader data);
void hr_talk_absent(struct hr_buffer *out, uint32_t n);
void hr_talk_refused(struct hr_buffer *out, uint32_t n, uint32_t error);
void hr_talk_trouble(struct hr_buffer *out, enum hr_talk_trouble trouble, const char *text);
void hr_talk_end(struct hr_buffer *out);

#endif
