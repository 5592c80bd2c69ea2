/* What follows a ServerHello, as a table of messages; cut anywhere; and wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "parse/tls_flight.h"
#include "parse/tls_hello.h"
#include "parse/tls_names.h"

static uint8_t room[HR_FLIGHT_MAX];

#define BYTES(text) (text), sizeof(text) - 1
#define HELLO "\2\0\0\4helo"                        /* what stands in it is not read here */
#define CHAIN "\13\0\0\17\0\0\14\0\0\5first\0\0\1s" /* two certificates */
#define CURVE "\3\0\35\2pk"                         /* x25519 */
#define SIGNED "\4\3\0\3sig"                        /* ecdsa_secp256r1_sha256 */
#define PRIME "\0\3\0\1\1\0\1\2\0\2yy"              /* 9 bits */
#define DONE "\16\0\0\0"

struct row {
	const char *suite;
	const char *bytes;
	size_t length;
	uint16_t version;
	enum hr_flight_state state;
	uint16_t group, signature;
	unsigned dh_bits;
	bool exchanged, shown;
};

static const struct row rows[] = {
        {"TLS_ECDHE_ECDSA_WITH_X", BYTES(HELLO CHAIN "\14\0\0\15" CURVE SIGNED), HR_TLS_1_2, HR_FLIGHT_WHOLE, 29,
         0x0403, 0, true, true},
        {"TLS_ECDHE_RSA_WITH_X", BYTES(HELLO CHAIN "\14\0\0\13" CURVE "\0\3sig"), HR_TLS_1_0, HR_FLIGHT_WHOLE, 29, 0, 0,
         true, true},
        {"TLS_DHE_RSA_WITH_X", BYTES(HELLO CHAIN "\14\0\0\23" PRIME SIGNED), HR_TLS_1_2, HR_FLIGHT_WHOLE, 0, 0x0403, 9,
         true, true},
        {"TLS_DH_anon_WITH_X", BYTES(HELLO "\14\0\0\14" PRIME), HR_TLS_1_2, HR_FLIGHT_WHOLE, 0, 0, 9, true, false},
        {"TLS_ECDH_anon_WITH_X", BYTES(HELLO "\14\0\0\6" CURVE), HR_TLS_1_2, HR_FLIGHT_WHOLE, 29, 0, 0, true, false},
        {"TLS_RSA_WITH_X", BYTES(HELLO CHAIN), HR_TLS_1_2, HR_FLIGHT_WHOLE, 0, 0, 0, false, true},
        /* A kind of suite that is not known, and a server that leaves its part of the exchange out. */
        {"TLS_KRB5_WITH_X", BYTES(HELLO CHAIN), HR_TLS_1_2, HR_FLIGHT_WHOLE, 0, 0, 0, false, true},
        {"TLS_ECDHE_RSA_WITH_X", BYTES(HELLO CHAIN DONE), HR_TLS_1_2, HR_FLIGHT_WHOLE, 0, 0, 0, false, true},
        {"TLS_ECDHE_RSA_WITH_X", BYTES(HELLO DONE), HR_TLS_1_2, HR_FLIGHT_WHOLE, 0, 0, 0, false, false},
        {"TLS_ECDHE_RSA_WITH_X", BYTES(HELLO CHAIN), HR_TLS_1_2, HR_FLIGHT_MORE, 0, 0, 0, false, true},
        {"TLS_ECDHE_RSA_WITH_X", BYTES(HELLO CHAIN "\26\0\0\1s\14\0\0\15" CURVE SIGNED), HR_TLS_1_2, HR_FLIGHT_WHOLE,
         29, 0x0403, 0, true, true},
        /* Lengths that do not fit: of the list, of a certificate in it, of the public value, of the signature, of all.
         */
        {"TLS_RSA_WITH_X", BYTES(HELLO "\13\0\0\4\0\0\2x"), HR_TLS_1_2, HR_FLIGHT_BROKEN, 0, 0, 0, false, false},
        {"TLS_RSA_WITH_X", BYTES(HELLO "\13\0\0\7\0\0\4\0\0\2x"), HR_TLS_1_2, HR_FLIGHT_BROKEN, 0, 0, 0, false, false},
        {"TLS_ECDH_anon_WITH_X", BYTES(HELLO "\14\0\0\6\3\0\35\3pk"), HR_TLS_1_2, HR_FLIGHT_BROKEN, 0, 0, 0, false,
         false},
        {"TLS_ECDHE_RSA_WITH_X", BYTES(HELLO CHAIN "\14\0\0\15" CURVE "\4\3\0\4sig"), HR_TLS_1_2, HR_FLIGHT_BROKEN, 0,
         0, 0, false, true},
        {"TLS_ECDHE_RSA_WITH_X", BYTES(HELLO "\14\xff\xff\xff"), HR_TLS_1_2, HR_FLIGHT_BROKEN, 0, 0, 0, false, false},
        /* A curve spelled out, as RFC 4492 allowed. */
        {"TLS_ECDH_anon_WITH_X", BYTES(HELLO "\14\0\0\6\1\0\35\2pk"), HR_TLS_1_2, HR_FLIGHT_BROKEN, 0, 0, 0, false,
         false},
        {"TLS_DH_anon_WITH_X", BYTES(HELLO "\14\0\0\6\0\0\0\0\0\0"), HR_TLS_1_2, HR_FLIGHT_WHOLE, 0, 0, 0, true, false},
};

