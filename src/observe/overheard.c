#include "observe/overheard.h"

#include <stdlib.h>
#include <string.h>

#include "parse/tls_hello.h"
#include "parse/tls_ssl2.h"

enum { CHANGE_CIPHER_SPEC = 20, ALERT = 21, APPLICATION_DATA = 23, HEARTBEAT = 24 };

static void pass(struct hr_overheard *talk, enum hr_side side, size_t length)
{
	hr_pieces_drop(&talk->said[side], (uint32_t)length);
	talk->passed[side] += (uint32_t)length;
}

/* One record, of which the first bytes are here. False: more of it must come first. */
static bool read_record(struct hr_overheard *talk, enum hr_side side)
{
	struct hr_reader in = hr_pieces_ready(&talk->said[side]);
	if (hr_left(&in) < 5)
		return false;
	uint8_t type = hr_u8(&in), major = hr_u8(&in);
	(void)hr_u8(&in);
	uint16_t length = hr_u16(&in);
	if (type < CHANGE_CIPHER_SPEC || type > HEARTBEAT || major != 3 || length > HR_RECORD_MAX) {
		talk->phase[side] = HR_OVERHEARD_OVER;
		return false;
	}
	if (type == ALERT && length == 2) { /* an encrypted one is longer */
		if (hr_left(&in) < 2)
			return false;
		bool fatal = hr_u8(&in) == 2;
		uint8_t description = hr_u8(&in);
		if (fatal && !talk->refused[side]) {
			talk->refused[side] = true;
			talk->alert[side] = description;
		}
	}
	talk->changed[side] = talk->changed[side] || type == CHANGE_CIPHER_SPEC;
	talk->secret[side] = talk->secret[side] || type == APPLICATION_DATA;
	pass(talk, side, (size_t)length + 5);
	return true;
}

/* --- the client --- */

static bool take_hello(struct hr_overheard *talk, struct hr_held *held, const struct hr_client_hello *hello)
{
	talk->hello = malloc(sizeof *talk->hello);
	if (talk->hello == NULL)
		return false;
	held->bytes += sizeof *talk->hello;
	*talk->hello = *hello;
	pass(talk, HR_CLIENT, hello->used);
	talk->phase[HR_CLIENT] = HR_OVERHEARD_RECORDS;
	return true;
}

static void read_client_text(struct hr_overheard *talk)
{
	size_t used = 0;
	enum hr_upgrade_state state = hr_upgrade_client(hr_pieces_ready(&talk->said[HR_CLIENT]), &talk->upgrade, &used);
	pass(talk, HR_CLIENT, used);
	talk->text += (uint32_t)used;
	if (state == HR_UPGRADE_OTHER || talk->text > HR_OVERHEARD_TEXT_MAX)
		talk->state = HR_OVERHEARD_PLAIN;
	else if (state == HR_UPGRADE_TLS)
		talk->phase[HR_CLIENT] = HR_OVERHEARD_HELLO;
}

static bool read_client_hello(struct hr_overheard *talk, struct hr_held *held, struct hr_client_hello *scratch)
{
	struct hr_reader in = hr_pieces_ready(&talk->said[HR_CLIENT]);
	if (hr_left(&in) == 0)
		return true;
	hr_client_parse(in, scratch);
	switch (scratch->kind) {
	case HR_CLIENT_HELLO:
		return take_hello(talk, held, scratch);
	case HR_CLIENT_NOT_TLS:
		if (talk->phase[HR_CLIENT] == HR_OVERHEARD_BEGINS)
			talk->phase[HR_CLIENT] = HR_OVERHEARD_TEXT;
		else
			talk->state = HR_OVERHEARD_BROKEN;
		return true;
	case HR_CLIENT_BROKEN:
		talk->state = HR_OVERHEARD_BROKEN;
		return true;
	case HR_CLIENT_MORE:
		break;
	}
	return true;
}

static bool advance_client(struct hr_overheard *talk, struct hr_held *held, struct hr_client_hello *scratch)
{
	if (talk->phase[HR_CLIENT] == HR_OVERHEARD_BEGINS && !read_client_hello(talk, held, scratch))
		return false;
	if (talk->phase[HR_CLIENT] == HR_OVERHEARD_TEXT && talk->state == HR_OVERHEARD_OPEN)
		read_client_text(talk);
	if (talk->phase[HR_CLIENT] == HR_OVERHEARD_HELLO && talk->state == HR_OVERHEARD_OPEN &&
	    !read_client_hello(talk, held, scratch))
		return false;
	while (talk->phase[HR_CLIENT] == HR_OVERHEARD_RECORDS && read_record(talk, HR_CLIENT))
		continue;
	return true;
}

/* --- the server --- */

static void read_server_text(struct hr_overheard *talk)
{
	size_t used = 0;
	enum hr_upgrade_state state = hr_upgrade_server(hr_pieces_ready(&talk->said[HR_SERVER]), &talk->upgrade, &used);
	pass(talk, HR_SERVER, used);
	if (state == HR_UPGRADE_TLS)
		talk->phase[HR_SERVER] = HR_OVERHEARD_HELLO;
	else if (state == HR_UPGRADE_OTHER)
		talk->phase[HR_SERVER] = HR_OVERHEARD_OVER;
}

