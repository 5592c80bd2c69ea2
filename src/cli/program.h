/* One run of the program: what it loaded, and the stages that verbs are made of. Only this room speaks to people. */
#ifndef HR_CLI_PROGRAM_H
#define HR_CLI_PROGRAM_H

#include "catalog/catalog.h"
#include "catalog/lang.h"
#include "cli/settings.h"
#include "engine/modules.h"
#include "model/report.h"
#include "registry/credentials.h"

#define HR_TOOL "hybridready " HR_VERSION /* as it signs reports */

/* Exit status (contract). */
enum hr_exit { HR_EXIT_READY = 0, HR_EXIT_NOT_READY = 1, HR_EXIT_UNKNOWN = 2, HR_EXIT_FAILED = 3, HR_EXIT_USAGE = 64 };

struct hr_journal;

struct hr_program {
	const struct hr_settings *settings;
	struct hr_modules *modules;
	struct hr_catalog_set *catalog;
	struct hr_lang *lang;
	struct hr_report *report;
	struct hr_tailoring *tailoring; /* NULL: none; owned by the settings' arena */
	const char *schema;             /* path of report.xsd */
	const struct hr_override *overrides;
	size_t override_count;
	struct hr_journal *journal; /* keep.h; NULL: what is seen goes to the report at once */
	const char *keep_path;      /* where the report of that journal will be */
	const char *keep_verb;      /* that resumes it */
	bool keeps_something;       /* the journal holds more than its beginning */
	bool collected;             /* all that was asked for was looked at, though other shards may be missing */
};

/* A file or folder of the installation: "lib/hybridready/checks" beside the bin folder of this program. False: why. */
bool hr_program_path(struct hr_arena *arena, const char *relative, const char **path, struct hr_error *why) HR_MUST_USE;

/* Loads modules, catalog, texts and overrides. hr_program_close() frees what was loaded, also after a failure. */
bool hr_program_open(struct hr_program *program, const struct hr_settings *settings, struct hr_error *why) HR_MUST_USE;
/* Catalog and overrides alone, and the texts if they are wanted: what `probe` needs. */
bool hr_program_open_catalog(struct hr_program *program, const struct hr_settings *settings, bool texts,
                             struct hr_error *why) HR_MUST_USE;
void hr_program_close(struct hr_program *program);

/* One argument, the report. */
bool hr_takes_one_report(const struct hr_settings *settings, struct hr_error *why) HR_MUST_USE;

/* Reads and checks --tailoring, if it is given; needs the modules. hr_program_open() does it. */
bool hr_program_tailor(struct hr_program *program, struct hr_error *why) HR_MUST_USE;

/* A new report, or the one at settings->arguments.at[0]. */
bool hr_program_start(struct hr_program *program, struct hr_error *why) HR_MUST_USE;
bool hr_program_read(struct hr_program *program, struct hr_error *why) HR_MUST_USE;
/* The same where further arguments may follow. */
bool hr_program_read_first(struct hr_program *program, struct hr_error *why) HR_MUST_USE;
/* The report in a file of that name. */
bool hr_program_read_file(struct hr_program *program, const char *path, struct hr_error *why) HR_MUST_USE;

/* A report that was made in memory becomes the program's own, which frees it; its run gets an id if it has none. */
bool hr_program_adopt(struct hr_program *program, struct hr_report *report, struct hr_error *why) HR_MUST_USE;

/* The stages. Those that look at servers keep what they see (keep.h); discover, collect and assess leave the report
 * indexed. */
