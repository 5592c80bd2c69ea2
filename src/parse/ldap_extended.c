#include "parse/ldap_extended.h"

#define MESSAGE_MAX 4096u

/* The length of a BER element: definite, at most four bytes long. */
static uint32_t ber_length(struct hr_reader *reader)
{
	uint8_t first = hr_u8(reader);
	if (first < 0x80)
		return first;
	unsigned count = first & 0x7F;
	uint32_t length = 0;
	if (count == 0 || count > 4) {
		reader->failed = true;
		return 0;
	}
	while (count-- > 0)
		length = length << 8 | hr_u8(reader);
	return length;
}

/* The content of the next element, which must have that tag. */
static struct hr_reader element(struct hr_reader *reader, uint8_t tag)
{
	if (hr_u8(reader) != tag)
		reader->failed = true;
	return hr_sub(reader, ber_length(reader));
}

static bool small_integer(struct hr_reader *content, uint32_t *value)
{
	size_t length = hr_left(content);
	*value = 0;
	for (size_t i = 0; i < length && length <= 4; i++)
		*value = *value << 8 | hr_u8(content);
	return length >= 1 && length <= 4 && hr_done(content);
}

enum hr_ldap_read hr_ldap_extended_read(struct hr_reader *reader, uint32_t *result)
{
	struct hr_reader header = *reader;
	if (hr_left(&header) >= 1 && *header.at != 0x30)
		return HR_LDAP_BROKEN;
	(void)hr_u8(&header);
	if (hr_left(&header) >= 1 && (*header.at == 0x80 || *header.at > 0x84))
		return HR_LDAP_BROKEN;
	uint32_t length = ber_length(&header);
	if (!header.failed && length > MESSAGE_MAX)
		return HR_LDAP_BROKEN;
	if (header.failed || hr_left(&header) < length)
		return hr_left(reader) > MESSAGE_MAX ? HR_LDAP_BROKEN : HR_LDAP_MORE;

	struct hr_reader message = element(reader, 0x30);
	struct hr_reader id = element(&message, 0x02);
	struct hr_reader response = element(&message, 0x78);
	struct hr_reader code = element(&response, 0x0A);
	uint32_t number = 0;
	uint32_t value = 0;
	bool good = small_integer(&id, &number) && number == 1 && small_integer(&code, &value);
	(void)element(&response, 0x04); /* matchedDN */
	(void)element(&response, 0x04); /* diagnosticMessage */
	if (!good || message.failed || response.failed || !hr_done(reader))
		return HR_LDAP_BROKEN;
	*result = value;
	return HR_LDAP_WHOLE;
}
