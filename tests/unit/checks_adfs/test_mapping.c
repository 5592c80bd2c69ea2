#include "checks_support/mapper.h"

#include <string.h>
#include <strings.h>

#define GMSA                                                                                                           \
	"CN=gmsa,CN=Managed Service Accounts,DC=contoso,DC=com\nobjectClass: computer\nobjectClass: "                  \
	"msDS-GroupManagedServiceAccount\n"
#define USER "CN=svc,DC=contoso,DC=com\nobjectClass: user\nsAMAccountName: svc\n"
#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct map_row rows[] = {
        {"dkm", "CN=ADFS,CN=Microsoft,CN=Program Data,DC=contoso,DC=com",
         "organisation: fact adfs.dkm/CN=ADFS,CN=Microsoft,CN=Program Data,DC=contoso,DC=com present "
         "CN=ADFS,CN=Microsoft,CN=Program Data,DC=contoso,DC=com",
         "server", false},
        {"dkm-farms", "CN=0e5f,CN=ADFS,CN=Microsoft,CN=Program Data,DC=contoso,DC=com", "", "server", false},
        {"accounts", GMSA "sAMAccountName: adfs$\nservicePrincipalName: host/sts.contoso.com",
         "sts.contoso.com: server adfs - farm\nsts.contoso.com: endpoint - 443 https -\n"
         "sts.contoso.com: endpoint - 49443 https client-certificate\n"
         "sts.contoso.com: endpoint certauth.sts.contoso.com 443 https client-certificate\n"
         "organisation: fact adfs.spn/sts.contoso.com present host/sts.contoso.com\n"
         "organisation: fact adfs.account/adfs$ present CN=gmsa,CN=Managed Service Accounts,DC=contoso,DC=com",
         NULL, false},
        {"accounts", USER "servicePrincipalName: HTTP/FS2.contoso.com:443", "fs2.contoso.com: server adfs - farm", NULL,
         false},
        {"accounts", USER "servicePrincipalName: host/adfs-ext.contoso.com/x",
         "adfs-ext.contoso.com: server adfs - farm", NULL, false},
        /* Other services' names; a managed account's host/ is worth a fact. */
        {"accounts", USER "servicePrincipalName: http/intranet.contoso.com", "", "adfs", false},
        {"accounts", USER "servicePrincipalName: http/fsx.contoso.com\nservicePrincipalName: http/stsharp.contoso.com",
         "", "adfs", false},
        {"accounts", GMSA "servicePrincipalName: host/passport.contoso.com",
         "organisation: fact adfs.spn/passport.contoso.com present host/passport.contoso.com", "server", false},
        {"accounts", GMSA "servicePrincipalName: http/passport.contoso.com", "", "adfs", false},
        /* Short, odd, huge. */
        {"accounts", USER "servicePrincipalName: host/sts", "", "adfs", false},
        {"accounts", USER "servicePrincipalName: MSSQLSvc/sts.contoso.com", "", "adfs", false},
        {"accounts", USER "servicePrincipalName: host/", "", "adfs", false},
        {"accounts", USER "servicePrincipalName: host/sts.<script>", "", ": server", false},
        {"accounts", USER "servicePrincipalName: host/sts." A64 A64 A64 A64, "", "adfs", false},
        {"accounts", USER "servicePrincipalName:: 686f73742f7374732e6100", "", "adfs", false},
        {"accounts", USER, "", "adfs", false},
};

static void test_mapping(void **state)
{
	(void)state;
	map_rows(rows, HR_COUNT(rows));
}

/*
 * The keys of AD FS lie in contacts two levels below CN=ADFS. Reading them is an attack: no search may reach them, ask
 * for what they hold, or be satisfied with what they are.
 */
static void test_searches_stay_away_from_the_keys(void **state)
{
	(void)state;
	for (size_t i = 0; i < hybridready_module.search_count; i++) {
		const struct hr_search *search = &hybridready_module.searches[i];
		for (const char *const *name = search->attributes; *name != NULL; name++) {
			assert_int_not_equal(strcasecmp(*name, "thumbnailPhoto"), 0);
			assert_null(strchr(*name, '*'));
		}
		assert_null(strstr(search->filter, "contact"));
		assert_null(strstr(search->filter, "(objectClass=*)"));
		if (strstr(search->container, "ADFS") != NULL) {
			assert_int_not_equal(search->depth, HR_DEPTH_SUBTREE);
			assert_string_equal(search->filter, "(objectClass=container)");
		} else {
			/* Only accounts with a service name: a contact cannot have one. */
			assert_non_null(strstr(search->filter, "servicePrincipalName=host/"));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_mapping),
	        cmocka_unit_test(test_searches_stay_away_from_the_keys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
