/* hybridready: a table of verbs. */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "cli/help.h"
#include "cli/program.h"

static const struct {
	const char *name;
	int (*run)(const struct hr_settings *, struct hr_error *);
} verbs[] = {
        {"run", hr_verb_run},       {"discover", hr_verb_discover}, {"collect", hr_verb_collect},
        {"assess", hr_verb_assess}, {"render", hr_verb_render},     {"probe", hr_verb_probe},
        {"checks", hr_verb_checks}, {"diff", hr_verb_diff},         {"listen", hr_verb_listen},
        {"import", hr_verb_import}, {"watch", hr_verb_watch},       {"merge", hr_verb_merge},
};

static int run_verb(const struct hr_settings *settings)
{
	struct hr_error why = {.text = ""};
	if (settings->verb == NULL || strcmp(settings->verb, "help") == 0) {
		const char *about = settings->arguments.count > 0 ? settings->arguments.at[0] : NULL;
		bool asked = settings->help || settings->verb != NULL;
		return hr_help_print(asked ? stdout : stderr, about) ? (asked ? HR_EXIT_READY : HR_EXIT_USAGE)
		                                                     : HR_EXIT_USAGE;
	}
	for (size_t i = 0; i < HR_COUNT(verbs); i++) {
		if (strcmp(verbs[i].name, settings->verb) != 0)
			continue;
		if (settings->help)
			return hr_help_print(stdout, settings->verb) ? HR_EXIT_READY : HR_EXIT_FAILED;
		int status = verbs[i].run(settings, &why);
		if ((status == HR_EXIT_FAILED || status == HR_EXIT_USAGE) && why.text[0] != '\0')
			hr_say_error(settings->verb, &why);
		return status;
	}
	(void)hr_fail(&why, HR_E_USAGE, "unknown verb \"%s\"; hybridready --help lists them", settings->verb);
	hr_say_error(NULL, &why);
	return HR_EXIT_USAGE;
}

int main(int argc, char **argv)
{
	/* A core file would hold what was read, and perhaps a secret. */
	const struct rlimit none = {0, 0};
	(void)setrlimit(RLIMIT_CORE, &none);
	hr_stop_on_signals();

	struct hr_settings settings;
	struct hr_error why = {.text = ""};
	int status = HR_EXIT_USAGE;
	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		(void)puts("hybridready " HR_VERSION);
		return HR_EXIT_READY;
	}
	if (hr_settings_read(argc, argv, &settings, &why))
		status = run_verb(&settings);
	else
		hr_say_error(NULL, &why);
	hr_arena_free(settings.arena);
	if (fflush(stdout) != 0 || ferror(stdout) != 0) {
		(void)fputs("hybridready: standard output could not be written\n", stderr);
		return status == HR_EXIT_USAGE ? status : HR_EXIT_FAILED;
	}
	return status;
}
