/* What is kept of what comes with answers, and when more of them is of interest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "probe/glean.h"

static const struct hr_suite_kind ecdhe_rsa = {HR_EXCHANGE_ECDHE, HR_SIGNER_RSA, false};
static const struct hr_suite_kind ecdhe_ecdsa = {HR_EXCHANGE_ECDHE, HR_SIGNER_ECDSA, false};
static const struct hr_suite_kind dhe_rsa = {HR_EXCHANGE_DHE, HR_SIGNER_RSA, false};
static const struct hr_suite_kind dhe_export = {HR_EXCHANGE_DHE, HR_SIGNER_RSA, true};
static const struct hr_suite_kind anonymous = {HR_EXCHANGE_DHE, HR_SIGNER_NONE, false};
static const struct hr_suite_kind rsa = {HR_EXCHANGE_NONE, HR_SIGNER_RSA, false};

static struct hr_flight flight(const char *certificates, uint16_t group, unsigned dh_bits)
{
	return (struct hr_flight){.state = HR_FLIGHT_WHOLE,
	                          .certificates = hr_reader_of(certificates, strlen(certificates)),
	                          .group = group,
	                          .signature = 0x0804,
	                          .dh_bits = dh_bits};
}

/* Each thing is waited for once. */
static void wants_what_is_new(void **state)
{
	(void)state;
	struct hr_glean glean = {.impatient = false};
	struct hr_flight first = flight("chain", 23, 0), second = flight("other", 0, 2048), none = flight("", 0, 0);
	assert_false(hr_glean_wants(&glean, HR_TLS_1_3, ecdhe_rsa)); /* encrypted */
	assert_true(hr_glean_wants(&glean, HR_TLS_1_2, ecdhe_rsa));
	hr_glean_flight(&glean, HR_TLS_1_2, ecdhe_rsa, &first);
	assert_false(hr_glean_wants(&glean, HR_TLS_1_2, ecdhe_rsa) || hr_glean_wants(&glean, HR_TLS_1_2, rsa));
	assert_true(hr_glean_wants(&glean, HR_TLS_1_0, ecdhe_rsa)); /* its group */
	assert_true(hr_glean_wants(&glean, HR_TLS_1_2, ecdhe_ecdsa) && hr_glean_wants(&glean, HR_TLS_1_2, dhe_rsa));
	hr_glean_flight(&glean, HR_TLS_1_2, dhe_rsa, &second);
	assert_false(hr_glean_wants(&glean, HR_TLS_1_2, dhe_rsa) || hr_glean_wants(&glean, HR_TLS_1_2, anonymous));
	assert_true(hr_glean_wants(&glean, HR_TLS_1_2, dhe_export));
	assert_int_equal(glean.rsa.length, 5);
	assert_memory_equal(glean.rsa.data, "chain", 5);
	hr_glean_flight(&glean, HR_TLS_1_2, ecdhe_ecdsa, &none); /* an answer that did not go on */
	assert_true(hr_glean_wants(&glean, HR_TLS_1_2, ecdhe_ecdsa));
	glean.impatient = true;
	assert_false(hr_glean_wants(&glean, HR_TLS_1_2, ecdhe_ecdsa));
	hr_glean_free(&glean);
}

static void keeps_the_least_and_the_first(void **state)
{
	(void)state;
	struct hr_glean glean = {.impatient = false};
	const struct hr_flight seen[] = {flight("", 29, 0), flight("", 23, 2048), flight("", 0, 1024),
	                                 flight("", 0, 4096)};
	for (size_t i = 0; i < sizeof seen / sizeof *seen; i++)
		hr_glean_flight(&glean, HR_TLS_1_1, anonymous, &seen[i]);
	const struct hr_flight weak = flight("", 0, 512);
	hr_glean_flight(&glean, HR_TLS_1_0, dhe_export, &weak);
	assert_int_equal(glean.groups[2], 29);
	assert_int_equal(glean.dh_bits, 1024);
	assert_int_equal(glean.export_dh_bits, 512);
	static char much[30000];
	memset(much, 'c', sizeof much - 1);
	const struct hr_flight long_chain = flight(much, 0, 0);
	hr_glean_flight(&glean, HR_TLS_1_2, rsa, &long_chain);
	assert_int_equal(glean.rsa.length, 0);
	hr_glean_free(&glean);
}

/* Of the highest version up to TLS 1.2, and only where the hello offered them. */
static void extensions(void **state)
{
	(void)state;
	struct hr_glean glean = {.impatient = false};
	struct hr_server_answer old = {.version = HR_TLS_1_0, .renegotiation_info = true};
	struct hr_server_answer better = {
	        .version = HR_TLS_1_2, .session_ticket = true, .extended_master_secret = true};
	struct hr_server_answer best = {.version = HR_TLS_1_3, .group = 29};
	hr_glean_hello(&glean, &better, false);
	assert_int_equal(glean.extended, 0);
	hr_glean_hello(&glean, &old, true);
	assert_true(glean.extended == HR_TLS_1_0 && glean.renegotiation && !glean.tickets);
	hr_glean_hello(&glean, &better, true);
	hr_glean_hello(&glean, &old, true);
	hr_glean_hello(&glean, &best, true);
	assert_true(glean.extended == HR_TLS_1_2 && !glean.renegotiation && glean.tickets && glean.master_secret);
	assert_int_equal(glean.groups[4], 29);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(wants_what_is_new),
	        cmocka_unit_test(keeps_the_least_and_the_first),
	        cmocka_unit_test(extensions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
