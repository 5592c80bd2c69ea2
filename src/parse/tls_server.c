#include "parse/tls_server.h"

#include <string.h>

#include "parse/tls_hello.h"

/* SHA-256 of "HelloRetryRequest" (RFC 8446 4.1.3). */
static const uint8_t retry_random[32] = {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
                                         0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
                                         0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};

struct alert_name {
	uint8_t number;
	const char *name;
};

/* IANA TLS Alerts registry; 41 is SSL 3.0's. */
static const struct alert_name alerts[] = {
        {0, "close_notify"},
        {10, "unexpected_message"},
        {20, "bad_record_mac"},
        {21, "decryption_failed"},
        {22, "record_overflow"},
        {30, "decompression_failure"},
        {40, "handshake_failure"},
        {41, "no_certificate"},
        {42, "bad_certificate"},
        {43, "unsupported_certificate"},
        {44, "certificate_revoked"},
        {45, "certificate_expired"},
        {46, "certificate_unknown"},
        {47, "illegal_parameter"},
        {48, "unknown_ca"},
        {49, "access_denied"},
        {50, "decode_error"},
        {51, "decrypt_error"},
        {60, "export_restriction"},
        {70, "protocol_version"},
        {71, "insufficient_security"},
        {80, "internal_error"},
        {86, "inappropriate_fallback"},
        {90, "user_canceled"},
        {100, "no_renegotiation"},
        {109, "missing_extension"},
        {110, "unsupported_extension"},
        {111, "certificate_unobtainable"},
        {112, "unrecognized_name"},
        {113, "bad_certificate_status_response"},
        {114, "bad_certificate_hash_value"},
        {115, "unknown_psk_identity"},
        {116, "certificate_required"},
        {120, "no_application_protocol"},
};

const char *hr_alert_name(uint8_t alert)
{
	for (size_t i = 0; i < sizeof alerts / sizeof *alerts; i++) {
		if (alerts[i].number == alert)
			return alerts[i].name;
	}
	return NULL;
}

static void broken(struct hr_server_answer *answer, const char *what)
{
	answer->kind = HR_SERVER_BROKEN;
	answer->broken = what;
}

static bool read_extension(struct hr_reader *in, struct hr_server_answer *answer)
{
	uint16_t type = hr_u16(in);
	struct hr_reader body = hr_sub(in, hr_u16(in));
	switch (type) {
	case 23:
		answer->extended_master_secret = true;
		return hr_done(&body);
	case 35:
		answer->session_ticket = true;
		return hr_done(&body);
	case 43:
		answer->version = hr_u16(&body);
		return hr_done(&body);
	case 51:
		answer->group = hr_u16(&body);
		return answer->retry ? hr_done(&body) : !body.failed;
	case 0xff01:
		answer->renegotiation_info = true;
		return !body.failed;
	default:
		return !body.failed;
	}
}

/* The body of a ServerHello, whole. */
static bool read_server_hello(struct hr_reader in, struct hr_server_answer *answer)
{
	answer->version = hr_u16(&in);
	const uint8_t *random = hr_take(&in, 32);
	answer->retry = random != NULL && memcmp(random, retry_random, sizeof retry_random) == 0;
	uint8_t session = hr_u8(&in);
	(void)hr_take(&in, session);
	answer->suite = hr_u16(&in);
	answer->compression = hr_u8(&in);
	if (in.failed || session > 32)
		return false;
	if (hr_left(&in) == 0)
		return true;
	struct hr_reader extensions = hr_sub(&in, hr_u16(&in));
	if (!hr_done(&in))
		return false;
	while (hr_left(&extensions) > 0) {
		if (!read_extension(&extensions, answer))
			return false;
	}
	return hr_done(&extensions);
}

/* The handshake bytes so far, joined over records. */
struct flight {
	uint8_t bytes[HR_SERVER_HELLO_MAX];
	size_t length;
};

