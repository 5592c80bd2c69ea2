/* The catalog as it ships: the default suites of every Windows release look like Schannel of that release. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "catalog/catalog.h"
#include "hybridready/check.h"
#include "observe/offer.h"
#include "parse/tls_hello.h"

#define SHIPPED HR_TEST_DATA "/../../../checks/catalog"

static struct hr_error why;
static struct hr_catalog_set *set;
static struct hr_client_hello hello;

static int load(void **state)
{
	(void)state;
	return hr_catalog_load(SHIPPED, "worldwide", &set, &why) ? 0 : -1;
}

static int forget(void **state)
{
	(void)state;
	hr_catalog_free(set);
	return 0;
}

/* The hello of a program that offers these suites, those of TLS 1.3 only if it speaks that. */
static void offer(const struct hr_catalog *catalog, const char *suites, bool tls13)
{
	hello = (struct hr_client_hello){.kind = HR_CLIENT_HELLO, .record_version = 0x0303, .version = 0x0303};
	while (*suites != '\0') {
		size_t length = strcspn(suites, " ");
		const struct hr_suite *suite = hr_suite_named(catalog, suites, length);
		assert_non_null(suite);
		if (tls13 || (suite->traits & HR_SUITE_TLS13) == 0)
			hello.suites[hello.suite_count++] = suite->code;
		suites += length + (suites[length] == ' ');
	}
	if (tls13) {
		hello.versions[hello.version_count++] = 0x0304;
		hello.versions[hello.version_count++] = 0x0303;
	}
}

static const char *stack_of_hello(const struct hr_catalog *catalog, struct hr_arena *arena)
{
	struct hr_offer described;
	assert_true(hr_offer_describe(arena, catalog, &hello, &described, &why));
	return described.stack;
}

/* "Windows 10, version 22H2" is told as "Windows 10 22H2", and a range need not name what is in its middle. */
static bool names_the_product(const char *stack, const struct hr_windows *windows)
{
	const char *begin = windows->server ? "Server " : "Windows ";
	const char *number = strstr(windows->name, begin) + strlen(begin);
	char wanted[32];
	snprintf(wanted, sizeof wanted, "%.*s", (int)strcspn(number, ",S"), number);
	wanted[strcspn(wanted, " ")] = '\0';
	return strstr(stack, wanted) != NULL;
}

static void default_suites_look_like_schannel(void **state)
{
	(void)state;
	const struct hr_catalog *catalog = hr_catalog_rows(set);
	struct hr_arena *arena = hr_arena_new(0);
	size_t tried = 0;
	for (size_t i = 0; i < catalog->windows_count; i++) {
		const struct hr_windows *windows = &catalog->windows[i];
		bool tls13 = hr_has_word(windows->client_on, "1.3");
		for (int with = 0; *windows->suites != '\0' && with <= (tls13 ? 1 : 0); with++, tried++) {
			offer(catalog, windows->suites, with != 0);
			const char *stack = stack_of_hello(catalog, arena);
			if (strncmp(stack, "Schannel, ", 10) != 0 || !names_the_product(stack, windows))
				fail_msg("%s%s looks like \"%s\"", windows->name, with ? "" : " without TLS 1.3",
				         stack);
		}
	}
	assert_true(tried > 30);
	hr_arena_free(arena);
}

static void other_stacks_look_like_nothing_of_schannels(void **state)
{
	(void)state;
	const struct hr_catalog *catalog = hr_catalog_rows(set);
	struct hr_arena *arena = hr_arena_new(0);
	for (size_t i = 0; i < catalog->known_client_count; i++) {
		offer(catalog, catalog->known_clients[i].suites,
		      hr_has_word(catalog->known_clients[i].versions, "1.3"));
		if (strstr(stack_of_hello(catalog, arena), "Schannel") != NULL)
			fail_msg("%s looks like Schannel", catalog->known_clients[i].name);
	}
	offer(catalog, "TLS_RSA_WITH_AES_128_CBC_SHA", false);
	assert_string_equal(stack_of_hello(catalog, arena), "");
	hr_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(default_suites_look_like_schannel),
	        cmocka_unit_test(other_stacks_look_like_nothing_of_schannels),
	};
	return cmocka_run_group_tests(tests, load, forget);
}
