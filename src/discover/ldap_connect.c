#include "discover/ldap_connect.h"

#include <errno.h>
#include <fcntl.h>
#include <openldap.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/text.h"
#include "discover/dns.h"
#include "discover/ldap_trust.h"
#include "discover/ldap_wire.h"

/* Waits for a connection that was begun. Returns 0 or an errno. */
static int finish_connect(int fd, unsigned timeout_ms)
{
	struct pollfd polled = {.fd = fd, .events = POLLOUT};
	int ready = poll(&polled, 1, (int)timeout_ms);
	if (ready == 0)
		return ETIMEDOUT;
	if (ready < 0)
		return errno;
	int error = 0;
	socklen_t length = sizeof error;
	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno;
}

/* A connected socket that does not block; or -1 and *error. */
static int connect_to(const struct hr_dns_address *to, unsigned timeout_ms, int *error)
{
	const struct sockaddr *address = (const struct sockaddr *)&to->address;
	int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0) {
		*error = errno;
		return -1;
	}
	*error = connect(fd, address, to->length) == 0 ? 0 : errno;
	if (*error == EINPROGRESS)
		*error = finish_connect(fd, timeout_ms);
	if (*error == 0)
		return fd;
	(void)close(fd);
	return -1;
}

/* The address that the user gave for the host, or the host itself. */
static const char *overridden(const struct hr_ldap_options *options, const char *host)
{
	for (const char *const *pair = options->overrides; pair != NULL && pair[0] != NULL; pair += 2)
		if (hr_text_compare_nocase(pair[0], host) == 0)
			return pair[1];
	return host;
}

static bool open_socket(const struct hr_ldap_options *options, const struct hr_ldap_target *target, int *fd,
                        struct hr_error *why)
{
	struct hr_dns_address addresses[HR_DNS_ADDRESSES_MAX];
	size_t count = 0;
	unsigned timeout_ms = hr_ldap_timeout_ms(options);
	if (!hr_dns_addresses(options->nameserver, overridden(options, target->host), target->port, timeout_ms,
	                      addresses, &count, why))
		return false;
	int error = 0;
	for (size_t i = 0; i < count; i++) {
		*fd = connect_to(&addresses[i], timeout_ms, &error);
		if (*fd >= 0)
			return true;
	}
	char text[300];
	return hr_fail(why, HR_E_NETWORK, "%s: no connection on %zu address%s: %s", hr_ldap_target_text(target, text),
	               count, count == 1 ? "" : "es", strerror(error));
}

/* What libldap is told besides: nothing of /etc/ldap/ldap.conf or the environment decides. */
static bool set_options(LDAP *ld, const struct hr_ldap_options *options, Sockbuf **buffer)
{
	unsigned timeout_ms = hr_ldap_timeout_ms(options);
	const struct timeval most = {.tv_sec = timeout_ms / 1000, .tv_usec = (suseconds_t)(timeout_ms % 1000) * 1000};
	const int version = LDAP_VERSION3;
	const int no_limit = LDAP_NO_LIMIT;
	const int never = LDAP_DEREF_NEVER;
	ber_len_t message_max = HR_LDAP_MESSAGE_MAX;
	return ldap_set_option(ld, LDAP_OPT_PROTOCOL_VERSION, &version) == 0 &&
	       ldap_set_option(ld, LDAP_OPT_REFERRALS, LDAP_OPT_OFF) == 0 &&
	       ldap_set_option(ld, LDAP_OPT_DEREF, &never) == 0 &&
	       ldap_set_option(ld, LDAP_OPT_SIZELIMIT, &no_limit) == 0 &&
	       ldap_set_option(ld, LDAP_OPT_TIMELIMIT, &no_limit) == 0 &&
	       ldap_set_option(ld, LDAP_OPT_TIMEOUT, &most) == 0 &&
	       ldap_set_option(ld, LDAP_OPT_NETWORK_TIMEOUT, &most) == 0 &&
	       ldap_set_option(ld, LDAP_OPT_X_SASL_NOCANON, LDAP_OPT_ON) == 0 &&
	       ldap_get_option(ld, LDAP_OPT_SOCKBUF, buffer) == 0 &&
	       ber_sockbuf_ctrl(*buffer, LBER_SB_OPT_SET_MAX_INCOMING, &message_max) == 1;
}