/* True once they decide. */
static bool read_handshake(const struct flight *flight, struct hr_server_answer *answer)
{
	struct hr_reader in = hr_reader_of(flight->bytes, flight->length);
	if (hr_left(&in) < 1)
		return false;
	uint8_t type = hr_u8(&in);
	if (type != 2) {
		broken(answer, "a handshake message other than ServerHello came first");
		return true;
	}
	if (hr_left(&in) < 3)
		return false;
	uint32_t length = hr_u24(&in);
	if (length > HR_SERVER_HELLO_MAX - 4) {
		broken(answer, "a ServerHello longer than 4096 bytes");
		return true;
	}
	if (hr_left(&in) < length)
		return false;
	if (read_server_hello(hr_sub(&in, length), answer))
		answer->kind = HR_SERVER_HELLO;
	else
		broken(answer, "a ServerHello whose lengths do not fit");
	return true;
}

/* True if the alert decides; a warning about the server name does not. */
static bool read_alert(struct hr_reader body, struct hr_server_answer *answer)
{
	uint8_t level = hr_u8(&body), description = hr_u8(&body);
	if (!hr_done(&body) || level < 1 || level > 2) {
		broken(answer, "an alert that is none");
		return true;
	}
	if (level == 1 && (description == 112 || description == 100 || description == 90)) {
		answer->unrecognized_name |= description == 112;
		return false;
	}
	answer->kind = HR_SERVER_ALERT;
	answer->alert = description;
	return true;
}

/* The header of a record. False if it is not there whole; sets the answer if it is none. */
static bool read_header(struct hr_reader *in, uint8_t *type, uint16_t *length, struct hr_server_answer *answer)
{
	struct hr_reader look = *in;
	if (hr_left(&look) >= 1 && (*look.at < 20 || *look.at > 23)) {
		answer->kind = HR_SERVER_NOT_TLS;
		return false;
	}
	if (hr_left(&look) >= 2 && look.at[1] != 3) {
		answer->kind = HR_SERVER_NOT_TLS;
		return false;
	}
	if (hr_left(&look) < 5)
		return false;
	*type = hr_u8(in);
	(void)hr_u16(in);
	*length = hr_u16(in);
	if (*length <= HR_RECORD_MAX)
		return true;
	broken(answer, "a record longer than 18432 bytes");
	return false;
}

static void join(struct flight *flight, const struct hr_reader *part)
{
	size_t room = sizeof flight->bytes - flight->length, length = hr_left(part);
	if (length > room)
		length = room; /* what lies beyond the ceiling is not read anyway */
	if (length > 0)
		memcpy(flight->bytes + flight->length, part->at, length);
	flight->length += length;
}

void hr_server_parse(struct hr_reader in, struct hr_server_answer *answer)
{
	*answer = (struct hr_server_answer){.kind = HR_SERVER_MORE};
	const uint8_t *start = in.at;
	struct flight flight;
	flight.length = 0;
	unsigned warnings = 0, records = 0;
	uint8_t type;
	uint16_t length;
	while (read_header(&in, &type, &length, answer)) {
		bool whole = hr_left(&in) >= length;
		struct hr_reader body = hr_sub(&in, whole ? length : hr_left(&in));
		if (++records > 64 || (length == 0 && type == 22)) {
			broken(answer, "more or emptier records than a ServerHello can need");
			return;
		}
		if (type == 22) {
			join(&flight, &body);
			if (read_handshake(&flight, answer)) {
				answer->used = (size_t)(in.at - start) + length - hr_left(&body);
				return;
			}
		} else if (type == 21) {
			if (whole && (flight.length > 0 || read_alert(body, answer))) {
				if (flight.length > 0)
					(void)read_alert(body, answer);
				return;
			}
			if (whole && ++warnings > HR_WARNINGS_MAX) {
				broken(answer, "more warnings than a ServerHello can follow");
				return;
			}
		} else {
			broken(answer, "a record that may not come before a ServerHello");
			return;
		}
		if (!whole)
			return;
	}
}
