#include "discover/server_list.h"

#include <string.h>

#include "base/text.h"
#include "model/names.h"

struct hr_list hr_list_of(struct hr_reader in)
{
	static const uint8_t mark[] = {0xEF, 0xBB, 0xBF};
	if (hr_left(&in) >= sizeof mark && memcmp(in.at, mark, sizeof mark) == 0)
		(void)hr_take(&in, sizeof mark);
	return (struct hr_list){.in = in};
}

static bool wrong(struct hr_list *list, const char *text)
{
	list->wrong = text;
	list->in.failed = true;
	return false;
}

/* The next line without its comment and end, as text. False: there is none, or it is too long, or holds a NUL. */
static bool take_text(struct hr_list *list, char text[static HR_LIST_LINE_MAX + 1])
{
	if (hr_left(&list->in) == 0)
		return false;
	list->line++;
	const uint8_t *end = memchr(list->in.at, '\n', hr_left(&list->in));
	size_t length = end == NULL ? hr_left(&list->in) : (size_t)(end - list->in.at);
	if (length > HR_LIST_LINE_MAX)
		return wrong(list, "a line of more than 2048 bytes");
	const uint8_t *bytes = hr_take(&list->in, length);
	if (end != NULL)
		(void)hr_take(&list->in, 1);
	if (length > 0 && memchr(bytes, '\0', length) != NULL)
		return wrong(list, "a NUL byte: wanted is UTF-8 text");
	if (length > 0)
		memcpy(text, bytes, length);
	text[length] = '\0';
	text[strcspn(text, "#")] = '\0';
	return true;
}

/* The next word of the line, ended in place; NULL at the end. */
static char *take_word(char **rest)
{
	char *word = *rest + strspn(*rest, " \t\r");
	size_t length = strcspn(word, " \t\r");
	if (length == 0)
		return NULL;
	*rest = word + length + (word[length] != '\0');
	word[length] = '\0';
	return word;
}

static bool copy(char *out, size_t room, const char *text)
{
	size_t length = strlen(text);
	if (length >= room)
		return false;
	memcpy(out, text, length + 1);
	return true;
}

/* Roles of one server stand in one word: "mailbox" or "front-end,mediation". */
static bool read_role(const char *word, char role[static 128])
{
	if (!copy(role, 128, word))
		return false;
	for (char *c = role; *c != '\0'; c++) {
		if (*c == ',')
			*c = ' ';
		else if (!((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '-'))
			return false;
	}
	return role[0] != ' ' && strstr(role, "  ") == NULL && role[strlen(role) - 1] != ' ';
}

static bool read_endpoint(char *word, struct hr_list_endpoint *endpoint)
{
	char *colon = strchr(word, ':');
	uint64_t port = 0;
	if (colon == NULL || !hr_text_number(colon + 1, 65535, &port) || port == 0)
		return false;
	*colon = '\0';
	endpoint->port = (uint16_t)port;
	return hr_service_named(word, &endpoint->service) && endpoint->service != HR_SERVICE_ANY;
}

static bool read_line(struct hr_list *list, char *host, char *rest, struct hr_list_line *line)
{
	size_t length = strlen(host);
	if (length > 1 && host[length - 1] == '.')
		host[length - 1] = '\0';
	if (!hr_text_is_host(host) || !copy(line->host, sizeof line->host, host))
		return wrong(list, "the first word is no host name; wanted is: host product role [service:port...]");
	(void)hr_text_lower(line->host);
	const char *product = take_word(&rest);
	if (product == NULL || !hr_product_named(product, &line->product) || line->product == HR_PRODUCT_NONE)
		return wrong(list,
		             "the second word is no product; wanted is adfs, exchange, skype, office-online or rooms");
	const char *role = take_word(&rest);
	if (role == NULL || !read_role(role, line->role))
		return wrong(list,
		             "the third word is no role; wanted are small letters, digits and '-', several roles with "
		             "',' between them: mailbox, front-end,mediation, farm");
	for (char *word = take_word(&rest); word != NULL; word = take_word(&rest)) {
		if (line->endpoint_count == HR_LIST_ENDPOINTS_MAX)
			return wrong(list, "more than 32 endpoints on one line");
		if (!read_endpoint(word, &line->endpoints[line->endpoint_count++]))
			return wrong(
			        list,
			        "not service:port; wanted is tls, https, sip, smtp, imap, pop3 or ldap, a ':' and a "
			        "port from 1 to 65535");
	}
	return true;
}

bool hr_list_next(struct hr_list *list, struct hr_list_line *line)
{
	char text[HR_LIST_LINE_MAX + 1];
	while (take_text(list, text)) {
		char *rest = text;
		char *host = take_word(&rest);
		if (host == NULL)
			continue;
		*line = (struct hr_list_line){.number = list->line};
		return read_line(list, host, rest, line);
	}
	return false;
}
