#include "parse/saml_metadata.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define KEY(attributes, text)                                                                                          \
	"<KeyDescriptor" attributes                                                                                    \
	"><KeyInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><X509Data><X509Certificate>" text                      \
	"</X509Certificate></X509Data></KeyInfo></KeyDescriptor>"
#define SIGNING " use=\"signing\""

static void finds_signing_certificates(void **state)
{
	(void)state;
	static const struct {
		const char *in;
		const char *out[4]; /* as text, NULL-terminated */
	} table[] = {
	        {KEY(SIGNING, "Zmlyc3Q="), {"first"}},
	        {KEY(" use=\"encryption\"", "Zmlyc3Q=") KEY(SIGNING, "c2Vjb25k"), {"second"}},
	        {KEY(SIGNING, "Zmlyc3Q=") KEY(" use=\"encryption\"", "c2Vjb25k") KEY(" use='signing'", "dGhpcmQ="),
	         {"first", "third"}},
	        /* The signature of the document itself is no key descriptor. */
	        {"<ds:X509Certificate>Zmlyc3Q=</ds:X509Certificate>" KEY(SIGNING, "c2Vjb25k"), {"second"}},
	        /* One without a certificate does not take that of its neighbour. */
	        {"<KeyDescriptor use=\"signing\"></KeyDescriptor>" KEY(" use=\"encryption\"", "Zmlyc3Q="), {NULL}},
	        {"<KeyDescriptor use=\"signing\"/>" KEY(SIGNING, "c2Vjb25k"), {"second"}},
	        {"<md:KeyDescriptor\n use=\"signing\"><ds:X509Certificate>\n Zmly\r\n\tc3Q=\n</ds:X509Certificate>"
	         "</md:KeyDescriptor>",
	         {"first"}},
	        {KEY(SIGNING, "Zm#yc3Q=") KEY(SIGNING, "c2Vjb25k"), {"second"}},
	        {KEY(SIGNING, "Zmlyc3Q=Zm") KEY(SIGNING, ""), {NULL}},
	        {"<KeyDescriptors use=\"signing\"><X509Certificate>Zmlyc3Q=</X509Certificate>", {NULL}},
	        {"<KeyDescriptor use=\"signing\"><X509Certificate>Zmlyc3Q=", {NULL}},
	        {"<KeyDescriptor use=\"signing\"", {NULL}},
	        {"<KeyDescriptor", {NULL}},
	        {"", {NULL}},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		const struct hr_span document = {.at = table[i].in, .length = strlen(table[i].in)};
		uint8_t der[64];
		size_t at = 0, length = 0;
		for (size_t k = 0; table[i].out[k] != NULL; k++) {
			if (!hr_saml_next_signing_certificate(&document, &at, der, sizeof der, &length))
				fail_msg("%zu: certificate %zu", i, k);
			assert_int_equal(length, strlen(table[i].out[k]));
			assert_memory_equal(der, table[i].out[k], length);
		}
		if (hr_saml_next_signing_certificate(&document, &at, der, sizeof der, &length))
			fail_msg("%zu: one too many", i);
	}
}

/* The greatest page that is kept, made to be slow to scan: it takes milliseconds, not minutes. */
static void is_not_slowed_down(void **state)
{
	(void)state;
	static const char *const again[] = {"KeyDescriptor", "<KeyDescriptor ", "<KeyDescriptor use=\"signing\">",
	                                    "<KeyDescriptor use=\"signing\"><X509Certificate>A"};
	size_t size = (size_t)512 * 1024;
	char *text = malloc(size);
	assert_non_null(text);
	for (size_t i = 0; i < sizeof again / sizeof *again; i++) {
		size_t piece = strlen(again[i]);
		for (size_t k = 0; k < size; k++)
			text[k] = again[i][k % piece];
		const struct hr_span document = {.at = text, .length = size};
		uint8_t der[64];
		size_t at = 0, length = 0;
		while (hr_saml_next_signing_certificate(&document, &at, der, sizeof der, &length))
			;
	}
	free(text);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	        cmocka_unit_test(finds_signing_certificates),
	        cmocka_unit_test(is_not_slowed_down),
	};
	return cmocka_run_group_tests_name("saml_metadata", tests, NULL, NULL);
}
