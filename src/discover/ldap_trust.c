#include "discover/ldap_trust.h"

#include <errno.h>
#include <limits.h>
#include <openssl/bio.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool hr_ldap_trust_file(const char *given, const char **file, struct hr_error *why)
{
	/* Debian and its kin; Red Hat and its kin. */
	static const char *const system_files[] = {"/etc/ssl/certs/ca-certificates.crt",
	                                           "/etc/pki/tls/certs/ca-bundle.crt"};
	if (given != NULL) {
		*file = given;
		return access(given, R_OK) == 0 || hr_fail(why, HR_E_FILE, "CA file %s: %s", given, strerror(errno));
	}
	for (size_t i = 0; i < sizeof system_files / sizeof system_files[0]; i++) {
		if (access(system_files[i], R_OK) == 0) {
			*file = system_files[i];
			return true;
		}
	}
	return hr_fail(why, HR_E_TRUST, "this system has no list of CAs (%s); give the directory's CA with --ca FILE",
	               system_files[0]);
}

bool hr_ldap_trust_set(LDAP *ld, const char *file, struct hr_error *why)
{
	const int check = file == NULL ? LDAP_OPT_X_TLS_NEVER : LDAP_OPT_X_TLS_DEMAND;
	const int client = 0;
	if (ldap_set_option(ld, LDAP_OPT_X_TLS_REQUIRE_CERT, &check) != 0 ||
	    ldap_set_option(ld, LDAP_OPT_X_TLS_CACERTDIR, "") != 0 ||
	    ldap_set_option(ld, LDAP_OPT_X_TLS_CACERTFILE, file == NULL ? "" : file) != 0)
		return hr_fail(why, HR_E_SYSTEM, "libldap refused a TLS option");
	/* Without a new context the options above would be those of somebody else. */
	if (ldap_set_option(ld, LDAP_OPT_X_TLS_NEWCTX, &client) != 0)
		return hr_fail(why, HR_E_FILE, "CA file %s: not usable; it must hold CA certificates in PEM form",
		               file == NULL ? "" : file);
	return true;
}

static void name_text(const X509_NAME *name, char *out, size_t room)
{
	BIO *bio = BIO_new(BIO_s_mem());
	int length = -1;
	if (bio != NULL && X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253) >= 0)
		length = BIO_read(bio, out, (int)room - 1);
	out[length > 0 ? length : 0] = '\0';
	BIO_free(bio);
}

void hr_ldap_trust_explain(const char *where, const char *host, const void *der, size_t length, struct hr_error *why)
{
	const unsigned char *at = der;
	X509 *certificate = length > LONG_MAX ? NULL : d2i_X509(NULL, &at, (long)length);
	if (certificate == NULL) {
		(void)hr_fail(why, HR_E_TRUST, "%s: shows something that is no certificate", where);
		return;
	}
	char subject[200];
	char issuer[200];
	name_text(X509_get_subject_name(certificate), subject, sizeof subject);
	name_text(X509_get_issuer_name(certificate), issuer, sizeof issuer);
	const char *reason = "its CA is not trusted here; give the directory's CA certificate with --ca FILE";
	if (X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0)
		reason = "it has expired";
	else if (X509_cmp_current_time(X509_get0_notBefore(certificate)) > 0)
		reason = "it is not valid yet";
	else if (X509_check_host(certificate, host, 0, 0, NULL) != 1 && X509_check_ip_asc(certificate, host, 0) != 1)
		reason = "it is for another name; connect by a name that it holds (--resolve HOST:ADDRESS says where "
		         "that is)";
	(void)hr_fail(why, HR_E_TRUST, "%s: the certificate of \"%s\" by \"%s\" does not verify: %s. Nothing was sent",
	              where, subject, issuer, reason);
	X509_free(certificate);
}
