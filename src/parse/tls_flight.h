/*
 * What follows a ServerHello in the clear, up to TLS 1.2: the certificates and the server's half of the key exchange
 * (RFC 5246 7.4.2 and 7.4.3, RFC 8422 5.4). It comes in the same breath as the ServerHello, so reading it costs no
 * round trip.
 */
#ifndef HR_PARSE_TLS_FLIGHT_H
#define HR_PARSE_TLS_FLIGHT_H

#include "base/error.h"
#include "base/reader.h"

#include <stdint.h>

#define HR_FLIGHT_MAX ((size_t)34000) /* bytes of handshake messages that are looked at */

enum hr_exchange { HR_EXCHANGE_NONE = 0, HR_EXCHANGE_ECDHE, HR_EXCHANGE_DHE };
enum hr_signer { HR_SIGNER_NONE = 0, HR_SIGNER_RSA, HR_SIGNER_ECDSA, HR_SIGNER_DSA };

/* What the suite says about what is to come. */
struct hr_suite_kind {
	enum hr_exchange exchange; /* of ServerKeyExchange; NONE: it has none, or one that is not read */
	enum hr_signer signer;     /* whose certificate is shown; NONE: anonymous, or not known */
	bool export;
};

/* By the suite's IANA name. */
struct hr_suite_kind hr_suite_kind_of(const char *name);

enum hr_flight_state {
	HR_FLIGHT_MORE = 0, /* what is here is the beginning of it */
	HR_FLIGHT_WHOLE,
	HR_FLIGHT_BROKEN, /* it does not go on as it should; what is set was read before that */
};

struct hr_flight {
	enum hr_flight_state state;
	struct hr_reader certificates; /* each after a length of three bytes, leaf first; nothing left: none came */
	bool exchanged;                /* ServerKeyExchange was read */
	uint16_t group;                /* ECDHE: the named group; 0: parameters of its own */
	uint16_t signature;            /* TLS 1.2: SignatureScheme; 0: none */
	unsigned dh_bits;              /* DHE: of the prime */
};

/*
 * Reads all that a server has sent so far, the ServerHello for a suite of that kind first. `room` takes the messages,
 * joined; `certificates` points into it.
 */
void hr_flight_read(struct hr_reader in, uint16_t version, struct hr_suite_kind kind,
                    uint8_t room[static HR_FLIGHT_MAX], struct hr_flight *flight);

/* The next certificate, DER; false at the end or where the lengths do not fit. */
bool hr_flight_certificate(struct hr_reader *certificates, struct hr_reader *der);

#endif
