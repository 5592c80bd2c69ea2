#include "probe/glean.h"

#define CERTIFICATES_MAX ((size_t)20000) /* bytes of a chain that is kept */

static unsigned place_of(uint16_t version)
{
	return version >= HR_SSL_3_0 && version <= HR_TLS_1_3 ? version - (unsigned)HR_SSL_3_0 : 0;
}

void hr_glean_hello(struct hr_glean *glean, const struct hr_server_answer *hello, bool extended)
{
	uint16_t *group = &glean->groups[place_of(hello->version)];
	if (hello->version == HR_TLS_1_3) {
		*group = *group == 0 ? hello->group : *group;
		return;
	}
	if (!extended || hello->version <= glean->extended)
		return;
	glean->extended = hello->version;
	glean->renegotiation = hello->renegotiation_info;
	glean->master_secret = hello->extended_master_secret;
	glean->tickets = hello->session_ticket;
}

static struct hr_buffer *certificates_of(struct hr_glean *glean, enum hr_signer signer)
{
	return signer == HR_SIGNER_RSA ? &glean->rsa : signer == HR_SIGNER_ECDSA ? &glean->ecdsa : NULL;
}

bool hr_glean_wants(const struct hr_glean *glean, uint16_t version, struct hr_suite_kind kind)
{
	if (glean->impatient || version > HR_TLS_1_2)
		return false;
	if (kind.exchange == HR_EXCHANGE_ECDHE && glean->groups[place_of(version)] == 0)
		return true;
	if (kind.exchange == HR_EXCHANGE_DHE && (kind.export ? glean->export_dh_bits : glean->dh_bits) == 0)
		return true;
	return (kind.signer == HR_SIGNER_RSA && glean->rsa.length == 0) ||
	       (kind.signer == HR_SIGNER_ECDSA && glean->ecdsa.length == 0);
}

static void keep_least(unsigned *least, unsigned bits)
{
	if (bits > 0 && (*least == 0 || bits < *least))
		*least = bits;
}

void hr_glean_flight(struct hr_glean *glean, uint16_t version, struct hr_suite_kind kind,
                     const struct hr_flight *flight)
{
	unsigned place = place_of(version);
	struct hr_buffer *kept = certificates_of(glean, kind.signer);
	if (flight->group != 0 && glean->groups[place] == 0)
		glean->groups[place] = flight->group;
	if (flight->signature != 0 && glean->signatures[place] == 0)
		glean->signatures[place] = flight->signature;
	keep_least(kind.export ? &glean->export_dh_bits : &glean->dh_bits, flight->dh_bits);
	if (kept == NULL || kept->length > 0 || hr_left(&flight->certificates) == 0)
		return;
	kept->ceiling = CERTIFICATES_MAX;
	hr_buffer_add(kept, flight->certificates.at, hr_left(&flight->certificates));
	if (kept->failed)
		hr_buffer_free(kept);
}

void hr_glean_free(struct hr_glean *glean)
{
	hr_buffer_free(&glean->rsa);
	hr_buffer_free(&glean->ecdsa);
}