/* In records of at most `piece` bytes. */
static size_t records(const char *bytes, size_t length, size_t piece, uint8_t *out)
{
	size_t at = 0;
	for (size_t i = 0; i < length; i += piece) {
		size_t size = length - i < piece ? length - i : piece;
		memcpy(out + at, (const uint8_t[]){22, 3, 3, 0, (uint8_t)size}, 5);
		memcpy(out + at + 5, bytes + i, size);
		at += 5 + size;
	}
	return at;
}

static void messages(void **state)
{
	(void)state;
	static const size_t pieces[] = {200, 7, 1};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		for (size_t j = 0; j < sizeof pieces / sizeof *pieces; j++) {
			const struct row *row = &rows[i];
			uint8_t bytes[1024];
			struct hr_flight flight;
			size_t length = records(row->bytes, row->length, pieces[j], bytes);
			hr_flight_read(hr_reader_of(bytes, length), row->version, hr_suite_kind_of(row->suite), room,
			               &flight);
			if (flight.state != row->state || flight.exchanged != row->exchanged)
				print_error("row %zu in pieces of %zu\n", i, pieces[j]);
			assert_int_equal(flight.state, row->state);
			assert_int_equal(flight.group, row->group);
			assert_int_equal(flight.signature, row->signature);
			assert_int_equal(flight.dh_bits, row->dh_bits);
			assert_int_equal(flight.exchanged, row->exchanged);
			assert_int_equal(hr_left(&flight.certificates) > 0, row->shown);
		}
	}
}

static void all_that_is_shorter(void **state)
{
	(void)state;
	const struct row *row = &rows[0];
	struct hr_flight flight;
	uint8_t bytes[256];
	size_t length = records(row->bytes, row->length, 200, bytes);
	struct hr_suite_kind kind = hr_suite_kind_of(row->suite);
	for (size_t i = 0; i < length; i++) {
		hr_flight_read(hr_reader_of(bytes, i), row->version, kind, room, &flight);
		assert_int_equal(flight.state, HR_FLIGHT_MORE);
	}
}

static void certificates(void **state)
{
	(void)state;
	struct hr_flight flight;
	struct hr_reader der;
	uint8_t bytes[256];
	size_t length = records(BYTES(HELLO CHAIN), 200, bytes);
	hr_flight_read(hr_reader_of(bytes, length), HR_TLS_1_2, hr_suite_kind_of("TLS_RSA_WITH_X"), room, &flight);
	assert_true(hr_flight_certificate(&flight.certificates, &der));
	assert_memory_equal(der.at, "first", 5);
	assert_int_equal(hr_left(&der), 5);
	assert_true(hr_flight_certificate(&flight.certificates, &der));
	assert_int_equal(hr_left(&der), 1);
	assert_false(hr_flight_certificate(&flight.certificates, &der));
}

/* Warnings in between are passed over; an alert or anything else ends it. */
static void other_records(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t length;
		enum hr_flight_state state;
	} table[] = {
	        {BYTES("\26\3\3\0\10" HELLO "\25\3\3\0\2\1\160\26\3\3\0\4" DONE), HR_FLIGHT_WHOLE},
	        {BYTES("\26\3\3\0\10" HELLO "\25\3\3\0\2\1"), HR_FLIGHT_MORE},
	        {BYTES("\26\3\3\0\10" HELLO "\25\3\3\0\2\2\50"), HR_FLIGHT_BROKEN},
	        {BYTES("\26\3\3\0\10" HELLO "\24\3\3\0\1\1"), HR_FLIGHT_BROKEN},
	        {BYTES("\26\3\3\0\10" HELLO "\26\3\3\0\0"), HR_FLIGHT_BROKEN},
	        {BYTES("HTTP/1.1 400"), HR_FLIGHT_MORE}, /* a record that is not all there */
	        {BYTES(""), HR_FLIGHT_MORE},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct hr_flight flight;
		hr_flight_read(hr_reader_of(table[i].bytes, table[i].length), HR_TLS_1_2,
		               hr_suite_kind_of("TLS_DHE_RSA_WITH_X"), room, &flight);
		if (flight.state != table[i].state)
			print_error("row %zu\n", i);
		assert_int_equal(flight.state, table[i].state);
	}
}

