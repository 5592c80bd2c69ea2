#include "discover/ldap_session.h"

#include <sasl/sasl.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "discover/ldap_connect.h"
#include "discover/secret.h"

unsigned hr_ldap_timeout_ms(const struct hr_ldap_options *options)
{
	return options->timeout_ms == 0 ? 30000 : options->timeout_ms;
}

const char *hr_ldap_target_text(const struct hr_ldap_target *target, char out[static 300])
{
	bool is_ipv6 = strchr(target->host, ':') != NULL;
	(void)snprintf(out, 300, "%s://%s%s%s:%u", target->ldaps ? "ldaps" : "ldap", is_ipv6 ? "[" : "", target->host,
	               is_ipv6 ? "]" : "", (unsigned)target->port);
	return out;
}

const char *hr_ldap_said(LDAP *ld, char *out, size_t room)
{
	char *text = NULL;
	size_t used = 0;
	(void)ldap_get_option(ld, LDAP_OPT_DIAGNOSTIC_MESSAGE, &text);
	for (const char *c = text == NULL ? "" : text; *c != '\0' && used + 1 < room; c++)
		out[used++] = *c >= ' ' && *c < 0x7F ? *c : '?';
	out[used] = '\0';
	ldap_memfree(text);
	return out;
}

static bool uses_tls(const struct hr_ldap_options *options, bool ldaps)
{
	return ldaps || options->starttls;
}

bool hr_ldap_options_check(const struct hr_ldap_options *options, struct hr_error *why)
{
	struct hr_ldap_target target = {.ldaps = true};
	if (options->uri == NULL && options->domain == NULL)
		return hr_fail(why, HR_E_USAGE,
		               "neither an LDAP server (--ldap URI) nor a domain (--domain NAME) is named");
	if (options->uri != NULL && !hr_ldap_target_of(options, &target, why))
		return false;
	if (options->uri != NULL && target.ldaps && options->starttls)
		return hr_fail(why, HR_E_USAGE, "%s is TLS from the start: leave --starttls out, or use ldap://",
		               options->uri);
	if (options->gssapi && options->bind_dn != NULL)
		return hr_fail(why, HR_E_USAGE, "--gssapi binds with a Kerberos ticket: leave --bind-dn out");
	if (options->password_file != NULL && options->bind_dn == NULL)
		return hr_fail(why, HR_E_USAGE, "--password-file needs --bind-dn: whose password is it?");
	if (options->bind_dn != NULL && options->password_file == NULL)
		return hr_fail(why, HR_E_USAGE,
		               "--bind-dn needs --password-file: a file with the password in its first line");
	if (options->bind_dn != NULL && !uses_tls(options, target.ldaps))
		return hr_fail(why, HR_E_USAGE,
		               "%s: a password is not sent in clear text; use ldaps://, or --starttls, or --gssapi",
		               options->uri);
	return true;
}

bool hr_ldap_target_of(const struct hr_ldap_options *options, struct hr_ldap_target *target, struct hr_error *why)
{
	LDAPURLDesc *url = NULL;
	if (ldap_url_parse(options->uri, &url) != LDAP_URL_SUCCESS)
		return hr_fail(why, HR_E_USAGE,
		               "\"%s\" is no LDAP URI; wanted is ldaps://host[:port] or ldap://host[:port]",
		               options->uri);
	bool ldaps = strcmp(url->lud_scheme, "ldaps") == 0;
	bool ok = (ldaps || strcmp(url->lud_scheme, "ldap") == 0) && url->lud_host != NULL &&
	          hr_text_is_host(url->lud_host) && url->lud_port >= 0 && url->lud_port <= 65535;
	if (ok) {
		unsigned standard = ldaps ? 636 : 389;
		*target = (struct hr_ldap_target){
		        .port = (uint16_t)(url->lud_port == 0 ? standard : (unsigned)url->lud_port), .ldaps = ldaps};
		(void)snprintf(target->host, sizeof target->host, "%s", url->lud_host);
	}
	ldap_free_urldesc(url);
	return ok ||
	       hr_fail(why, HR_E_USAGE, "\"%s\": wanted is ldaps://host[:port] or ldap://host[:port]", options->uri);
}

/* --- binding --- */

