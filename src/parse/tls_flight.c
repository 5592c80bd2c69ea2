#include "parse/tls_flight.h"

#include <string.h>

#include "parse/tls_hello.h"

#define RECORDS_MAX 256

enum message { SERVER_HELLO = 2, CERTIFICATE = 11, SERVER_KEY_EXCHANGE = 12, CERTIFICATE_STATUS = 22 };

static bool begins(const char *name, const char *with)
{
	return strncmp(name, with, strlen(with)) == 0;
}

struct hr_suite_kind hr_suite_kind_of(const char *name)
{
	static const struct {
		const char *begin;
		enum hr_exchange exchange;
		enum hr_signer signer;
	} rows[] = {
	        {"ECDHE_RSA_", HR_EXCHANGE_ECDHE, HR_SIGNER_RSA},  {"ECDHE_ECDSA_", HR_EXCHANGE_ECDHE, HR_SIGNER_ECDSA},
	        {"ECDH_anon_", HR_EXCHANGE_ECDHE, HR_SIGNER_NONE}, {"DHE_RSA_", HR_EXCHANGE_DHE, HR_SIGNER_RSA},
	        {"DHE_DSS_", HR_EXCHANGE_DHE, HR_SIGNER_DSA},      {"DH_anon_", HR_EXCHANGE_DHE, HR_SIGNER_NONE},
	        {"RSA_WITH_", HR_EXCHANGE_NONE, HR_SIGNER_RSA},    {"RSA_EXPORT", HR_EXCHANGE_NONE, HR_SIGNER_RSA},
	};
	struct hr_suite_kind kind = {.export = strstr(name, "EXPORT") != NULL};
	const char *rest = begins(name, "TLS_") || begins(name, "SSL_") ? name + 4 : name;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!begins(rest, rows[i].begin))
			continue;
		kind.exchange = rows[i].exchange;
		kind.signer = rows[i].signer;
		break;
	}
	return kind;
}

/* Joins the handshake records in `room`; how many bytes. False: something else follows that may not stand there. */
static bool join(struct hr_reader in, uint8_t *room, size_t *length)
{
	*length = 0;
	for (unsigned i = 0; hr_left(&in) >= 5; i++) {
		uint8_t type = hr_u8(&in);
		(void)hr_u16(&in);
		size_t size = hr_u16(&in), here = size < hr_left(&in) ? size : hr_left(&in);
		size_t fits = here < HR_FLIGHT_MAX - *length ? here : HR_FLIGHT_MAX - *length;
		const uint8_t *body = hr_take(&in, here);
		if (type != 22 && here < size)
			return true;
		if (type == 21 && size == 2 && body[0] == 1) /* a warning */
			continue;
		if (type != 22 || size == 0 || i >= RECORDS_MAX)
			return false;
		if (fits > 0)
			memcpy(room + *length, body, fits);
		*length += fits;
		if (fits < here)
			return false;
	}
	return true;
}

/* RFC 5246 7.4.3: the prime comes first; zeroes in front of it do not make it longer. */
static void read_dh(struct hr_reader *in, struct hr_flight *flight)
{
	struct hr_reader prime = hr_sub(in, hr_u16(in));
	while (hr_left(&prime) > 0 && *prime.at == 0)
		(void)hr_u8(&prime);
	flight->dh_bits = (unsigned)(8 * hr_left(&prime));
	for (unsigned top = hr_left(&prime) > 0 ? *prime.at : 0x80; top < 0x80; top <<= 1)
		flight->dh_bits--;
	(void)hr_take(in, hr_u16(in)); /* generator */
	(void)hr_take(in, hr_u16(in)); /* public value */
}

/* RFC 8422 5.4. Curves spelled out have no name. */
static bool read_ecdh(struct hr_reader *in, struct hr_flight *flight)
{
	if (hr_u8(in) != 3)
		return false;
	flight->group = hr_u16(in);
	(void)hr_take(in, hr_u8(in));
	return true;
}

static bool read_exchange(struct hr_reader in, uint16_t version, struct hr_suite_kind kind, struct hr_flight *flight)
{
	struct hr_flight read = *flight;
	if (kind.exchange == HR_EXCHANGE_DHE)
		read_dh(&in, &read);
	else if (!read_ecdh(&in, &read))
		return false;
	if (kind.signer != HR_SIGNER_NONE) {
		read.signature = version == HR_TLS_1_2 ? hr_u16(&in) : 0;
		(void)hr_take(&in, hr_u16(&in));
	}
	if (!hr_done(&in))
		return false;
	*flight = read;
	flight->exchanged = true;
	return true;
}

static bool read_certificates(struct hr_reader in, struct hr_flight *flight)
{
	struct hr_reader list = hr_sub(&in, hr_u24(&in)), look = list, der;
	if (!hr_done(&in))
		return false;
	while (hr_flight_certificate(&look, &der))
		;
	if (!hr_done(&look))
		return false;
	flight->certificates = list;
	return true;
}

bool hr_flight_certificate(struct hr_reader *certificates, struct hr_reader *der)
{
	if (hr_left(certificates) == 0)
		return false;
	*der = hr_sub(certificates, hr_u24(certificates));
	return !certificates->failed;
}

/* One message; false: it is not what may stand there. */
static bool read_message(uint8_t type, struct hr_reader body, uint16_t version, struct hr_suite_kind kind,
                         struct hr_flight *flight)
{
	bool exchanges = kind.exchange != HR_EXCHANGE_NONE;
	switch (type) {
	case SERVER_HELLO:
	case CERTIFICATE_STATUS:
		return true;
	case CERTIFICATE:
		if (!read_certificates(body, flight))
			return false;
		if (!exchanges)
			flight->state = HR_FLIGHT_WHOLE;
		return true;
	case SERVER_KEY_EXCHANGE:
		if (exchanges && !read_exchange(body, version, kind, flight))
			return false;
		break;
	default: /* CertificateRequest, ServerHelloDone */
		break;
	}
	flight->state = HR_FLIGHT_WHOLE;
	return true;
}

void hr_flight_read(struct hr_reader in, uint16_t version, struct hr_suite_kind kind,
                    uint8_t room[static HR_FLIGHT_MAX], struct hr_flight *flight)
{
	size_t length;
	bool clean = join(in, room, &length);
	struct hr_reader messages = hr_reader_of(room, length);
	*flight = (struct hr_flight){.state = HR_FLIGHT_MORE};
	while (flight->state == HR_FLIGHT_MORE && hr_left(&messages) >= 4) {
		struct hr_reader look = messages;
		uint8_t type = hr_u8(&look);
		size_t size = hr_u24(&look);
		if (size > HR_FLIGHT_MAX - 4) {
			clean = false;
			break;
		}
		if (hr_left(&look) < size)
			break;
		struct hr_reader body = hr_sub(&look, size);
		messages = look;
		if (!read_message(type, body, version, kind, flight))
			flight->state = HR_FLIGHT_BROKEN;
	}
	if (flight->state == HR_FLIGHT_MORE && !clean)
		flight->state = HR_FLIGHT_BROKEN;
}
