/* The way to Microsoft 365, as `collect --service` saw it from where it ran. */
#include "rules.h"

#include "common/outbound.h"

/* Is the O of a name in RFC 4514 form that text? Backslashes before special characters do not count. */
static bool is_organization(const char *name, const char *organization)
{
	const char *at = name;
	while (*at != '\0') {
		bool begins = at == name || (at[-1] == ',' && (at - name < 2 || at[-2] != '\\'));
		if (begins && at[0] == 'O' && at[1] == '=') {
			const char *wanted = organization;
			for (at += 2; *at != '\0' && *wanted != '\0'; at++) {
				if (*at == '\\')
					continue;
				if (*at != *wanted)
					break;
				wanted++;
			}
			return *wanted == '\0' && (*at == '\0' || *at == ',' || *at == '+');
		}
		at++;
	}
	return false;
}

static const struct hr_authority *authority_of(const struct hr_catalog *catalog, const char *issuer)
{
	for (size_t i = 0; i < catalog->authority_count; i++)
		if (is_organization(issuer, catalog->authorities[i].organization))
			return &catalog->authorities[i];
	return NULL;
}

/* Who answers in Microsoft 365's place? */
static struct hr_verdict judge_certificate(const struct hr_case *c, const char *of)
{
	const struct hr_fact *issuer = hr_find_of(&c->organisation->facts, HR_FACT_PATH_ISSUER, of);
	const struct hr_fact *chain = hr_find_of(&c->organisation->facts, HR_FACT_PATH_CHAIN, of);
	const struct hr_fact *match = hr_find_of(&c->organisation->facts, HR_FACT_PATH_NAME_MATCH, of);
	if (!hr_known(issuer))
		return hr_because(hr_unknown(issuer, "who issued the certificate"), "certificate");
	const struct hr_authority *authority = authority_of(c->catalog, issuer->value);
	bool trusted = hr_known(chain) && hr_same(chain->value, "trusted");
	if (authority == NULL && !trusted)
		return hr_because(hr_not_ready(issuer, "a certificate of an authority of Microsoft 365"),
		                  "intercepted");
	if (authority == NULL)
		return hr_because(hr_unknown(issuer, "an authority that Microsoft names"), "authority");
	if (hr_known(match) && match->number == 0)
		return hr_because(hr_not_ready(match, "a certificate of the name"), "name");
	return hr_resting_on(hr_ready(issuer), authority->verified);
}

static struct hr_verdict judge_way(const struct hr_case *c, const struct hr_fact *versions)
{
	const struct hr_fact *handshake = hr_find_of(&c->organisation->facts, HR_FACT_PATH_HANDSHAKE, versions->of);
	const struct hr_fact *reached = hr_find_of(&c->organisation->facts, HR_FACT_PATH_REACHED, versions->of);
	if (hr_known(versions) && !hr_offers_tls12(versions->value))
		return hr_because(hr_not_ready(versions, "TLS 1.2"), "lowered");
	if (hr_missing(versions))
		return hr_not_ready(versions, "TLS 1.2");
	struct hr_verdict certificate = judge_certificate(c, versions->of);
	if (certificate.outcome == HR_NOT_READY)
		return certificate;
	if (reached != NULL && !hr_known(reached))
		return hr_because(hr_unknown(reached, "what comes through"), "unreached");
	if (!hr_known(handshake))
		return hr_unknown(handshake, "a whole handshake with Microsoft 365");
	if (certificate.outcome != HR_READY)
		return certificate;
	certificate.fact = handshake;
	return certificate;
}

/* Every name that was looked at; none was: nobody asked. */
struct hr_verdict way_is_clear(const struct hr_case *c)
{
	const struct hr_fact *versions = NULL;
	struct hr_verdict worst = hr_not_applicable();
	while ((versions = hr_next(&c->organisation->facts, HR_FACT_PATH_VERSIONS, versions)) != NULL) {
		struct hr_verdict one = judge_way(c, versions);
		if (one.outcome > worst.outcome)
			worst = one;
	}
	return worst;
}
