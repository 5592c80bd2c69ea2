/* listen: the outbound canary. */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "cli/keep.h"
#include "cli/program.h"
#include "model/names.h"
#include "observe/commands.h"
#include "observe/roster_log.h"
#include "report/file.h"
#include "report/output.h"

#define COMMANDS_MAX ((size_t)64 << 20)
#define OFFER_NOTE "offer" /* a note of the journal: that word, then a row of the roster */
#define REPEAT_SECONDS 600 /* after which it is noted how often an offer came; what is new is noted at once */

struct listening {
	const struct hr_settings *settings;
	struct hr_canary_place places[HR_CANARY_LISTEN_MAX];
	size_t place_count;
	struct hr_roster *roster;
	size_t told; /* offers that were said */
	struct hr_program *program;
	struct hr_error *why;
	int64_t ticked_at;
	/* What of each offer stands in the journal. */
	struct noted {
		uint64_t calls;
		int64_t at;
		uint16_t version;
	} noted[HR_ROSTER_OFFERS_MAX];
};

/* "192.0.2.1:443", "[2001:db8::1]:443", "0.0.0.0:25". */
static bool read_place(struct listening *l, enum hr_service service, const char *word, struct hr_error *why)
{
	uint8_t raw[16];
	uint64_t port = 0;
	const char *colon = strrchr(word, ':');
	size_t length = colon == NULL ? 0 : (size_t)(colon - word);
	bool six = length > 2 && word[0] == '[' && word[length - 1] == ']';
	char *address = hr_arena_copy(l->settings->arena, six ? word + 1 : word, six ? length - 2 : length);
	if (address == NULL)
		return hr_fail_memory(why);
	if (colon == NULL || inet_pton(six ? AF_INET6 : AF_INET, address, raw) != 1 ||
	    !hr_text_number(colon + 1, 65535, &port) || port == 0)
		return hr_fail(why, HR_E_USAGE, "--%s %s: wanted ADDRESS:PORT or [ADDRESS]:PORT, such as 0.0.0.0:443",
		               hr_service_name(service), word);
	if (l->place_count == HR_CANARY_LISTEN_MAX)
		return hr_fail(why, HR_E_USAGE, "more than %d addresses to listen on", HR_CANARY_LISTEN_MAX);
	l->places[l->place_count++] =
	        (struct hr_canary_place){.address = address, .port = (uint16_t)port, .service = service};
	return true;
}

static bool read_places(struct listening *l, struct hr_error *why)
{
	const struct hr_settings *s = l->settings;
	const struct {
		const struct hr_list *list;
		enum hr_service service;
	} kinds[] = {{&s->https, HR_SERVICE_HTTPS}, {&s->smtp, HR_SERVICE_SMTP}, {&s->sip, HR_SERVICE_SIP}};
	for (size_t i = 0; i < HR_COUNT(kinds); i++) {
		for (size_t k = 0; k < kinds[i].list->count; k++) {
			if (!read_place(l, kinds[i].service, kinds[i].list->at[k], why))
				return false;
		}
	}
	if (l->place_count == 0)
		return hr_fail(why, HR_E_USAGE, "nothing to listen on: give --https, --smtp or --sip ADDRESS:PORT");
	if ((s->certificate == NULL) != (s->key == NULL))
		return hr_fail(why, HR_E_USAGE, "--certificate and --key belong together: give both or neither");
	return true;
}

static void on_ready(void *context)
{
	const struct listening *l = context;
	for (size_t i = 0; i < l->place_count; i++)
		hr_say(l->settings, "listening for %s on %s port %u", hr_service_name(l->places[i].service),
		       l->places[i].address, (unsigned)l->places[i].port);
	hr_say(l->settings, "%s",
	       l->settings->seconds > 0 ? "Ctrl-C ends it early; what was seen is kept"
	                                : "Ctrl-C ends it; what was seen is kept");
}

/* Says each offer once, when it comes first. */
static void on_noted(void *context, const struct hr_roster *roster)
{
	struct listening *l = context;
	for (; l->told < roster->offered_count; l->told++) {
		const struct hr_offered *row = &roster->offered[l->told];
		const char *version = hr_offer_version(row->version);
		hr_say(l->settings, "%s called (%s): offers TLS %s, %s%s",
		       roster->organisation->servers[row->server].id, row->program, row->offer.versions,
		       version == NULL ? "nothing agreed: " : "agreed on ", version == NULL ? row->failure : version);
	}
}

static bool note_row(struct listening *l, const struct hr_roster *roster, size_t index, int64_t now)
{
	const struct hr_offered *row = &roster->offered[index];
	const char *fields[1 + HR_OFFERED_FIELDS] = {OFFER_NOTE};
	struct hr_offered_text text;
	hr_offered_write(roster, index, &text);
	memcpy(fields + 1, text.fields, sizeof text.fields);
	l->noted[index] = (struct noted){.calls = row->calls, .at = now, .version = row->version};
	return hr_keep_note(l->program, fields, HR_COUNT(fields), l->why);
}

/* Once a second: the journal gets what is new. */
static bool on_tick(void *context, const struct hr_roster *roster)
{
	struct listening *l = context;
	int64_t now = hr_clock_now();
	if (now == l->ticked_at)
		return true;
	l->ticked_at = now;
	for (size_t i = 0; i < roster->offered_count; i++) {
		const struct hr_offered *row = &roster->offered[i];
		const struct noted *noted = &l->noted[i];
		bool repeated = row->calls != noted->calls && now - noted->at >= REPEAT_SECONDS;
		if ((noted->calls == 0 || row->version != noted->version || repeated) && !note_row(l, roster, i, now))
			return false;
	}
	return hr_journal_sync(l->program->journal, l->why);
}

