/* The modules, catalog and texts that ship, loaded once for a group of tests. */
#ifndef HR_TEST_ENGINE_SHIPPED_H
#define HR_TEST_ENGINE_SHIPPED_H

#include "prelude.h"

#include "catalog/catalog.h"
#include "catalog/lang.h"
#include "engine/modules.h"

static struct hr_error why;
static struct hr_modules *modules;
static struct hr_catalog_set *catalog;
static struct hr_lang *lang;

static int set_up(void **state)
{
	(void)state;
	if (!hr_modules_load(HR_FIXTURES "/../../../../lib/hybridready/checks", &modules, &why) ||
	    !hr_catalog_load(HR_SOURCE "/checks/catalog", "worldwide", &catalog, &why) ||
	    !hr_lang_load(HR_SOURCE "/reports/lang", "en", &lang, &why)) {
		print_error("%s\n", why.text);
		return -1;
	}
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	hr_lang_free(lang);
	hr_catalog_free(catalog);
	hr_modules_free(modules);
	return 0;
}

#endif
