#include "cli/keep.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/crc32c.h"
#include "base/text.h"
#include "model/names.h"
#include "report/file.h"
#include "report/output.h"

/* --- open --- */

#define COMMAND_MAX 600

/* The command that goes on with the journal, but for the options that change what is looked at. */
static const char *command(const struct hr_program *program, const char *verb, char text[static COMMAND_MAX])
{
	const struct hr_settings *s = program->settings;
	bool elsewhere = s->arguments.count > 0 && s->output != NULL;
	(void)snprintf(text, COMMAND_MAX, "hybridready %s %s%s%s --resume", verb,
	               s->arguments.count > 0 ? s->arguments.at[0] : program->keep_path, elsewhere ? " -o " : "",
	               elsewhere ? s->output : "");
	return text;
}

/* One that cannot be gone on with, or was not asked to be. */
static bool refuse(const struct hr_program *program, struct hr_error *why)
{
	char text[COMMAND_MAX];
	const char *verb = hr_journal_head(program->journal)->verb;
	const char *path = hr_journal_path(program->journal);
	if (hr_journal_found(program->journal) == HR_JOURNAL_UNREADABLE)
		return hr_fail(why, HR_E_FORMAT,
		               "%s: found something that is no journal, or whose beginning is garbled; look at it, and "
		               "remove it or start anew with --restart",
		               path);
	return hr_fail(why, HR_E_FILE,
	               "%s: \"%s\" did not come to its end here and what it saw is kept; go on with \"%s\", or throw "
	               "it away with --restart",
	               path, verb, command(program, verb, text));
}

static bool may_resume(const struct hr_program *program, const char *verb, struct hr_error *why)
{
	enum hr_journal_state found = hr_journal_found(program->journal);
	if (found == HR_JOURNAL_NEW)
		return hr_fail(why, HR_E_FILE,
		               "%s: nothing to resume: there is no journal beside it; leave --resume out",
		               program->keep_path);
	return (found == HR_JOURNAL_UNFINISHED && strcmp(hr_journal_head(program->journal)->verb, verb) == 0) ||
	       refuse(program, why);
}

bool hr_keep_open(struct hr_program *program, const char *path, const char *verb, struct hr_error *why)
{
	const struct hr_settings *s = program->settings;
	if (s->resume && s->restart)
		return hr_fail(why, HR_E_USAGE, "give --resume or --restart, not both");
	program->keep_path = path;
	program->keep_verb = verb;
	if (!hr_journal_open(path, hr_clock_now, &program->journal, why))
		return false;
	if (s->resume)
		return may_resume(program, verb, why);
	return s->restart || hr_journal_found(program->journal) == HR_JOURNAL_NEW || refuse(program, why);
}

/* --- the report, or the inventory of a run that did not come to write one --- */

/* NULL if there can be none (no name, no memory). */
static const char *inventory_path(const struct hr_program *program)
{
	const char *path = hr_journal_path(program->journal);
	return *path == '\0' ? NULL : hr_arena_printf(program->settings->arena, "%s.inventory", path);
}

bool hr_keep_inventory(struct hr_program *program, struct hr_error *why)
{
	const char *path = inventory_path(program);
	if (path == NULL)
		return *hr_journal_path(program->journal) == '\0' || hr_fail_memory(why);
	return hr_report_write(program->report, path, why);
}

static bool is_its_report(const struct hr_program *program)
{
	return program->report != NULL && strcmp(program->report->run.id, hr_journal_head(program->journal)->run) == 0;
}

bool hr_keep_read(struct hr_program *program, struct hr_error *why)
{
	if (!program->settings->resume)
		return hr_program_read(program, why);
	const char *inventory = inventory_path(program);
	bool read = hr_program_read(program, why);
	if (read && is_its_report(program))
		return true;
	if (inventory == NULL || access(inventory, F_OK) != 0)
		return read ? hr_fail(why, HR_E_FILE,
		                      "%s: belongs to run \"%s\", found run \"%s\" in %s; collect that anew with "
		                      "--restart",
		                      hr_journal_path(program->journal), hr_journal_head(program->journal)->run,
		                      program->report->run.id, program->settings->arguments.at[0])
		            : false;
	hr_report_free(program->report);
	program->report = NULL;
	if (!hr_program_read_file(program, inventory, why))
		return false;
	return is_its_report(program) ||
	       hr_fail(why, HR_E_FILE, "%s: belongs to another run than %s; collect anew with --restart", inventory,
	               hr_journal_path(program->journal));
}

/* --- begin --- */

/* The options that change what is looked at, as text; addresses as a checksum, because they may be many. */
static bool options_text(const struct hr_program *program, struct hr_buffer *text)
{
	const struct hr_settings *s = program->settings;
	uint32_t names = hr_crc32c(0, s->nameserver, s->nameserver == NULL ? 0 : strlen(s->nameserver));
	for (size_t i = 0; i < program->override_count; i++) {
		const struct hr_override *o = &program->overrides[i];
		names = hr_crc32c(hr_crc32c(names, o->host, strlen(o->host) + 1), o->address, strlen(o->address) + 1);
	}
	hr_buffer_printf(text, "--cloud %s", program->report->run.cloud);
	for (size_t i = 0; i < s->port_count; i++)
		hr_buffer_printf(text, " --ports %s=%u", hr_service_name(s->ports[i].service),
		                 (unsigned)s->ports[i].port);
	if (s->shard.count != 0)
		hr_buffer_printf(text, " --shard %u/%u", s->shard.number, s->shard.count);
	if (s->deep)
		hr_buffer_text(text, " --deep");
	if (s->shard.count > 0)
		hr_buffer_printf(text, " --shard %u/%u", s->shard.number, s->shard.count);
	if (names != 0)
		hr_buffer_printf(text, ", addresses by --resolve, --hosts or --nameserver (%08" PRIx32 ")", names);
	return !text->failed;
}

