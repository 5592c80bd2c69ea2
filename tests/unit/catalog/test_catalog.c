/* The catalog as it ships, and broken ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "catalog/catalog.h"
#include "hybridready/check.h"

#define SHIPPED HR_TEST_DATA "/../../../checks/catalog"

static struct hr_error why;

static struct hr_catalog_set *shipped(const char *cloud)
{
	struct hr_catalog_set *set = NULL;
	if (!hr_catalog_load(SHIPPED, cloud, &set, &why))
		fail_msg("%s", why.text);
	return set;
}

static const struct hr_suite *suite(const struct hr_catalog *c, uint16_t code)
{
	for (size_t i = 0; i < c->suite_count; i++)
		if (c->suites[i].code == code)
			return &c->suites[i];
	return NULL;
}

static void knows_the_suites(void **state)
{
	(void)state;
	struct hr_catalog_set *set = shipped("worldwide");
	const struct hr_catalog *c = hr_catalog_rows(set);
	assert_true(c->suite_count > 350);
	const struct hr_suite *gcm = suite(c, 0xC030);
	assert_string_equal(gcm->name, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
	assert_true(gcm->office365 && gcm->front_door);
	assert_int_equal(gcm->traits, HR_SUITE_FORWARD | HR_SUITE_AEAD);
	assert_false(suite(c, 0x0035)->office365); /* its use ended with TLS 1.0 and 1.1 */
	assert_true(suite(c, 0x009D)->office365);
	assert_false(suite(c, 0x009D)->front_door);
	assert_true(suite(c, 0x009F)->front_door);
	assert_false(suite(c, 0x009F)->office365);
	assert_int_equal(suite(c, 0x000A)->traits, HR_SUITE_3DES);
	assert_int_equal(suite(c, 0x0009)->traits, HR_SUITE_DES);
	assert_int_equal(suite(c, 0x0004)->traits, HR_SUITE_RC4 | HR_SUITE_MD5);
	assert_int_equal(suite(c, 0x0019)->traits, HR_SUITE_ANON | HR_SUITE_EXPORT | HR_SUITE_DES | HR_SUITE_FORWARD);
	assert_int_equal(suite(c, 0x0002)->traits, HR_SUITE_NULL);
	assert_int_equal(suite(c, 0x1301)->traits, HR_SUITE_FORWARD | HR_SUITE_AEAD | HR_SUITE_TLS13);
	assert_null(suite(c, 0x00FF)); /* signalling value, no suite */
	assert_null(suite(c, 0x5600));
	for (size_t i = 1; i < c->suite_count; i++)
		assert_true(c->suites[i - 1].code < c->suites[i].code);
	hr_catalog_free(set);
}

static void knows_the_floors(void **state)
{
	(void)state;
	static const struct {
		const char *rule;
		enum hr_product product;
		uint64_t build, floor; /* floor 0: none in its line */
	} rows[] = {
	        {"exchange.update", HR_EXCHANGE, HR_BUILD(15, 1, 2507, 6), HR_BUILD(15, 1, 1415, 2)},
	        {"exchange.update-retire", HR_EXCHANGE, HR_BUILD(15, 1, 2507, 6), HR_BUILD(15, 1, 1466, 3)},
	        {"exchange.update", HR_EXCHANGE, HR_BUILD(15, 0, 1497, 2), HR_BUILD(15, 0, 1365, 1)},
	        {"exchange.update", HR_EXCHANGE, HR_BUILD(14, 3, 123, 4), HR_BUILD(14, 3, 382, 0)},
	        {"exchange.update", HR_EXCHANGE, HR_BUILD(14, 2, 247, 5), 0},
	        {"exchange.update", HR_EXCHANGE, HR_BUILD(15, 2, 2562, 17), HR_BUILD(15, 2, 2562, 17)},
	        {"skype.update", HR_SKYPE, HR_BUILD(6, 0, 9319, 537), HR_BUILD(6, 0, 9319, 548)},
	        {"skype.update", HR_SKYPE, HR_BUILD(7, 0, 2046, 0), HR_BUILD(7, 0, 2046, 123)},
	        {"skype.update", HR_SKYPE, HR_BUILD(7, 0, 2046, 849), HR_BUILD(7, 0, 2046, 810)},
	        {"skype.update", HR_SKYPE, HR_BUILD(5, 0, 8308, 1198), 0},
	        {"office-online.update", HR_OFFICE_ONLINE, HR_BUILD(15, 0, 4420, 1007), 0},
	};
	struct hr_catalog_set *set = shipped("worldwide");
	for (size_t i = 0; i < HR_COUNT(rows); i++) {
		struct hr_rule rule = {.id = rows[i].rule};
		struct hr_server server = {.product = rows[i].product};
		struct hr_case c = {.rule = &rule, .server = &server, .catalog = hr_catalog_rows(set)};
		const struct hr_floor *floor = hr_floor(&c, rows[i].build);
		assert_true((floor == NULL ? 0 : floor->number) == rows[i].floor);
		assert_non_null(hr_line_of(c.catalog, rows[i].product, rows[i].build));
	}
	hr_catalog_free(set);
}

