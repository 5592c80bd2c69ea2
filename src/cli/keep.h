/*
 * What a verb sees on its way into the report: into the journal beside it first (report/journal.h), so that a crash
 * costs what was under way and no more.
 *
 *     open (before anything is looked at) -> read, or inventory -> begin -> fact, done ... -> fold -> write -> end
 */
#ifndef HR_CLI_KEEP_H
#define HR_CLI_KEEP_H

#include "cli/program.h"
#include "report/journal.h"

#define HR_TASK_NAME_MAX 320

/* What a task is called in the journal: "fe01.contoso.com:443/https", with `prefix` before it. Returns `name`. */
const char *hr_task_name(const char *prefix, const struct hr_task *task, char name[static HR_TASK_NAME_MAX]);

/*
 * Opens the journal of the report that will be written to `path`. False: there is one already and neither --resume nor
 * --restart was given, or there is none to resume, or one of another verb, or another process has it.
 */
bool hr_keep_open(struct hr_program *program, const char *path, const char *verb, struct hr_error *why) HR_MUST_USE;

/*
 * Reads the report that the verb was given (as hr_program_read()). With --resume it must be the one that the journal is
 * of; where `run` had not come to writing it, the inventory that it left is read instead.
 */
bool hr_keep_read(struct hr_program *program, struct hr_error *why) HR_MUST_USE;

/* Writes the inventory of a run that is about to collect, so that it can be resumed. */
bool hr_keep_inventory(struct hr_program *program, struct hr_error *why) HR_MUST_USE;

/* Begins the journal, or goes on with it: the options that change what is looked at must be the same. */
bool hr_keep_begin(struct hr_program *program, struct hr_error *why) HR_MUST_USE;

/* As the functions of the journal; without one, facts go to the report at once. */
bool hr_keep_fact(struct hr_program *program, const char *task, const struct hr_observation *seen,
                  struct hr_error *why) HR_MUST_USE;
bool hr_keep_done(struct hr_program *program, const char *task, struct hr_error *why) HR_MUST_USE;
bool hr_keep_note(struct hr_program *program, const char *const *fields, size_t count,
                  struct hr_error *why) HR_MUST_USE;
bool hr_keep_is_done(const struct hr_program *program, const char *task);

/* Of `tasks` those that are not done yet; owned by the settings' arena. False: memory. */
bool hr_keep_remaining(const struct hr_program *program, const char *prefix, struct hr_tasks *tasks,
                       struct hr_error *why) HR_MUST_USE;

/* Puts what was kept into the report. It is to be indexed then. */
bool hr_keep_fold(struct hr_program *program, struct hr_error *why) HR_MUST_USE;

/* The report is written: removes the inventory, and the journal too if nothing is left to be done. */
bool hr_keep_end(struct hr_program *program, bool complete, struct hr_error *why) HR_MUST_USE;

/* After a failure: says that what was seen so far is kept, and how to go on; removes a journal that holds nothing yet.
 */
void hr_keep_fail(struct hr_program *program);

#endif
