#include "parse/ldif.h"

#include <string.h>

static bool wrong(struct hr_ldif *ldif, size_t line, const char *text)
{
	ldif->line = line;
	ldif->wrong = text;
	ldif->in.failed = true;
	return false;
}

struct hr_ldif hr_ldif_of(struct hr_reader in, size_t line)
{
	static const uint8_t mark[] = {0xEF, 0xBB, 0xBF};
	if (hr_left(&in) >= sizeof mark && memcmp(in.at, mark, sizeof mark) == 0)
		(void)hr_take(&in, sizeof mark);
	return (struct hr_ldif){.in = in, .line = line};
}

/* --- lines --- */

/* One physical line without its end. False: there is none, or the file ends inside it. */
static bool take_line(struct hr_ldif *ldif, struct hr_reader *line)
{
	const uint8_t *end = memchr(ldif->in.at, '\n', hr_left(&ldif->in));
	if (end == NULL)
		return wrong(ldif, ldif->line,
		             "the file ends in the middle of a line: it was cut off; export it again, or end its last "
		             "line if it is whole");
	*line = hr_sub(&ldif->in, (size_t)(end - ldif->in.at));
	(void)hr_take(&ldif->in, 1);
	if (line->end > line->at && line->end[-1] == '\r')
		line->end--;
	if (memchr(line->at, '\0', hr_left(line)) != NULL)
		return wrong(
		        ldif, ldif->line,
		        "a NUL byte: this is no LDIF text, or UTF-16 without a byte order mark (export with ldifde "
		        "-u, or convert it to UTF-8)");
	ldif->line++;
	return true;
}

/* A line and the lines that continue it, folds still in it. */
static bool take_logical_line(struct hr_ldif *ldif, struct hr_reader *line)
{
	size_t first = ldif->line;
	if (!take_line(ldif, line))
		return false;
	while (hr_left(&ldif->in) > 0 && *ldif->in.at == ' ' && hr_left(line) > 0) {
		struct hr_reader more;
		if (!take_line(ldif, &more))
			return false;
		line->end = more.end;
		if (hr_left(line) > HR_LDIF_LINE_MAX)
			return wrong(ldif, first, "a line of more than 16 MiB");
	}
	return true;
}

/* The next byte of a folded line, or -1 at its end. */
static int unfolded(struct hr_reader *line)
{
	while (hr_left(line) > 0) {
		uint8_t byte = hr_u8(line);
		if (byte == '\r' && hr_left(line) > 1 && line->at[0] == '\n' && line->at[1] == ' ') {
			(void)hr_take(line, 2);
			continue;
		}
		if (byte == '\n') {
			(void)hr_take(line, 1); /* take_logical_line() saw the space */
			continue;
		}
		return byte;
	}
	return -1;
}

/* --- values --- */