static void knows_the_clouds(void **state)
{
	(void)state;
	struct hr_catalog_set *set = shipped("gcc-high");
	assert_string_equal(hr_catalog_rows(set)->cloud->mail_domain, "mail.protection.office365.us");
	assert_true(hr_catalog_rows(set)->cloud->legacy_ended == hr_time_of(2020, 1, 15, 0, 0, 0));
	assert_int_equal(hr_catalog_rows(set)->service_endpoint_count, 2); /* of this cloud alone */
	assert_string_equal(hr_catalog_rows(set)->service_endpoints[0].host, "outlook.office365.us");
	assert_int_equal(hr_catalog_rows(set)->service_endpoints[0].port, 443);
	hr_catalog_free(set);
	assert_false(hr_catalog_load(SHIPPED, "moon", &set, &why));
	assert_int_equal(why.status, HR_E_USAGE);
	assert_non_null(strstr(why.text, "moon"));
}

static void updates_come_before_switching_off(void **state)
{
	(void)state;
	struct hr_catalog_set *set = shipped("worldwide");
	size_t count = 0;
	const struct hr_remedy *remedies = hr_catalog_remedies(set, &count);
	size_t update = count, off = count;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(remedies[i].id, "skype-install-cu") == 0)
			update = i;
		if (strcmp(remedies[i].id, "tls-disable-legacy") == 0)
			off = i;
	}
	assert_true(update < off && off < count);
	assert_true(hr_has_word(remedies[off].after_everywhere, "skype-install-cu"));
	assert_non_null(hr_catalog_source(set, "ms-tls12#skype-server"));
	assert_null(hr_catalog_source(set, "ms-tls1"));
	hr_catalog_free(set);
}