static bool resume(struct hr_program *program, const char *options, struct hr_error *why)
{
	uint64_t offset = 0;
	const char *path = hr_journal_path(program->journal);
	const char *before = hr_journal_head(program->journal)->options;
	if (strcmp(before, options) != 0)
		return hr_fail(
		        why, HR_E_USAGE,
		        "%s: was begun with other options: found \"%.300s\", now \"%.300s\"; give the same, or throw "
		        "away what was seen with --restart",
		        path, before, options);
	uint64_t damage = hr_journal_damage(program->journal, &offset);
	if (damage > 0)
		hr_say(program->settings,
		       "%s: the last %" PRIu64 " bytes, from byte %" PRIu64
		       " on, are torn or garbled and do not count; what they were about is looked at again",
		       path, damage, offset);
	return hr_journal_resume(program->journal, why);
}

bool hr_keep_begin(struct hr_program *program, struct hr_error *why)
{
	struct hr_buffer options = {.ceiling = HR_NAME_MAX};
	bool good = options_text(program, &options) || hr_fail_memory(why);
	const struct hr_journal_head head = {
	        .verb = program->keep_verb, .run = program->report->run.id, .options = options.data};
	good = good && (program->settings->resume ? resume(program, options.data, why)
	                                          : hr_journal_begin(program->journal, &head, why));
	hr_buffer_free(&options);
	return good;
}

/* --- on the way --- */

const char *hr_task_name(const char *prefix, const struct hr_task *task, char name[static HR_TASK_NAME_MAX])
{
	(void)snprintf(name, HR_TASK_NAME_MAX, "%s%s:%u/%s", prefix, task->host, (unsigned)task->port,
	               hr_service_name(task->service));
	return name;
}

bool hr_keep_fact(struct hr_program *program, const char *task, const struct hr_observation *seen, struct hr_error *why)
{
	return program->journal != NULL ? hr_journal_fact(program->journal, task, seen, why)
	                                : hr_report_add_fact(program->report, seen, why);
}

bool hr_keep_done(struct hr_program *program, const char *task, struct hr_error *why)
{
	if (program->journal == NULL)
		return true;
	bool kept = hr_journal_done(program->journal, task, why);
	program->keeps_something |= kept;
	return kept;
}

bool hr_keep_note(struct hr_program *program, const char *const *fields, size_t count, struct hr_error *why)
{
	program->keeps_something = true;
	return hr_journal_note(program->journal, fields, count, why);
}

bool hr_keep_is_done(const struct hr_program *program, const char *task)
{
	return program->journal != NULL && program->settings->resume && hr_journal_is_done(program->journal, task);
}

bool hr_keep_remaining(const struct hr_program *program, const char *prefix, struct hr_tasks *tasks,
                       struct hr_error *why)
{
	char name[HR_TASK_NAME_MAX];
	size_t count = 0;
	struct hr_task *left = hr_arena_take(program->settings->arena, (tasks->count + 1) * sizeof *left);
	if (left == NULL)
		return hr_fail_memory(why);
	for (size_t i = 0; i < tasks->count; i++)
		if (!hr_keep_is_done(program, hr_task_name(prefix, &tasks->at[i], name)))
			left[count++] = tasks->at[i];
	*tasks = (struct hr_tasks){.at = left, .count = count};
	return true;
}

/* --- the end --- */

bool hr_keep_fold(struct hr_program *program, struct hr_error *why)
{
	size_t strays = 0;
	if (program->journal == NULL)
		return true;
	if (!hr_journal_fold(program->journal, program->report, &strays, why))
		return false;
	if (strays > 0)
		hr_say(program->settings, "%zu facts are about servers that the inventory no longer has; left out",
		       strays);
	return true;
}

static bool remove_inventory(const struct hr_program *program, struct hr_error *why)
{
	const char *inventory = inventory_path(program);
	return inventory == NULL || unlink(inventory) == 0 || errno == ENOENT ||
	       hr_fail(why, HR_E_FILE, "%s: cannot remove: %s", inventory, strerror(errno));
}

static void say_kept(const struct hr_program *program)
{
	char text[COMMAND_MAX];
	if (*hr_journal_path(program->journal) != '\0')
		hr_say(program->settings, "what was seen is kept; \"%s\" goes on from there, with the same options",
		       command(program, program->keep_verb, text));
}

bool hr_keep_end(struct hr_program *program, bool complete, struct hr_error *why)
{
	/* In this order: an inventory without a journal would be of no use to anybody. */
	if (!remove_inventory(program, why))
		return false;
	if (complete)
		return hr_journal_remove(program->journal, why);
	say_kept(program);
	return true;
}

void hr_keep_fail(struct hr_program *program)
{
	struct hr_error ignored;
	if (program->journal == NULL || !hr_journal_is_begun(program->journal))
		return;
	if (program->keeps_something || program->settings->resume)
		say_kept(program);
	else if (remove_inventory(program, &ignored))
		(void)!hr_journal_remove(program->journal, &ignored); /* if it stays, the next run says so */
}