bool hr_stage_discover(struct hr_program *program, struct hr_error *why) HR_MUST_USE;
bool hr_stage_collect(struct hr_program *program, struct hr_error *why) HR_MUST_USE;
/* The middle of it: do these tasks, keep what was seen. */
bool hr_stage_probe(struct hr_program *program, const struct hr_tasks *tasks, struct hr_error *why) HR_MUST_USE;
bool hr_stage_assess(struct hr_program *program, struct hr_error *why) HR_MUST_USE;
/* The tasks with what --ports says. */
struct hr_tasks hr_stage_ports(const struct hr_settings *settings, struct hr_tasks tasks);
/* The way to Microsoft 365, for --service (path.c). */
bool hr_stage_path(struct hr_program *program, struct hr_error *why) HR_MUST_USE;
/*
 * For --registry (registry.c): first of all, whether it can be done, and as whom; then the reading. The caller wipes
 * *who in any case.
 */
bool hr_registry_ask(const struct hr_settings *settings, struct hr_credentials *who, struct hr_error *why) HR_MUST_USE;
bool hr_stage_registry(struct hr_program *program, const struct hr_organisation *servers, struct hr_credentials *who,
                       struct hr_error *why) HR_MUST_USE;
/* How to look, from the settings. */
struct hr_probe_options hr_stage_probe_options(const struct hr_program *program);
/* Writes to -o, else `otherwise`. */
bool hr_stage_write(struct hr_program *program, const char *otherwise, struct hr_error *why) HR_MUST_USE;

/*
 * Can a file be put there, and is no other process about to? Asked before long work, so that it is not lost at the end,
 * and before a journal is opened there (report/journal.h). "-" is always good.
 */
bool hr_output_check(const char *path, struct hr_error *why) HR_MUST_USE;

/* Becomes true on Ctrl-C, SIGTERM or SIGHUP: what was seen so far is kept, the report says complete="false". */
extern volatile bool hr_stop_requested;
void hr_stop_on_signals(void);

/* Progress and notes on standard error; nothing under --quiet. */
void hr_say(const struct hr_settings *settings, const char *format, ...) HR_PRINTF(2, 3);
/* A line that replaces itself on a terminal; elsewhere only with --progress, as lines. */
void hr_say_progress(const struct hr_settings *settings, bool last, const char *format, ...) HR_PRINTF(3, 4);
/* An error, always. */
void hr_say_error(const char *verb, const struct hr_error *why);

/* May colour be used on that stream? (a terminal, no NO_COLOR, no --no-color, TERM not dumb) */
bool hr_may_color(const struct hr_settings *settings, int descriptor);

/* The verdicts and what is not ready, for people, on standard output. */
void hr_summary_print(const struct hr_program *program, const char *path);
/* What was left out of the verdicts, and what the tailoring names in vain; nothing for NULL. */
void hr_tailoring_print(const struct hr_tailoring *tailoring);
/* By the contract: what is waived counts, unless --accept-waivers. */
enum hr_exit hr_summary_exit(const struct hr_program *program);

/* The verbs: exit status, or false in *good with *why. */
int hr_verb_run(const struct hr_settings *settings, struct hr_error *why);
int hr_verb_discover(const struct hr_settings *settings, struct hr_error *why);
int hr_verb_collect(const struct hr_settings *settings, struct hr_error *why);
int hr_verb_assess(const struct hr_settings *settings, struct hr_error *why);
int hr_verb_render(const struct hr_settings *settings, struct hr_error *why);
int hr_verb_diff(const struct hr_settings *settings, struct hr_error *why);
int hr_verb_probe(const struct hr_settings *settings, struct hr_error *why);
int hr_verb_import(const struct hr_settings *settings, struct hr_error *why);
int hr_verb_listen(const struct hr_settings *settings, struct hr_error *why);
int hr_verb_watch(const struct hr_settings *settings, struct hr_error *why);
int hr_verb_merge(const struct hr_settings *settings, struct hr_error *why);
int hr_verb_checks(const struct hr_settings *settings, struct hr_error *why);

/* render --format reg. */
bool hr_render_reg(const struct hr_settings *settings, struct hr_error *why) HR_MUST_USE;

/* The exit status that goes with an error: 64 for wrong usage, else 3. */
int hr_exit_of(const struct hr_error *why);

#endif