bool hr_ldap_connect(const struct hr_ldap_options *options, const struct hr_ldap_target *target, LDAP **ld,
                     struct hr_ldap_wire **wire, struct hr_error *why)
{
	int fd = -1;
	char url[300];
	/* TLS is started by hr_ldap_secure(): to libldap this is plain LDAP to the host that the certificate is for. */
	struct hr_ldap_target plain = *target;
	plain.ldaps = false;
	if (!open_socket(options, target, &fd, why))
		return false;
	LDAP *fresh = NULL;
	Sockbuf *buffer = NULL;
	int code = ldap_init_fd(fd, LDAP_PROTO_EXT, hr_ldap_target_text(&plain, url), &fresh);
	bool ok = code == LDAP_SUCCESS || hr_fail(why, HR_E_SYSTEM, "%s: %s", url, ldap_err2string(code));
	if (ok && !set_options(fresh, options, &buffer))
		ok = hr_fail(why, HR_E_SYSTEM, "libldap refused an option");
	if (ok) {
		*wire = hr_ldap_wire_add(buffer, fd);
		ok = *wire != NULL || hr_fail_memory(why);
	}
	if (!ok) {
		if (fresh != NULL)
			(void)ldap_unbind_ext_s(fresh, NULL, NULL);
		(void)close(fd); /* the layer that would have closed it is not there */
		return false;
	}
	hr_ldap_wire_allow(*wire, hr_ldap_timeout_ms(options));
	*ld = fresh;
	return true;
}

/* StartTLS, or TLS at once. */
static int start_tls(const struct hr_ldap_target *target, LDAP *ld)
{
	return target->ldaps ? ldap_install_tls(ld) : ldap_start_tls_s(ld, NULL, NULL);
}

/*
 * The handshake failed: for what reason? A second one that verifies nothing, over which nothing is sent, shows the
 * certificate.
 */
static bool explain(const struct hr_ldap_options *options, const struct hr_ldap_target *target, int code,
                    const char *said, struct hr_error *why)
{
	char text[300];
	LDAP *ld = NULL;
	struct hr_ldap_wire *wire = NULL;
	struct hr_error ignored;
	(void)hr_ldap_target_text(target, text);
	if (hr_ldap_connect(options, target, &ld, &wire, &ignored)) {
		struct berval der = {0};
		bool shown = hr_ldap_trust_set(ld, NULL, &ignored) && start_tls(target, ld) == LDAP_SUCCESS &&
		             ldap_get_option(ld, LDAP_OPT_X_TLS_PEERCERT, &der) == LDAP_OPT_SUCCESS &&
		             der.bv_val != NULL;
		if (shown)
			hr_ldap_trust_explain(text, target->host, der.bv_val, der.bv_len, why);
		ldap_memfree(der.bv_val);
		(void)ldap_unbind_ext_s(ld, NULL, NULL);
		if (shown)
			return false;
	}
	return hr_fail(why, HR_E_NETWORK, "%s: no TLS connection: %s%s%s", text, ldap_err2string(code),
	               *said == '\0' ? "" : ": ", said);
}

bool hr_ldap_secure(const struct hr_ldap_options *options, const struct hr_ldap_target *target, LDAP *ld,
                    const struct hr_ldap_wire *wire, struct hr_error *why)
{
	const char *ca_file = NULL;
	if (!hr_ldap_trust_file(options->ca_file, &ca_file, why) || !hr_ldap_trust_set(ld, ca_file, why))
		return false;
	int code = start_tls(target, ld);
	if (code == LDAP_SUCCESS)
		return true;
	char said[256];
	(void)hr_ldap_said(ld, said, sizeof said);
	if (hr_ldap_wire_is_late(wire)) {
		char text[300];
		return hr_fail(why, HR_E_NETWORK, "%s: no TLS handshake within %u ms",
		               hr_ldap_target_text(target, text), hr_ldap_timeout_ms(options));
	}
	return explain(options, target, code, said, why);
}