static bool bind_failed(const struct hr_ldap_session *session, int code, const char *who, const char *said,
                        struct hr_error *why)
{
	char text[300];
	const char *next = "";
	enum hr_status status = HR_E_REFUSED;
	if (code == LDAP_INVALID_CREDENTIALS)
		next = "; check the name and the first line of the password file";
	else if (code == LDAP_STRONG_AUTH_REQUIRED || code == LDAP_CONFIDENTIALITY_REQUIRED)
		next = "; use ldaps://, --starttls or --gssapi";
	else if (code == LDAP_LOCAL_ERROR || code == LDAP_AUTH_UNKNOWN)
		next = "; is there a valid Kerberos ticket (klist), and is the server named as its service principal "
		       "is?";
	else if (code == LDAP_SERVER_DOWN || code == LDAP_TIMEOUT || code == LDAP_UNAVAILABLE || code == LDAP_BUSY)
		status = HR_E_NETWORK;
	return hr_fail(why, status, "%s: the bind as %.200s failed: %s%s%s%s",
	               hr_ldap_target_text(&session->target, text), who, ldap_err2string(code),
	               *said == '\0' ? "" : ": ", said, next);
}

static bool bind_simple(struct hr_ldap_session *session, struct hr_error *why)
{
	struct hr_secret secret;
	if (!hr_secret_read(session->options->password_file, &secret, why))
		return false;
	struct berval credential = {.bv_val = secret.text, .bv_len = secret.length};
	int code = ldap_sasl_bind_s(session->ld, session->options->bind_dn, LDAP_SASL_SIMPLE, &credential, NULL, NULL,
	                            NULL);
	char said[256];
	(void)hr_ldap_said(session->ld, said, sizeof said);
	/* A server knows the password now, and might say it again. */
	if (strstr(said, secret.text) != NULL)
		said[0] = '\0';
	hr_secret_wipe(&secret);
	return code == LDAP_SUCCESS || bind_failed(session, code, session->options->bind_dn, said, why);
}

/* Kerberos asks nothing: what it wants is in the ticket cache. */
static int answer_nothing(LDAP *ld, unsigned flags, void *defaults, void *questions)
{
	(void)ld;
	(void)flags;
	(void)defaults;
	for (sasl_interact_t *question = questions; question->id != SASL_CB_LIST_END; question++) {
		question->result = question->defresult == NULL ? "" : question->defresult;
		question->len = (unsigned)strlen(question->result);
	}
	return LDAP_SUCCESS;
}

static bool bind_gssapi(struct hr_ldap_session *session, struct hr_error *why)
{
	/* AD refuses a security layer inside TLS (rc 53), and demands one without it. */
	const char *layer = uses_tls(session->options, session->target.ldaps) ? "noanonymous,noplain,maxssf=0"
	                                                                      : "noanonymous,noplain,minssf=56";
	int code = ldap_set_option(session->ld, LDAP_OPT_X_SASL_SECPROPS, layer);
	if (code == LDAP_SUCCESS)
		code = ldap_sasl_interactive_bind_s(session->ld, NULL, "GSSAPI", NULL, NULL, LDAP_SASL_QUIET,
		                                    answer_nothing, NULL);
	char said[256];
	return code == LDAP_SUCCESS || bind_failed(session, code, "the holder of the Kerberos ticket",
	                                           hr_ldap_said(session->ld, said, sizeof said), why);
}

bool hr_ldap_session_open(struct hr_ldap_session *session, const struct hr_ldap_options *options,
                          const struct hr_ldap_target *target, struct hr_error *why)
{
	*session = (struct hr_ldap_session){.options = options, .target = *target};
	if (!hr_ldap_connect(options, target, &session->ld, &session->wire, why))
		return false;
	if (uses_tls(options, target->ldaps) && !hr_ldap_secure(options, target, session->ld, session->wire, why))
		return false;
	hr_ldap_wire_allow(session->wire, hr_ldap_timeout_ms(options));
	if (options->gssapi)
		return bind_gssapi(session, why);
	return options->bind_dn == NULL || bind_simple(session, why);
}

void hr_ldap_session_close(struct hr_ldap_session *session)
{
	if (session->ld != NULL)
		(void)ldap_unbind_ext_s(session->ld, NULL, NULL);
	session->ld = NULL;
}