/* The answer of SSL 2.0 has its own form. */
static bool read_ssl2(struct hr_overheard *talk, struct hr_reader in)
{
	struct hr_ssl2_answer answer;
	if (hr_left(&in) == 0 || (*in.at & 0x80) == 0)
		return false;
	hr_ssl2_parse(in, &answer);
	if (answer.kind == HR_SSL2_MORE)
		return true;
	talk->phase[HR_SERVER] = HR_OVERHEARD_OVER;
	if (answer.kind == HR_SSL2_HELLO)
		talk->answer = (struct hr_server_answer){.kind = HR_SERVER_HELLO, .version = HR_SSL_2_0};
	else if (answer.kind == HR_SSL2_ERROR)
		talk->answer = (struct hr_server_answer){.kind = HR_SERVER_ALERT, .alert = 40};
	return true;
}

/* Behind a HelloRetryRequest, a ChangeCipherSpec that means nothing may stand (RFC 8446 D.4). */
static bool pass_idle_change(struct hr_overheard *talk)
{
	struct hr_reader in = hr_pieces_ready(&talk->said[HR_SERVER]);
	if (!talk->retried || hr_left(&in) == 0 || *in.at != CHANGE_CIPHER_SPEC)
		return false;
	return read_record(talk, HR_SERVER);
}

static void read_server_hello(struct hr_overheard *talk)
{
	struct hr_server_answer answer;
	while (pass_idle_change(talk))
		continue;
	struct hr_reader in = hr_pieces_ready(&talk->said[HR_SERVER]);
	if (hr_left(&in) == 0 || read_ssl2(talk, in))
		return;
	hr_server_parse(in, &answer);
	if (answer.kind == HR_SERVER_MORE)
		return;
	if (answer.kind == HR_SERVER_HELLO && answer.retry && !talk->retried) {
		talk->retried = true;
		pass(talk, HR_SERVER, answer.used);
		return;
	}
	talk->answer = answer;
	talk->phase[HR_SERVER] = answer.kind == HR_SERVER_HELLO ? HR_OVERHEARD_RECORDS : HR_OVERHEARD_OVER;
	if (answer.kind == HR_SERVER_HELLO)
		pass(talk, HR_SERVER, answer.used);
}

static void advance_server(struct hr_overheard *talk)
{
	struct hr_reader in = hr_pieces_ready(&talk->said[HR_SERVER]);
	if (talk->phase[HR_SERVER] == HR_OVERHEARD_BEGINS && hr_left(&in) > 0)
		talk->phase[HR_SERVER] = HR_OVERHEARD_TEXT;
	if (talk->phase[HR_SERVER] == HR_OVERHEARD_TEXT)
		read_server_text(talk);
	bool retried = talk->retried;
	if (talk->phase[HR_SERVER] == HR_OVERHEARD_HELLO)
		read_server_hello(talk);
	if (talk->retried && !retried && talk->phase[HR_SERVER] == HR_OVERHEARD_HELLO)
		read_server_hello(talk);
	while (talk->phase[HR_SERVER] == HR_OVERHEARD_RECORDS && read_record(talk, HR_SERVER))
		continue;
}

/* --- both --- */

static bool is_settled(const struct hr_overheard *talk)
{
	if (talk->hello == NULL)
		return false;
	if (talk->answer.kind == HR_SERVER_ALERT || talk->refused[HR_CLIENT] || talk->refused[HR_SERVER])
		return true;
	if (talk->answer.kind != HR_SERVER_HELLO)
		return talk->said[HR_SERVER].lost; /* what it answered will never be known */
	if (talk->said[HR_CLIENT].lost || talk->said[HR_SERVER].lost)
		return true;
	return talk->answer.version >= HR_TLS_1_3 ? talk->secret[HR_CLIENT] && talk->secret[HR_SERVER]
	                                          : talk->changed[HR_CLIENT] && talk->changed[HR_SERVER];
}

bool hr_overheard_advance(struct hr_overheard *talk, struct hr_held *held, struct hr_client_hello *scratch)
{
	if (talk->state != HR_OVERHEARD_OPEN)
		return true;
	if (!talk->said[HR_CLIENT].differs && !advance_client(talk, held, scratch))
		return false;
	if (!talk->said[HR_SERVER].differs)
		advance_server(talk);
	if (talk->state == HR_OVERHEARD_OPEN && is_settled(talk))
		talk->state = HR_OVERHEARD_SETTLED;
	return true;
}

bool hr_overheard_is_holed(const struct hr_overheard *talk, enum hr_side side)
{
	const struct hr_pieces *said = &talk->said[side];
	return said->lost || said->differs || hr_pieces_holed(said);
}

void hr_overheard_free(struct hr_overheard *talk, struct hr_held *held)
{
	hr_pieces_free(&talk->said[HR_CLIENT], held);
	hr_pieces_free(&talk->said[HR_SERVER], held);
	if (talk->hello != NULL)
		held->bytes -= sizeof *talk->hello;
	free(talk->hello);
	memset(talk, 0, sizeof *talk);
}
