/* --registry of collect and run: the registry of each machine of the inventory, over SMB. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "cli/keep.h"
#include "registry/remote.h"

#define READER "libexec/hybridready/hybridready-registry"
#define TICKET_MS 30000

/* --- before anything is looked at: can it be done, and as whom? --- */

static bool find_reader(const struct hr_settings *settings, const char **path, struct hr_error *why)
{
	struct stat status;
	if (!hr_program_path(settings->arena, READER, path, why))
		return false;
	if (stat(*path, &status) != 0)
		return hr_fail(why, HR_E_USAGE,
		               "--registry: this build cannot read registries over SMB, for libsmbclient was not there "
		               "when it was built (%s: %s). Bring exports instead: hybridready import REPORT FILE...",
		               *path, strerror(errno));
	if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return hr_fail(why, HR_E_FILE,
		               "%s: others may write to it, and it would be given a password; chmod go-w it", *path);
	return access(*path, X_OK) == 0 || hr_fail(why, HR_E_FILE, "%s: %s", *path, strerror(errno));
}

static bool is_consistent(const struct hr_settings *s, struct hr_error *why)
{
	bool ticket = s->smb_kerberos || s->smb_keytab != NULL;
	if (!s->registry)
		return (s->smb_user == NULL && s->smb_password_file == NULL && !ticket) ||
		       hr_fail(why, HR_E_USAGE,
		               "--smb-user, --smb-password-file, --smb-kerberos and --smb-keytab go with "
		               "--registry");
	if (s->smb_user == NULL)
		return hr_fail(why, HR_E_USAGE, "--registry: as whom? Give --smb-user NAME");
	if (!hr_text_is_printable(s->smb_user) || s->smb_user[0] == '-')
		return hr_fail(why, HR_E_USAGE, "--smb-user %s: no user has such a name", s->smb_user);
	if (ticket && s->smb_password_file != NULL)
		return hr_fail(why, HR_E_USAGE, "give a password or a Kerberos ticket, not both");
	return !ticket || strchr(s->smb_user, '@') != NULL ||
	       hr_fail(why, HR_E_USAGE, "--smb-user %s: for Kerberos wanted NAME@REALM, as klist shows it",
	               s->smb_user);
}

bool hr_registry_ask(const struct hr_settings *settings, struct hr_credentials *who, struct hr_error *why)
{
	const char *path = NULL;
	*who = (struct hr_credentials){.user = settings->smb_user,
	                               .kerberos = settings->smb_kerberos || settings->smb_keytab != NULL};
	if (!is_consistent(settings, why))
		return false;
	if (!settings->registry)
		return true;
	if (!find_reader(settings, &path, why))
		return false;
	if (settings->smb_keytab != NULL)
		return hr_ticket_fetch(&who->ticket, settings->smb_keytab, who->user, TICKET_MS, why);
	return who->kerberos || hr_credentials_read(who, settings->smb_password_file, why);
}

/* --- which machines --- */

/* A farm's name leads to one of its members today and to another tomorrow. */
static bool is_machine(const struct hr_server *server)
{
	bool farm = false;
	for (const char *role = server->roles; *role != '\0';) {
		size_t length = strcspn(role, " ");
		if (length == 4 && strncmp(role, "farm", length) == 0)
			farm = true;
		else if (length != 4 || strncmp(role, "edge", length) != 0)
			return true;
		role += length + (role[length] == ' ');
	}
	return !farm;
}

struct stage {
	struct hr_program *program;
	const struct hr_organisation *servers; /* of this shard */
	struct hr_remote_host *hosts;
	size_t count, done_before; /* by the run that is resumed */
};

/* What a machine is called in the journal. */
static const char *task_name(const char *host, char name[static HR_TASK_NAME_MAX])
{
	(void)snprintf(name, HR_TASK_NAME_MAX, "registry:%s", host);
	return name;
}

/* One machine may be several servers of the inventory: `first` is the first of them. */
static bool add_machine(struct stage *stage, size_t first, struct hr_error *why)
{
	const struct hr_organisation *all = stage->servers;
	const char *name = all->servers[first].name;
	const char **ids = hr_arena_take(stage->program->report->arena, all->server_count * sizeof *ids);
	struct hr_remote_host *host = &stage->hosts[stage->count++];
	if (ids == NULL)
		return hr_fail_memory(why);
	*host = (struct hr_remote_host){.name = name, .servers = ids};
	for (size_t i = first; i < all->server_count; i++)
		if (strcmp(all->servers[i].name, name) == 0)
			ids[host->server_count++] = all->servers[i].id;
	return true;
}

static bool is_listed(const struct stage *stage, const char *name)
{
	for (size_t i = 0; i < stage->count; i++)
		if (strcmp(stage->hosts[i].name, name) == 0)
			return true;
	return false;
}

static bool list_machines(struct stage *stage, struct hr_error *why)
{
	const struct hr_organisation *all = stage->servers;
	char task[HR_TASK_NAME_MAX];
	stage->hosts = hr_arena_take(stage->program->report->arena, (all->server_count + 1) * sizeof *stage->hosts);
	if (stage->hosts == NULL)
		return hr_fail_memory(why);
	for (size_t i = 0; i < all->server_count; i++) {
		const struct hr_server *server = &all->servers[i];
		if (!is_machine(server) || is_listed(stage, server->name))
			continue;
		if (hr_keep_is_done(stage->program, task_name(server->name, task)))
			stage->done_before++;
		else if (!add_machine(stage, i, why))
			return false;
	}
	return true;
}

/* --- reading --- */

static bool keep(void *context, const struct hr_remote_host *host, const struct hr_observation *seen,
                 struct hr_error *why)
{
	const struct stage *stage = context;
	char task[HR_TASK_NAME_MAX];
	return hr_keep_fact(stage->program, task_name(host->name, task), seen, why);
}

static bool note_done(void *context, const struct hr_remote_host *host, const struct hr_remote_counts *counts,
                      struct hr_error *why)
{
	const struct stage *stage = context;
	char task[HR_TASK_NAME_MAX];
	hr_say_progress(stage->program->settings, false, "registry: %zu of %zu servers (%s)", counts->done,
	                counts->hosts, host->name);
	return hr_keep_done(stage->program, task_name(host->name, task), why);
}

bool hr_stage_registry(struct hr_program *program, const struct hr_organisation *servers, struct hr_credentials *who,
                       struct hr_error *why)
{
	const struct hr_settings *settings = program->settings;
	struct stage stage = {.program = program, .servers = servers};
	struct hr_probe_options network = hr_stage_probe_options(program);
	struct hr_remote_options options = {.who = who,
	                                    .network = &network,
	                                    .now = hr_clock_now,
	                                    .context = &stage,
	                                    .keep = keep,
	                                    .done = note_done};
	struct hr_remote_counts counts;
	if (!find_reader(settings, &options.program, why) || !list_machines(&stage, why))
		return false;
	if (stage.done_before > 0)
		hr_say(settings, "the registry of %zu servers was read before", stage.done_before);
	network.timeout_ms = network.timeout_ms == 0 ? 10000 : network.timeout_ms;
	(void)signal(SIGPIPE, SIG_IGN); /* a reader that ends early is no reason to end */
	if (!hr_remote_read(program->report, hr_catalog_rows(program->catalog), stage.hosts, stage.count, &options,
	                    &counts, why))
		return false;
	hr_say_progress(settings, true, "read the registry of %zu of %zu servers", counts.read, counts.hosts);
	program->report->run.complete = program->report->run.complete && counts.done == counts.hosts;
	program->report->run.finished = hr_clock_now();
	return true;
}