static int base64_digit(int c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Decodes into `out`, or only looks whether it could (out NULL). False: it is no base64 (RFC 4648, padding required).
 */
static bool decode_base64(struct hr_reader raw, uint8_t *out, size_t *length)
{
	uint32_t bits = 0;
	size_t digits = 0;
	size_t padding = 0;
	size_t used = 0;
	for (int c = unfolded(&raw); c >= 0; c = unfolded(&raw)) {
		if (c == ' ')
			continue;
		int digit = c == '=' ? 0 : base64_digit(c);
		if (digit < 0 || (padding > 0 && c != '='))
			return false;
		padding += c == '=';
		bits = bits << 6 | (uint32_t)digit;
		if (++digits % 4 != 0)
			continue;
		if (padding > 2)
			return false;
		for (size_t i = 0; i < 3 - padding; i++, used++)
			if (out != NULL)
				out[used] = (uint8_t)(bits >> (16 - 8 * i));
	}
	*length = used;
	return digits % 4 == 0;
}

size_t hr_ldif_value(const struct hr_ldif_item *item, uint8_t *out)
{
	size_t used = 0;
	struct hr_reader raw = item->raw;
	if (item->base64)
		return decode_base64(raw, out, &used) ? used : 0;
	size_t length = hr_left(&raw);
	if (length > 0 && memchr(raw.at, '\n', length) == NULL) { /* no fold, as nearly always */
		memcpy(out, raw.at, length);
		return length;
	}
	for (int c = unfolded(&raw); c >= 0; c = unfolded(&raw))
		out[used++] = (uint8_t)c;
	return used;
}

static bool is_name_char(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == ';' ||
	       c == '.' || c == '=' || c == '*' || c == '_';
}

/* "name: value", "name:: base64"; leaves the value in item->raw. */
static bool split_line(struct hr_ldif *ldif, struct hr_reader line, struct hr_ldif_item *item)
{
	size_t length = 0;
	int c = unfolded(&line);
	for (; is_name_char(c); c = unfolded(&line)) {
		if (length == HR_LDIF_NAME_MAX)
			return wrong(ldif, item->line, "an attribute name of more than 255 bytes");
		item->name[length++] = (char)c;
	}
	item->name[length] = '\0';
	if (length == 0 || c != ':')
		return wrong(ldif, item->line,
		             "this is no \"attribute: value\" line: the file is no LDIF, or was cut off here");
	struct hr_reader rest = line;
	c = unfolded(&rest);
	if (c == '<')
		return wrong(ldif, item->line,
		             "a value that is to be read from a URL (\":<\"): only values in the file itself are read");
	item->base64 = c == ':';
	if (item->base64)
		line = rest;
	for (rest = line; unfolded(&rest) == ' ';)
		line = rest;
	item->raw = line;
	size_t ignored = 0;
	if (item->base64 && !decode_base64(line, NULL, &ignored))
		return wrong(ldif, item->line, "base64 that does not decode: the file was cut off or changed here");
	return true;
}

static bool named(const struct hr_ldif_item *item, const char *name)
{
	const char *a = item->name;
	while (*a != '\0' && *name != '\0' && (*a | 0x20) == (*name | 0x20)) {
		a++;
		name++;
	}
	return *a == *name;
}

/* Is the plain value exactly `text`, case aside? */
static bool is_value(const struct hr_ldif_item *item, const char *text)
{
	struct hr_reader raw = item->raw;
	for (; *text != '\0'; text++) {
		int c = unfolded(&raw);
		if (c < 0 || (c | 0x20) != (*text | 0x20))
			return false;
	}
	return !item->base64 && hr_left(&raw) == 0;
}

/* --- records --- */

/* The LDAP result code in "result: 4 Size limit exceeded". */
static unsigned result_code(const struct hr_ldif_item *item)
{
	struct hr_reader raw = item->raw;
	unsigned code = 0;
	for (int c = unfolded(&raw); c >= '0' && c <= '9' && code < 100000; c = unfolded(&raw))
		code = code * 10 + (unsigned)(c - '0');
	return code;
}

enum step { STEP_FAILED, STEP_ITEM, STEP_NEXT_LINE };

/* A line between records. */
static enum step outside(struct hr_ldif *ldif, struct hr_ldif_item *item)
{
	static const char *const chatter[] = {"search", "ref", "control", "pagedresults", "text", "matchedDN"};
	if (named(item, "dn") && !ldif->in_trailer) {
		ldif->in_record = true;
		ldif->has_attributes = false;
		item->kind = HR_LDIF_DN;
		return STEP_ITEM;
	}
	if (named(item, "version") && is_value(item, "1"))
		return STEP_NEXT_LINE;
	if (named(item, "result")) {
		ldif->in_trailer = true;
		ldif->wants_result = false;
		item->kind = HR_LDIF_RESULT;
		item->result = result_code(item);
		return STEP_ITEM;
	}
	for (size_t i = 0; i < sizeof chatter / sizeof chatter[0]; i++) {
		if (named(item, chatter[i])) {
			ldif->in_trailer = true;
			return STEP_NEXT_LINE;
		}
	}
	(void)wrong(ldif, item->line,
	            named(item, "version") ? "an LDIF version other than 1"
	                                   : "a record must begin with \"dn:\"; is a line missing before this one?");
	return STEP_FAILED;
}

/* A line of a record. */
static enum step inside(struct hr_ldif *ldif, struct hr_ldif_item *item)
{
	const char *text = NULL;
	if (named(item, "changetype")) {
		if (!ldif->has_attributes && is_value(item, "add"))
			return STEP_NEXT_LINE;
		text = "a change record: only the content of a directory is read (plain records, or changetype: add as "
		       "ldifde writes it), not modify, delete or modrdn";
	} else if (named(item, "dn")) {
		text = "a second \"dn:\" in one record: the empty line between two records is missing";
	} else if (named(item, "control") && !ldif->has_attributes) {
		text = "a change record with a control: only the content of a directory is read";
	}
	if (text != NULL) {
		(void)wrong(ldif, item->line, text);
		return STEP_FAILED;
	}
	ldif->has_attributes = true;
	item->kind = HR_LDIF_ATTRIBUTE;
	return STEP_ITEM;
}

static bool at_end(struct hr_ldif *ldif, struct hr_ldif_item *item)
{
	item->line = ldif->line;
	if (ldif->in_record) {
		if (!ldif->has_attributes)
			return wrong(ldif, ldif->line,
			             "the file ends after a \"dn:\" line: it was cut off; export it again");
		ldif->in_record = false;
		item->kind = HR_LDIF_RECORD_END;
		return true;
	}
	if (ldif->wants_result)
		return wrong(ldif, ldif->line,
		             "the file ends without the \"result:\" line that ldapsearch writes last: it was cut off; "
		             "export it again");
	item->kind = HR_LDIF_END;
	return true;
}

bool hr_ldif_next(struct hr_ldif *ldif, struct hr_ldif_item *item)
{
	static const char extended[] = "# extended LDIF";
	while (!ldif->in.failed) {
		*item = (struct hr_ldif_item){.line = ldif->line};
		if (hr_left(&ldif->in) == 0)
			return at_end(ldif, item);
		struct hr_reader line;
		if (!take_logical_line(ldif, &line))
			return false;
		if (hr_left(&line) == 0) {
			ldif->in_trailer = false;
			if (!ldif->in_record)
				continue;
			ldif->in_record = false;
			item->kind = HR_LDIF_RECORD_END;
			return true;
		}
		if (*line.at == '#') {
			if (hr_left(&line) == sizeof extended - 1 &&
			    memcmp(line.at, extended, sizeof extended - 1) == 0)
				ldif->wants_result = true;
			continue;
		}
		if (!split_line(ldif, line, item))
			return false;
		enum step step = ldif->in_record ? inside(ldif, item) : outside(ldif, item);
		if (step != STEP_NEXT_LINE)
			return step == STEP_ITEM;
	}
	return false;
}
