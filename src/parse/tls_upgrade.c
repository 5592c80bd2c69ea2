#include "parse/tls_upgrade.h"

#include <string.h>

#include "parse/log_text.h"

/* The next line without its end. MORE: it is not here whole; OTHER: it is no text. */
static enum hr_upgrade_state next_line(struct hr_reader *in, struct hr_span *line)
{
	size_t left = hr_left(in), length = 0;
	while (length < left && in->at[length] != '\n') {
		uint8_t byte = in->at[length];
		if ((byte < ' ' && byte != '\r' && byte != '\t') || length == HR_UPGRADE_LINE_MAX)
			return HR_UPGRADE_OTHER;
		length++;
	}
	if (length == left)
		return HR_UPGRADE_MORE;
	*line = (struct hr_span){.at = (const char *)in->at, .length = length};
	if (length > 0 && line->at[length - 1] == '\r')
		line->length--;
	(void)hr_take(in, length + 1);
	return HR_UPGRADE_TLS;
}

static bool is_host_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
	       c == '_';
}

/* The host at the front, lower case; nothing if it is too long or has no dot: enhanced status codes have digits alone.
 */
static void take_name(struct hr_span text, struct hr_upgrade *upgrade)
{
	char name[HR_UPGRADE_NAME_MAX + 1];
	size_t length = 0;
	bool letter = false, dot = false;
	while (length < text.length && is_host_byte(text.at[length])) {
		char c = text.at[length];
		if (length == HR_UPGRADE_NAME_MAX)
			return;
		letter = letter || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		dot = dot || c == '.';
		name[length++] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
	}
	name[length] = '\0';
	if (letter && dot)
		memcpy(upgrade->peer, name, length + 1);
}

static bool ends_with_word(struct hr_span line, const char *word)
{
	size_t length = strlen(word);
	if (line.length <= length || line.at[line.length - length - 1] != ' ')
		return hr_span_is(line, word);
	return hr_span_is((struct hr_span){.at = line.at + line.length - length, .length = length}, word);
}

/* False: a request that no TLS follows. */
static bool read_command(struct hr_span line, struct hr_upgrade *upgrade)
{
	if (hr_span_begins(line, "CONNECT ")) {
		upgrade->asked = HR_UPGRADE_PROXY;
		take_name((struct hr_span){.at = line.at + 8, .length = line.length - 8}, upgrade);
	} else if (hr_span_after(line, " HTTP/1.").at != NULL) {
		return false;
	} else if (ends_with_word(line, "STARTTLS") || hr_span_is(line, "STLS") || hr_span_is(line, "X-ANONYMOUSTLS")) {
		upgrade->asked = HR_UPGRADE_STARTTLS;
	}
	return true;
}

enum hr_upgrade_state hr_upgrade_client(struct hr_reader in, struct hr_upgrade *upgrade, size_t *used)
{
	const uint8_t *start = in.at;
	struct hr_span line;
	*used = 0;
	while (hr_left(&in) > 0) {
		if (*in.at == 0x16 || *in.at >= 0x80)
			return upgrade->asked != HR_UPGRADE_NONE ? HR_UPGRADE_TLS : HR_UPGRADE_OTHER;
		enum hr_upgrade_state state = next_line(&in, &line);
		if (state != HR_UPGRADE_TLS)
			return state;
		*used = (size_t)(in.at - start);
		if (!read_command(line, upgrade))
			return HR_UPGRADE_OTHER;
	}
	return HR_UPGRADE_MORE;
}

enum hr_upgrade_state hr_upgrade_server(struct hr_reader in, struct hr_upgrade *upgrade, size_t *used)
{
	const uint8_t *start = in.at;
	struct hr_span line;
	*used = 0;
	while (hr_left(&in) > 0) {
		if (*in.at == 0x16 || *in.at == 0x15 || *in.at >= 0x80)
			return HR_UPGRADE_TLS;
		enum hr_upgrade_state state = next_line(&in, &line);
		if (state != HR_UPGRADE_TLS)
			return state;
		*used = (size_t)(in.at - start);
		if (upgrade->peer[0] == '\0' && line.length > 4 && hr_span_begins(line, "220"))
			take_name((struct hr_span){.at = line.at + 4, .length = line.length - 4}, upgrade);
	}
	return HR_UPGRADE_MORE;
}
