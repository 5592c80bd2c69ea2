/*
 * From a directory, an LDIF file, a Skype topology or a list to the inventory. The same check modules' searches and
 * mappers serve LDAP and LDIF. Only reads; the bind secret never leaves this room.
 */
#ifndef HR_DISCOVER_DISCOVER_H
#define HR_DISCOVER_DISCOVER_H

#include "engine/modules.h"
#include "model/report.h"

struct hr_ldap_options {
	const char *uri;           /* ldaps://host[:port] or ldap://host[:port]; NULL with `domain` */
	const char *domain;        /* find a DC by the SRV record _ldap._tcp.dc._msdcs.<domain> */
	const char *bind_dn;       /* DN or user@domain; NULL = GSSAPI if asked for, else anonymous */
	const char *password_file; /* first line is the secret; file not readable by group or others */
	const char *ca_file;       /* PEM; NULL = the system's */
	const char *nameserver;    /* address[:port] for SRV; NULL = the system's */
	bool gssapi;
	bool starttls;
	unsigned timeout_ms;          /* per operation; 0 = 30000 */
	unsigned page_size;           /* 0 = 500 */
	const char *const *overrides; /* pairs host, address, ended by NULL: name resolution of the LDAP host */
};

/* Progress: which search, how many entries so far. May be NULL. */
typedef void hr_discover_progress(void *context, const char *search, size_t entries);

struct hr_discovery {
	struct hr_report *report; /* servers, facts (means directory or topology), notices, sources are added */
	const struct hr_modules *modules;
	int64_t now; /* `at` of every fact */
	hr_discover_progress *progress;
	void *context;
};

/*
 * The sources add up. A source that fails leaves the report as it was (a ceiling of the report aside). Operating
 * systems are looked up for all servers that the report holds by then: read lists and topologies before the directory.
 *
 * The fact directory.domain is present for a domain whose context was read whole; failed, with the reason, for one that
 * was not held, refused, cut short, or (LDIF) is there in parts only, without the domain object itself.
 * Notices: server-name-refused, endpoint-name-refused, computer-without-name, name-too-long, search-cut,
 * domain-not-read, no-configuration, directory-not-ad, skype-sql-server, office-online-url. Their detail says which.
 */

/* False: could not connect, verify, bind or read (HR_E_NETWORK, HR_E_TRUST, HR_E_REFUSED ...): what, where, what to do
 * next. */
bool hr_discover_ldap(const struct hr_discovery *discovery, const struct hr_ldap_options *options,
                      struct hr_error *why) HR_MUST_USE;

/* ldifde and ldapsearch dialects. False (HR_E_FILE, HR_E_FORMAT): file, line, found, wanted; the report is unchanged.
 */
bool hr_discover_ldif(const struct hr_discovery *discovery, const char *path, struct hr_error *why) HR_MUST_USE;

/* A Skype for Business topology: Get-CsTopology -AsXml, a .tbxml. False as above. */
bool hr_discover_topology(const struct hr_discovery *discovery, const char *path, struct hr_error *why) HR_MUST_USE;

/* Lines "host product role [service:port...]"; '#' starts a comment. Means: owner. False as above. */
bool hr_discover_servers(const struct hr_discovery *discovery, const char *path, struct hr_error *why) HR_MUST_USE;

#endif
