/*
 * One TLS handshake as a client, by OpenSSL over memory: bytes go in, bytes come out, no socket is touched. It accepts
 * whatever the server offers, weak or unverified: the point is to see it. The judging of certificates is
 * certificate.h's.
 */
#ifndef HR_PROBE_HANDSHAKE_H
#define HR_PROBE_HANDSHAKE_H

#include <stddef.h>
#include <stdint.h>

#include <openssl/x509.h>

#include "base/error.h"

/* What all handshakes of a run share: settings and the authorities to trust. */
struct hr_trust;

/*
 * The system's authorities and those in `ca_file` (PEM; NULL = none). False (HR_E_FILE): the file cannot be read or
 * holds no certificate. Free with hr_trust_free(), after the handshakes.
 */
bool hr_trust_new(const char *ca_file, struct hr_trust **trust, struct hr_error *why) HR_MUST_USE;
void hr_trust_free(struct hr_trust *trust);
X509_STORE *hr_trust_store(const struct hr_trust *trust);

enum hr_handshake_state {
	HR_HANDSHAKE_MORE, /* wants bytes of the server */
	HR_HANDSHAKE_DONE, /* complete: application data may flow */
	HR_HANDSHAKE_FAILED,
};

/* Bytes of the server that are read before a handshake that does not end is given up. */
#define HR_HANDSHAKE_BYTES_MAX ((size_t)256 * 1024)

struct hr_handshake;

/* What a handshake offers. */
struct hr_handshake_offer {
	uint16_t min_version, max_version; /* as on the wire, 0x0301 (TLS 1.0) to 0x0304 */
	const uint16_t *suites;            /* codes; those that OpenSSL does not know are left out */
	size_t suite_count;                /* 0: all that show a certificate */
	const char *protocols;             /* ALPN (RFC 7301), separated by spaces; NULL: none */
	bool status;                       /* asks for a stapled certificate status (RFC 6066 section 8) */
};

/*
 * A handshake towards `host`; a name goes into server_name, an address does not. Call hr_handshake_output() for the
 * ClientHello. False: memory. Free with hr_handshake_free().
 */
bool hr_handshake_new(const struct hr_trust *trust, const char *host, const struct hr_handshake_offer *offer,
                      struct hr_handshake **handshake, struct hr_error *why) HR_MUST_USE;
void hr_handshake_free(struct hr_handshake *handshake);

/* Bytes that came from the server, any cut. After FAILED they are ignored. */
enum hr_handshake_state hr_handshake_feed(struct hr_handshake *handshake, const void *bytes, size_t length);

/* The server closed its side. */
enum hr_handshake_state hr_handshake_end(struct hr_handshake *handshake);

/* Moves up to `room` bytes that are to be sent to `into`; how many. */
size_t hr_handshake_output(struct hr_handshake *handshake, void *into, size_t room);

/* After DONE: the version as on the wire, and the suite by its IANA name. */
uint16_t hr_handshake_version(const struct hr_handshake *handshake);
const char *hr_handshake_suite(const struct hr_handshake *handshake);
uint16_t hr_handshake_suite_code(const struct hr_handshake *handshake); /* 0 = none */

/* After FAILED: why, in words: "alert protocol_version", "client certificate required" ... Valid as long as the
 * handshake. */
const char *hr_handshake_reason(const struct hr_handshake *handshake);

/* After FAILED: the server itself refused, by an alert, rather than vanished. */
bool hr_handshake_refused(const struct hr_handshake *handshake);

/* After FAILED: it refused because it speaks none of the protocols that were offered (RFC 7301 3.2). */
bool hr_handshake_missed_protocol(const struct hr_handshake *handshake);

/* After DONE: the protocol that the server chose by ALPN; "" = none. Not more than 255 bytes, as they came. */
size_t hr_handshake_protocol(const struct hr_handshake *handshake, char text[static 256]);

/*
 * After DONE: what the stapled OCSP response says of the certificate: "good", "revoked", "unknown", "unreadable", or
 * why there is no such word: "tryLater" ... It is not verified. NULL = none was stapled. Static.
 */
const char *hr_handshake_status(const struct hr_handshake *handshake);

/* After DONE in TLS 1.3: how the server signed (SignatureScheme, RFC 8446 4.2.3); 0 = not known. */
uint16_t hr_handshake_signature(const struct hr_handshake *handshake);

/* The server asked for a certificate of ours. */
bool hr_handshake_asked_certificate(const struct hr_handshake *handshake);

/*
 * After DONE, when more has come: the server has ended the connection for want of a certificate of ours, which in
 * TLS 1.3 it can only do then (RFC 8446 4.4.2.4). It is then FAILED, with that reason.
 */
bool hr_handshake_missed_certificate(struct hr_handshake *handshake);

/* The chain the server sent, leaf first; NULL if none came. Also after FAILED. Borrowed. */
STACK_OF(X509) * hr_handshake_chain(const struct hr_handshake *handshake);

/* After DONE. Plain text to send (into the output); plain text received so far, up to `room` bytes, 0 if none is there.
 */
bool hr_handshake_send(struct hr_handshake *handshake, const void *bytes, size_t length);
size_t hr_handshake_receive(struct hr_handshake *handshake, void *into, size_t room);

#endif
