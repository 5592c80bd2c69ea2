/* What the command line says. */
#ifndef HR_CLI_SETTINGS_H
#define HR_CLI_SETTINGS_H

#include "base/arena.h"
#include "hybridready/model.h"
#include "model/shard.h"
#include "probe/probe.h"

#define HR_LIST_MAX 256

struct hr_list {
	const char *at[HR_LIST_MAX];
	size_t count;
};

/* Where --ports sends the probes of a service instead of its usual port. */
struct hr_port_override {
	enum hr_service service;
	uint16_t port;
};

struct hr_settings {
	struct hr_arena *arena;
	const char *verb;
	struct hr_list arguments; /* what is no option */
	struct hr_list ldif, topology, servers, resolve, hosts, targets;
	struct hr_port_override ports[16];
	size_t port_count;
	const char *ldap, *domain, *bind_dn, *password_file, *ca, *nameserver;
	const char *output;     /* -o; NULL = the verb's own */
	const char *format;     /* --format, NULL = the verb's own */
	const char *stylesheet; /* --stylesheet */
	const char *cloud, *language, *checks, *catalog;
	struct hr_list https, smtp, sip; /* ADDRESS:PORT that listen listens on */
	const char *server;              /* whose the files of import are */
	const char *since;               /* import: what logs say of earlier days is left out */
	const char *certificate, *key, *commands;
	enum hr_service service;            /* --service of probe */
	unsigned seconds;                   /* --for; 0 = until Ctrl-C */
	unsigned interval, restart_seconds; /* of watch; 0 = its own */
	const char *events;                 /* --events of watch */
	unsigned concurrency, per_host, rate, timeout_ms;
	bool gssapi, starttls, quiet, no_color, progress, help;
	bool explain, quick, fast; /* of probe */
	bool deep;                 /* of all that probe */
	bool path;                 /* --service of collect and run */
	bool resume, restart;      /* what an interrupted collect, listen or watch left */
	const char *tailoring;     /* of verbs that judge */
	struct hr_shard shard;     /* of run and collect */
	bool cloud_given;          /* `cloud` is the user's, not the default */
	bool accept_waivers;       /* the exit status is the verdict's, waived findings left out */
	const char *smb_user, *smb_password_file, *smb_keytab;
	bool registry, smb_kerberos; /* read registries over SMB */
};

/*
 * Reads argv. False (HR_E_USAGE): which word is wrong and what was wanted. Strings are borrowed from argv or owned by
 * settings->arena, which the caller frees.
 */
bool hr_settings_read(int argc, char **argv, struct hr_settings *settings, struct hr_error *why) HR_MUST_USE;

/* The overrides of --resolve and --hosts; owned by the arena. False: what is wrong, file and line. */
bool hr_settings_overrides(const struct hr_settings *settings, const struct hr_override **overrides, size_t *count,
                           struct hr_error *why) HR_MUST_USE;

#endif
