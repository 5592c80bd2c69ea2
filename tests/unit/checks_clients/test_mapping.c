#include "checks_support/mapper.h"

#define PC "CN=PC1,DC=contoso,DC=com\noperatingSystem: Windows 7 Professional\n"

static const struct map_row rows[] = {
        {"windows7", PC "userAccountControl: 4096", "organisation: count clients.windows7", NULL, false},
        {"windows7", PC "userAccountControl: 4098", "", "count", false},
        /* What cannot be read is taken for enabled: better one computer too many. */
        {"windows7", PC "userAccountControl: x", "organisation: count clients.windows7", NULL, false},
        {"windows7", PC, "organisation: count clients.windows7", NULL, false},
};

static void test_mapping(void **state)
{
	(void)state;
	map_rows(rows, HR_COUNT(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_mapping)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
