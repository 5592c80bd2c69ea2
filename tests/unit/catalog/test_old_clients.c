/* The programs of the catalog as it ships, held against what programs really say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "catalog/catalog.h"
#include "parse/user_agent.h"

#define SHIPPED HR_TEST_DATA "/../../../checks/catalog"
#define WINDOWS7 "Windows+NT+6.1;+WOW64"

static void knows_programs(void **state)
{
	static const struct {
		const char *agent;
		const char *name; /* NULL = able */
	} table[] = {
	        {"Mozilla/5.0+(Linux;+U;+Android+4.0.3;+de-de;+Galaxy+S+II)+AppleWebKit/534.30+Version/"
	         "4.0+Mobile+Safari/534.30",
	         "Android 4.3 or older"},
	        {"Mozilla/5.0 (Linux; U; Android 4.3; en-us) AppleWebKit/534.30 Version/4.0 Mobile Safari/534.30",
	         "Android 4.3 or older"},
	        {"Mozilla/5.0+(Linux;+Android+4.4.2;+Nexus+4)+AppleWebKit/537.36+Version/4.0+Mobile+Safari/537.36",
	         NULL},
	        {"Mozilla/5.0+(Linux;+Android+4.1.2;+GT-I9100)+AppleWebKit/537.36+Chrome/39.0.2171.93+Mobile+Safari/"
	         "537.36",
	         NULL},
	        {"Mozilla/5.0+(Mobile;+Windows+Phone+8.1;+Android+4.0;+ARM;+Trident/7.0;+rv:11.0)+like+Gecko", NULL},
	        {"Android/4.1.2-EAS-1.3", "Android 4.3 or older"},
	        {"Android/6.0.1-EAS-2.0", NULL},
	        {"Android/101.403", NULL},
	        {"Android-Mail/7.6.4.94862929.release", NULL},
	        {"Mozilla/5.0+(Windows+NT+5.1;+rv:5.0)+Gecko/20100101+Firefox/5.0", "Firefox 5 or older"},
	        {"Mozilla/5.0+(X11;+U;+Linux)+Gecko/20110422+Firefox/3.6.17", "Firefox 5 or older"},
	        {"Mozilla/5.0+(" WINDOWS7 ";+rv:52.0)+Gecko/20100101+Firefox/52.0", NULL},
	        {"Mozilla/5.0+(" WINDOWS7 ";+rv:115.0)+Gecko/20100101+Firefox/115.0", NULL},
	        {"Mozilla/4.0+(compatible;+MSIE+8.0;+" WINDOWS7 ";+Trident/4.0)",
	         "Internet Explorer 8 to 10 on Windows 7 or older"},
	        {"Mozilla/5.0+(compatible;+MSIE+10.0;+" WINDOWS7 ";+Trident/6.0)",
	         "Internet Explorer 8 to 10 on Windows 7 or older"},
	        {"Mozilla/5.0+(compatible;+MSIE+10.0;+Windows+NT+6.2;+Trident/6.0)", NULL},
	        {"Mozilla/4.0+(compatible;+MSIE+7.0;+" WINDOWS7 ";+Trident/4.0)",
	         "Internet Explorer 8 to 10 on Windows 7 or older"},
	        {"Mozilla/4.0+(compatible;+MSIE+7.0;+" WINDOWS7 ";+Trident/7.0;+Microsoft+Outlook+14.0.7113)", NULL},
	        {"Mozilla/5.0+(" WINDOWS7 ";+Trident/7.0;+rv:11.0)+like+Gecko", NULL},
	        {"Mozilla/4.0+(compatible;+MSIE+6.0;+Windows+NT+5.1;+SV1)", "Internet Explorer 7 or older"},
	        {"Mozilla/5.0+(compatible;+MSIE+10.0;+Windows+Phone+8.0;+Trident/6.0;+IEMobile/"
	         "10.0;+ARM;+Touch;+NOKIA)",
	         "Internet Explorer 10 on Windows Phone 8"},
	        {"Mozilla/5.0+(Macintosh;+Intel+Mac+OS+X+10_8_4)+AppleWebKit/536.30.1+Version/6.0.4+Safari/536.30.1",
	         "Safari 6.0.4 or older on OS X 10.8.4 or older"},
	        {"Mozilla/5.0+(Macintosh;+Intel+Mac+OS+X+10_9_1)+AppleWebKit/537.73.11+Version/7.0.1+Safari/537.73.11",
	         NULL},
	        {"Mozilla/5.0+(Macintosh;+Intel+Mac+OS+X+10_6_8)+AppleWebKit/537.36+Chrome/49.0.2623.112+Safari/537.36",
	         NULL},
	        {"Mozilla/5.0+(iPhone;+CPU+iPhone+OS+13_2_3+like+Mac+OS+X)+AppleWebKit/605.1.15+Version/13.0.3+Safari/"
	         "604.1",
	         NULL},
	        {"Microsoft+Office/16.0+(Windows+NT+10.0;+Microsoft+Outlook+16.0.17328;+Pro)", NULL},
	        {"AMProbe/Local/ClientAccess", NULL},
	        {"Android ", NULL},
	        {"MSIE 99999999999999999999.99999.9.9.9", NULL},
	        {"", NULL},
	};
	struct hr_catalog_set *set = NULL;
	struct hr_error why;
	(void)state;
	if (!hr_catalog_load(SHIPPED, "worldwide", &set, &why))
		fail_msg("%s", why.text);
	const struct hr_catalog *c = hr_catalog_rows(set);
	assert_true(c->old_client_count >= 8);
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		const struct hr_span agent = {.at = table[i].agent, .length = strlen(table[i].agent)};
		const char *name = NULL;
		for (size_t k = 0; k < c->old_client_count && name == NULL; k++)
			if (hr_user_agent_is(agent, &c->old_clients[k]))
				name = c->old_clients[k].name;
		if (name == NULL || table[i].name == NULL) {
			if (name != table[i].name)
				fail_msg("%s: %s", table[i].agent, name == NULL ? "taken for able" : name);
			continue;
		}
		assert_string_equal(name, table[i].name);
	}
	hr_catalog_free(set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(knows_programs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
