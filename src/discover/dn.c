#include "discover/dn.h"

#include <string.h>

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

void hr_dn_normalise(const char *dn, size_t length, char *out)
{
	size_t used = 0;
	size_t solid = 0;  /* up to here it is no trailing space */
	bool fresh = true; /* after a separator, where spaces do not count */
	for (size_t i = 0; i < length; i++) {
		char c = dn[i];
		if (c == ' ' && fresh)
			continue;
		if (c == ',' || c == '=') {
			used = solid;
			out[used++] = c;
			fresh = true;
		} else if (c == '\\' && i + 1 < length) {
			c = dn[++i];
			int high = hex_digit(c);
			int low = i + 1 < length ? hex_digit(dn[i + 1]) : -1;
			if (high >= 0 && low >= 0) {
				c = (char)(high << 4 | low);
				i++;
			}
			if (c != '\0' && strchr(",+\"\\<>;=# ", c) != NULL)
				out[used++] = '\\';
			out[used++] = lower(c == '\0' ? '?' : c);
			fresh = false;
		} else {
			out[used++] = lower(c == '\0' ? '?' : c);
			fresh = false;
			if (c == ' ')
				continue;
		}
		solid = used;
	}
	out[solid] = '\0';
}

/* The first ',' that no backslash takes its meaning from, or NULL. */
static const char *separator(const char *dn)
{
	for (; *dn != '\0'; dn++) {
		if (*dn == '\\' && dn[1] != '\0')
			dn++;
		else if (*dn == ',')
			return dn;
	}
	return NULL;
}

const char *hr_dn_parent(const char *dn)
{
	const char *comma = separator(dn);
	return comma == NULL ? "" : comma + 1;
}

static bool is_escaped(const char *text, size_t place)
{
	size_t slashes = 0;
	while (slashes < place && text[place - slashes - 1] == '\\')
		slashes++;
	return slashes % 2 == 1;
}

bool hr_dn_within(const char *dn, const char *base, enum hr_depth depth)
{
	size_t length = strlen(dn);
	size_t tail = strlen(base);
	if (length == tail)
		return depth != HR_DEPTH_ONE && memcmp(dn, base, length) == 0;
	if (depth == HR_DEPTH_BASE || length < tail)
		return false;
	if (tail > 0 && (dn[length - tail - 1] != ',' || is_escaped(dn, length - tail - 1) ||
	                 memcmp(dn + length - tail, base, tail) != 0))
		return false;
	return depth == HR_DEPTH_SUBTREE || strcmp(hr_dn_parent(dn), base) == 0;
}

const char *hr_dn_domain(const char *dn)
{
	const char *domain = NULL;
	for (const char *rdn = dn; *rdn != '\0'; rdn = hr_dn_parent(rdn)) {
		if (strncmp(rdn, "dc=", 3) != 0)
			domain = NULL;
		else if (domain == NULL)
			domain = rdn;
	}
	return domain == NULL ? "" : domain;
}

bool hr_dn_to_dns(const char *dn, char *out, size_t room)
{
	size_t used = 0;
	if (*dn == '\0')
		return false;
	for (const char *rdn = dn; *rdn != '\0'; rdn = hr_dn_parent(rdn)) {
		const char *comma = separator(rdn);
		size_t length = comma == NULL ? strlen(rdn) : (size_t)(comma - rdn);
		if (length <= 3 || strncmp(rdn, "dc=", 3) != 0 || used + length - 3 + 1 >= room)
			return false;
		if (used > 0)
			out[used++] = '.';
		memcpy(out + used, rdn + 3, length - 3);
		used += length - 3;
	}
	out[used] = '\0';
	return true;
}