/* More than is looked at. */
static void too_much(void **state)
{
	(void)state;
	static uint8_t bytes[HR_FLIGHT_MAX + 8192];
	size_t at = 0;
	while (at + 4096 + 5 <= sizeof bytes) {
		memcpy(bytes + at, (const uint8_t[]){22, 3, 3, 16, 0}, 5);
		at += 5 + 4096;
	}
	memcpy(bytes + 5, (const uint8_t[]){2, 0, 0x84, 0}, 4); /* a long ServerHello, then messages of type 0 */
	struct hr_flight flight;
	hr_flight_read(hr_reader_of(bytes, at), HR_TLS_1_2, hr_suite_kind_of("TLS_DHE_RSA_WITH_X"), room, &flight);
	assert_int_equal(flight.state, HR_FLIGHT_WHOLE); /* the message after it is one that ends the flight */
	memcpy(bytes + 5, (const uint8_t[]){2, 0, 0x84, 0xcc}, 4);
	hr_flight_read(hr_reader_of(bytes, at), HR_TLS_1_2, hr_suite_kind_of("TLS_DHE_RSA_WITH_X"), room, &flight);
	assert_int_equal(flight.state, HR_FLIGHT_BROKEN);
}

static void kinds_and_names(void **state)
{
	(void)state;
	static const struct {
		const char *suite;
		struct hr_suite_kind kind;
	} table[] = {
	        {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", {HR_EXCHANGE_ECDHE, HR_SIGNER_ECDSA, false}},
	        {"TLS_ECDHE_RSA_WITH_RC4_128_SHA", {HR_EXCHANGE_ECDHE, HR_SIGNER_RSA, false}},
	        {"TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA", {HR_EXCHANGE_DHE, HR_SIGNER_RSA, true}},
	        {"TLS_DHE_DSS_WITH_DES_CBC_SHA", {HR_EXCHANGE_DHE, HR_SIGNER_DSA, false}},
	        {"TLS_DH_anon_EXPORT_WITH_RC4_40_MD5", {HR_EXCHANGE_DHE, HR_SIGNER_NONE, true}},
	        {"TLS_RSA_EXPORT_WITH_RC4_40_MD5", {HR_EXCHANGE_NONE, HR_SIGNER_RSA, true}},
	        {"SSL_RSA_FIPS_WITH_3DES_EDE_CBC_SHA", {HR_EXCHANGE_NONE, HR_SIGNER_NONE, false}},
	        {"TLS_RSA_PSK_WITH_AES_128_CBC_SHA", {HR_EXCHANGE_NONE, HR_SIGNER_NONE, false}},
	        {"TLS_DHE_PSK_WITH_AES_128_CBC_SHA", {HR_EXCHANGE_NONE, HR_SIGNER_NONE, false}},
	        {"TLS_DH_RSA_WITH_AES_128_CBC_SHA", {HR_EXCHANGE_NONE, HR_SIGNER_NONE, false}},
	        {"TLS_AES_128_GCM_SHA256", {HR_EXCHANGE_NONE, HR_SIGNER_NONE, false}},
	        {"", {HR_EXCHANGE_NONE, HR_SIGNER_NONE, false}},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct hr_suite_kind kind = hr_suite_kind_of(table[i].suite);
		if (kind.exchange != table[i].kind.exchange || kind.signer != table[i].kind.signer)
			print_error("%s\n", table[i].suite);
		assert_int_equal(kind.exchange, table[i].kind.exchange);
		assert_int_equal(kind.signer, table[i].kind.signer);
		assert_int_equal(kind.export, table[i].kind.export);
	}
	assert_string_equal(hr_group_name(29), "x25519");
	assert_string_equal(hr_group_name(0x0100), "ffdhe2048");
	assert_null(hr_group_name(0));
	assert_string_equal(hr_signature_name(0x0804), "rsa_pss_rsae_sha256");
	assert_null(hr_signature_name(0x9999));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(messages),     cmocka_unit_test(all_that_is_shorter),
	        cmocka_unit_test(certificates), cmocka_unit_test(other_records),
	        cmocka_unit_test(too_much),     cmocka_unit_test(kinds_and_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
