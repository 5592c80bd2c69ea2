/* The loader refuses what is not fit, from the file where it can, and says what was found and wanted. */
#include "prelude.h"

#include <elf.h>

#include "engine/modules.h"

static struct hr_error why;

static void refuses_unfit_modules(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		const char *said;
	} rows[] = {
	        {"wrong_version", "found module version 2, wanted 1"},
	        {"short_descriptor", "its descriptor says 16 bytes"},
	        {"no_symbol", "does not export hybridready_module"},
	        {"function_symbol", "as something else than data"},
	        {"duplicate_rule", "rule id twice.rule is there twice"},
	        {"no_judge", "lacks its id, source or judge"},
	        {"all_attributes", "asks for all attributes"},
	};
	for (size_t i = 0; i < HR_COUNT(rows); i++) {
		char folder[512];
		struct hr_modules *modules = NULL;
		(void)snprintf(folder, sizeof folder, HR_FIXTURES "/%s", rows[i].name);
		assert_false(hr_modules_load(folder, &modules, &why));
		assert_null(modules);
		assert_int_equal(why.status, HR_E_MODULE);
		assert_says(why.text, rows[i].said);
		assert_says(why.text, rows[i].name);
	}
}

static void loads_a_good_module(void **state)
{
	(void)state;
	struct hr_modules *modules = NULL;
	if (!hr_modules_load(HR_FIXTURES "/good", &modules, &why))
		fail_msg("%s", why.text);
	assert_int_equal(hr_modules_count(modules), 1);
	assert_string_equal(hr_modules_at(modules, 0)->name, "good");
	hr_modules_free(modules);
}

static void copy(const char *from, const char *to)
{
	FILE *in = fopen(from, "rb");
	FILE *out = fopen(to, "wb");
	assert_non_null(in);
	assert_non_null(out);
	char block[4096];
	size_t got = 0;
	while ((got = fread(block, 1, sizeof block, in)) > 0)
		assert_int_equal(fwrite(block, 1, got, out), got);
	(void)fclose(in);
	assert_int_equal(fclose(out), 0);
}

static void write_file(const char *path, const char *content, size_t length)
{
	FILE *out = fopen(path, "wb");
	assert_non_null(out);
	assert_int_equal(fwrite(content, 1, length, out), length);
	assert_int_equal(fclose(out), 0);
}

static void refuses_unsafe_places(void **state)
{
	(void)state;
	struct hr_modules *modules = NULL;
	char folder[] = "/tmp/hr-modules-XXXXXX";
	assert_non_null(mkdtemp(folder));
	char path[256], second[256];
	(void)snprintf(path, sizeof path, "%s/good.so", folder);
	(void)snprintf(second, sizeof second, "%s/second.so", folder);

	assert_false(hr_modules_load(folder, &modules, &why));
	assert_says(why.text, "no check module");

	copy(HR_FIXTURES "/good/good.so", path);
	assert_int_equal(chmod(path, 0664), 0);
	assert_false(hr_modules_load(folder, &modules, &why));
	assert_says(why.text, "the file is writable by group or others");
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(chmod(folder, 0777), 0);
	assert_false(hr_modules_load(folder, &modules, &why));
	assert_says(why.text, "the folder is writable by group or others");
	assert_int_equal(chmod(folder, 0755), 0);

	copy(HR_FIXTURES "/good/good.so", second);
	assert_int_equal(chmod(second, 0644), 0);
	assert_false(hr_modules_load(folder, &modules, &why));
	assert_says(why.text, "named good is loaded already");

	write_file(second, "no ELF file at all", 18);
	assert_false(hr_modules_load(folder, &modules, &why));
	assert_says(why.text, "found no ELF file");
	assert_int_equal(unlink(second), 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);

	assert_false(hr_modules_load("/nonexistent", &modules, &why));
	assert_says(why.text, "/nonexistent");
}

/* A module cut off before its section headers, which lie at the end, is refused: never loaded half, never a crash. */
static void refuses_cut_files(void **state)
{
	(void)state;
	FILE *in = fopen(HR_FIXTURES "/good/good.so", "rb");
	assert_non_null(in);
	static char bytes[1 << 20];
	size_t size = fread(bytes, 1, sizeof bytes, in);
	(void)fclose(in);
	Elf64_Ehdr header;
	assert_true(size > sizeof header);
	memcpy(&header, bytes, sizeof header);
	assert_true(header.e_shoff > 1000 && header.e_shoff < size);
	size = header.e_shoff;
	char folder[] = "/tmp/hr-modules-XXXXXX";
	assert_non_null(mkdtemp(folder));
	char path[256];
	(void)snprintf(path, sizeof path, "%s/cut.so", folder);
	for (size_t length = 0; length < size; length += length < 200 ? 7 : 331) {
		struct hr_modules *modules = NULL;
		write_file(path, bytes, length);
		assert_int_equal(chmod(path, 0644), 0);
		assert_false(hr_modules_load(folder, &modules, &why));
	}
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	(void)umask(022);
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(refuses_unfit_modules),
	        cmocka_unit_test(loads_a_good_module),
	        cmocka_unit_test(refuses_unsafe_places),
	        cmocka_unit_test(refuses_cut_files),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