/* A catalog of one file in a folder of its own. */
static void write_catalog(const char *folder, const char *content)
{
	char path[512];
	char *schema = realpath(SHIPPED "/catalog.xsd", NULL);
	(void)snprintf(path, sizeof path, "%s/catalog.xsd", folder);
	assert_non_null(schema);
	(void)unlink(path);
	assert_int_equal(symlink(schema, path), 0);
	free(schema);
	(void)snprintf(path, sizeof path, "%s/a.xml", folder);
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_true(fputs(content, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

#define ROOT "<catalog xmlns=\"urn:hybridready:catalog:1\" read=\"2026-11-24\">"
#define CLOUD "<cloud name=\"worldwide\" mail-domain=\"m\" routing-domain=\"r\" source=\"s\"/>"
#define SOURCE "<source id=\"s\" title=\"t\" url=\"u\" read=\"2026-11-24\"/>"
#define LINE "<line product=\"skype\" release=\"2015\" name=\"S\" from=\"6.0.0.0\" to=\"6.0.9.9\" source=\"s\">"

static void refuses_broken_catalogs(void **state)
{
	(void)state;
	static const struct {
		const char *content;
		const char *said;
	} rows[] = {
	        {"", "not well-formed"},
	        {ROOT, "not well-formed"},
	        {"<!DOCTYPE catalog [<!ENTITY x SYSTEM \"/etc/passwd\">]>" ROOT "</catalog>", "DOCTYPE"},
	        {ROOT "<suit code=\"1301\"/></catalog>", "does not fit its schema"},
	        {ROOT "<suite code=\"13\" name=\"x\"/></catalog>", "does not fit its schema"},
	        {ROOT "<suite code=\"1301\" name=\"A\"/><suite code=\"1301\" name=\"B\"/></catalog>",
	         "one code 0x1301"},
	        {ROOT LINE "<build number=\"7.0.0.0\" name=\"x\"/></line></catalog>", "wanted a build of S"},
	        {ROOT SOURCE LINE "<floor rule=\"r\" number=\"6.0.1.1\" name=\"x\"/></line></catalog>",
	         "is no build of S"},
	        {ROOT LINE "</line></catalog>", "which is in no <source id>"},
	        {ROOT "<remedy id=\"a\" phase=\"update\" after=\"b\"/></catalog>", "comes after \"b\""},
	        {ROOT "<remedy id=\"a\" phase=\"update\" after=\"b\"/><remedy id=\"b\" phase=\"update\" "
	              "after-everywhere=\"a\"/></catalog>",
	         "in a circle: b after a after b"},
	        {ROOT "<remedy id=\"z\" phase=\"prove\" after=\"c\"/><remedy id=\"a\" phase=\"update\" after=\"b\"/>"
	              "<remedy id=\"b\" phase=\"update\" after=\"c\"/><remedy id=\"c\" phase=\"update\" "
	              "after=\"b\"/></catalog>",
	         "in a circle: c after b after c"},
	        {ROOT "<remedy id=\"a\" phase=\"update\" after=\"a\"/></catalog>", "in a circle: a after a"},
	        {ROOT "<remedy id=\"a\" phase=\"enable\" after=\"b\"/><remedy id=\"b\" phase=\"disable\"/></catalog>",
	         "remedy a (enable) comes after b, whose phase (disable) is later"},
	        {ROOT "<remedy id=\"a\" phase=\"update\"/><remedy id=\"a\" phase=\"update\"/></catalog>", "twice"},
	        {ROOT SOURCE "</catalog>", "is no cloud"},
	};
	char folder[] = "/tmp/hr-catalog-XXXXXX";
	assert_non_null(mkdtemp(folder));
	struct hr_catalog_set *set = NULL;
	for (size_t i = 0; i < HR_COUNT(rows); i++) {
		write_catalog(folder, rows[i].content);
		assert_false(hr_catalog_load(folder, "worldwide", &set, &why));
		if (strstr(why.text, rows[i].said) == NULL)
			fail_msg("row %zu: \"%s\" does not say \"%s\"", i, why.text, rows[i].said);
		assert_null(set);
	}
	write_catalog(folder, ROOT SOURCE CLOUD LINE
	              "<floor rule=\"r\" number=\"6.0.1.1\" name=\"x\"/>"
	              "<build number=\"6.0.1.1\" name=\"x\" verified=\"false\"/></line></catalog>");
	assert_true(hr_catalog_load(folder, "worldwide", &set, &why));
	assert_false(hr_catalog_rows(set)->builds[0].verified);
	assert_true(hr_catalog_rows(set)->floors[0].verified);
	assert_string_equal(hr_catalog_rows(set)->builds[0].source, "s"); /* its line's */
	assert_string_equal(hr_catalog_rows(set)->date, "2026-11-24");
	hr_catalog_free(set);
	char path[512];
	(void)snprintf(path, sizeof path, "%s/a.xml", folder);
	(void)unlink(path);
	(void)snprintf(path, sizeof path, "%s/catalog.xsd", folder);
	(void)unlink(path);
	assert_int_equal(rmdir(folder), 0);
	assert_false(hr_catalog_load(folder, "worldwide", &set, &why));
	assert_int_equal(why.status, HR_E_FILE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(knows_the_suites),        cmocka_unit_test(knows_the_floors),
	        cmocka_unit_test(knows_the_clouds),        cmocka_unit_test(updates_come_before_switching_off),
	        cmocka_unit_test(refuses_broken_catalogs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