static bool restore_row(void *context, const char *const *fields, size_t count, struct hr_error *why)
{
	struct listening *l = context;
	return count == 0 || strcmp(fields[0], OFFER_NOTE) != 0 ||
	       hr_roster_restore(l->roster, fields + 1, count - 1, why);
}

/* What was heard before this was killed. */
static bool restore(struct listening *l, struct hr_error *why)
{
	if (!l->settings->resume)
		return true;
	if (!hr_journal_notes(l->program->journal, restore_row, l, why))
		return false;
	for (size_t i = 0; i < l->roster->offered_count; i++) {
		const struct hr_offered *row = &l->roster->offered[i];
		l->noted[i] = (struct noted){.calls = row->calls, .at = row->last, .version = row->version};
	}
	l->told = l->roster->offered_count;
	hr_say(l->settings, "%zu different offers were heard before", l->told);
	return true;
}

/* The name by which servers reach this machine when it listens on all its addresses. */
static const char *own_name(const struct hr_settings *s)
{
	char name[256];
	if (gethostname(name, sizeof name) != 0 || memchr(name, '\0', sizeof name) == NULL || !hr_text_is_host(name))
		return "THIS-MACHINE";
	const char *copy = hr_arena_string(s->arena, name);
	return copy == NULL ? "THIS-MACHINE" : copy;
}

static bool write_commands(const struct listening *l, struct hr_error *why)
{
	const struct hr_settings *s = l->settings;
	struct hr_buffer text = {.ceiling = COMMANDS_MAX};
	struct hr_output output;
	bool good = true;
	hr_commands_write(l->roster, l->places, l->place_count, own_name(s), &text);
	if (text.failed) {
		good = hr_fail_memory(why);
	} else if (s->commands != NULL) {
		good = hr_output_open(&output, s->commands, why);
		if (good) {
			(void)!hr_output_write(&output, text.data, text.length); /* commit says what went wrong */
			good = hr_output_commit(&output, why);
		}
	} else if (!s->quiet) {
		(void)fwrite(text.data, 1, text.length, stdout);
		(void)fflush(stdout);
	}
	hr_buffer_free(&text);
	return good;
}

static void say_end(const struct listening *l, const struct hr_canary_counts *counts)
{
	struct hr_buffer text = {.ceiling = COMMANDS_MAX};
	hr_roster_status(l->roster, &text);
	hr_say(l->settings, "%llu connections, %llu hellos, %llu handshakes; %llu sent something else, %llu nothing",
	       (unsigned long long)counts->connections, (unsigned long long)counts->hellos,
	       (unsigned long long)counts->handshakes, (unsigned long long)counts->garbage,
	       (unsigned long long)(counts->silent + counts->evicted));
	if (!text.failed && text.length > 0)
		hr_say(l->settings, "%.*s", (int)(text.length - 1), text.data);
	hr_buffer_free(&text);
}

static bool hear(struct listening *l, struct hr_program *program, struct hr_error *why)
{
	const struct hr_settings *s = l->settings;
	struct hr_roster roster = {.arena = program->report->arena,
	                           .organisation = &program->report->organisation,
	                           .catalog = hr_catalog_rows(program->catalog)};
	const struct hr_canary_options options = {.places = l->places,
	                                          .place_count = l->place_count,
	                                          .certificate = s->certificate,
	                                          .key = s->key,
	                                          .seconds = s->seconds,
	                                          .callers = s->concurrency,
	                                          .stop = &hr_stop_requested,
	                                          .now = hr_clock_now,
	                                          .names = {.overrides = program->overrides,
	                                                    .override_count = program->override_count,
	                                                    .nameserver = s->nameserver},
	                                          .context = l,
	                                          .ready = on_ready,
	                                          .noted = on_noted,
	                                          .tick = on_tick};
	struct hr_canary_counts counts;
	l->roster = &roster;
	l->program = program;
	l->why = why;
	if (!restore(l, why) || !write_commands(l, why) || !hr_canary_run(&options, &roster, &counts, why))
		return false;
	say_end(l, &counts);
	return hr_roster_tell(&roster, program->report, why) && hr_report_index(program->report, why);
}

int hr_verb_listen(const struct hr_settings *settings, struct hr_error *why)
{
	struct hr_program program = {.settings = settings};
	struct listening *l = hr_arena_take(settings->arena, sizeof *l);
	const char *path = settings->output != NULL ? settings->output : settings->arguments.at[0];
	if (l == NULL && !hr_fail_memory(why))
		return hr_exit_of(why);
	l->settings = settings;
	(void)signal(SIGPIPE, SIG_IGN); /* a caller that hangs up is no reason to end */
	bool good = read_places(l, why) && hr_program_open(&program, settings, why) &&
	            hr_takes_one_report(settings, why) && hr_output_check(path, why) &&
	            (settings->commands == NULL || hr_output_check(settings->commands, why)) &&
	            hr_keep_open(&program, path, "listen", why) && hr_keep_read(&program, why) &&
	            hr_keep_begin(&program, why) && hear(l, &program, why);
	if (good) /* findings of older evidence would be taken for findings of this one */
		hr_report_clear_assessment(program.report);
	good = good && hr_stage_write(&program, settings->arguments.at[0], why) && hr_keep_end(&program, true, why);
	if (!good)
		hr_keep_fail(&program);
	if (good && !settings->quiet && settings->output == NULL)
		(void)printf("Evidence added: %s   (next: hybridready assess %s)\n", settings->arguments.at[0],
		             settings->arguments.at[0]);
	hr_program_close(&program);
	return good ? HR_EXIT_READY : hr_exit_of(why);
}
