#include "parse/ldap_filter.h"

#include <string.h>

static int peek(const struct hr_reader *in)
{
	return hr_left(in) == 0 ? -1 : *in->at;
}

static bool skip(struct hr_reader *in, char c)
{
	if (peek(in) != c)
		return false;
	(void)hr_take(in, 1);
	return true;
}

/* --- compiling --- */

static bool put(struct hr_filter *filter, char c)
{
	if (filter->text_length == HR_FILTER_TEXT_MAX)
		return false;
	filter->text[filter->text_length++] = c;
	return true;
}

/* A new node behind `previous` (its sibling, or its parent if it has no child yet); 0 if there is no room. */
static uint16_t add_node(struct hr_filter *filter, struct hr_filter_node node, uint16_t parent, uint16_t previous)
{
	if (filter->node_count == HR_FILTER_NODES_MAX)
		return 0;
	uint16_t place = (uint16_t)filter->node_count++;
	filter->nodes[place] = node;
	if (previous != 0)
		filter->nodes[previous].next = place;
	else if (place != 0)
		filter->nodes[parent].child = place;
	return place;
}

static bool is_name_char(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
	       c == ';';
}

static bool read_name(struct hr_reader *in, struct hr_filter *filter, uint16_t *place)
{
	*place = (uint16_t)filter->text_length;
	while (is_name_char(peek(in)))
		if (!put(filter, (char)hr_u8(in)))
			return false;
	return filter->text_length > *place && put(filter, '\0');
}

/* ":rule:" after the attribute name; the '=' is left. */
static bool read_rule(struct hr_reader *in, enum hr_filter_kind *kind)
{
	static const char all[] = "1.2.840.113556.1.4.803:";
	static const char any[] = "1.2.840.113556.1.4.804:";
	const uint8_t *rule = hr_take(in, sizeof all - 1);
	if (rule == NULL)
		return false;
	*kind = memcmp(rule, all, sizeof all - 1) == 0 ? HR_FILTER_BITS_ALL : HR_FILTER_BITS_ANY;
	return *kind == HR_FILTER_BITS_ALL || memcmp(rule, any, sizeof any - 1) == 0;
}

static bool read_operator(struct hr_reader *in, enum hr_filter_kind *kind)
{
	*kind = HR_FILTER_EQUAL;
	if (skip(in, '>'))
		*kind = HR_FILTER_GREATER;
	else if (skip(in, '<'))
		*kind = HR_FILTER_LESS;
	else if (skip(in, ':') && !read_rule(in, kind))
		return false;
	else
		(void)skip(in, '~'); /* approximately equal: as equal */
	return skip(in, '=');
}

static int hex_digit(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Text up to '*' or ')', with \xx put right. */
static bool read_piece(struct hr_reader *in, struct hr_filter *filter, struct hr_filter_node *node)
{
	node->value = (uint16_t)filter->text_length;
	for (int c = peek(in); c != '*' && c != ')'; c = peek(in)) {
		if (c < 0 || c == '(' || c == '\0')
			return false;
		(void)hr_take(in, 1);
		if (c == '\\') {
			int high = hex_digit(hr_u8(in));
			int low = hex_digit(hr_u8(in));
			if (high < 0 || low < 0)
				return false;
			c = high << 4 | low;
		}
		if (!put(filter, (char)c))
			return false;
	}
	node->length = (uint16_t)(filter->text_length - node->value);
	return true;
}

/* The pieces of a*b*c as children of `item`, which is already there; the first piece has been read. */
static bool read_pieces(struct hr_reader *in, struct hr_filter *filter, uint16_t item, struct hr_filter_node piece)
{
	uint16_t previous = 0;
	piece.kind = HR_FILTER_PIECE;
	piece.first = true;
	for (;;) {
		bool more = skip(in, '*');
		piece.last = !more;
		if (piece.length > 0) {
			previous = add_node(filter, piece, item, previous);
			if (previous == 0)
				return false;
		}
		if (!more)
			return true;
		piece = (struct hr_filter_node){.kind = HR_FILTER_PIECE};
		if (!read_piece(in, filter, &piece))
			return false;
	}
}

static bool read_item(struct hr_reader *in, struct hr_filter *filter, uint16_t parent, uint16_t *place)
{
	struct hr_filter_node node = {0};
	if (!read_name(in, filter, &node.name) || !read_operator(in, &node.kind) || !read_piece(in, filter, &node))
		return false;
	bool starred = peek(in) == '*';
	if (starred && node.kind != HR_FILTER_EQUAL)
		return false;
	struct hr_reader rest = *in;
	if (starred && node.length == 0 && skip(&rest, '*') && peek(&rest) == ')') {
		*in = rest;
		node.kind = HR_FILTER_PRESENT;
		starred = false;
	}
	if (starred)
		node.kind = HR_FILTER_SUBSTRINGS;
	bool is_root = filter->node_count == 0;
	*place = add_node(filter, node, parent, *place);
	if (*place == 0 && !is_root)
		return false;
	return !starred || read_pieces(in, filter, *place, node);
}

static bool read_filter(struct hr_reader *in, struct hr_filter *filter, unsigned depth, uint16_t parent,
                        uint16_t *place);

static bool read_operands(struct hr_reader *in, struct hr_filter *filter, unsigned depth, uint16_t parent)
{
	uint16_t operand = 0;
	size_t count = 0;
	for (; peek(in) == '('; count++)
		if (!read_filter(in, filter, depth + 1, parent, &operand))
			return false;
	return filter->nodes[parent].kind == HR_FILTER_NOT ? count == 1 : count >= 1;
}

/* "(...)": the node is linked behind *place, which becomes its place. */
static bool read_filter(struct hr_reader *in, struct hr_filter *filter, unsigned depth, uint16_t parent,
                        uint16_t *place)
{
	if (depth > HR_FILTER_DEPTH_MAX || !skip(in, '('))
		return false;
	int c = peek(in);
	if (c != '&' && c != '|' && c != '!')
		return read_item(in, filter, parent, place) && skip(in, ')');
	(void)hr_take(in, 1);
	bool is_root = filter->node_count == 0;
	struct hr_filter_node node = {.kind = c == '&' ? HR_FILTER_AND : c == '|' ? HR_FILTER_OR : HR_FILTER_NOT};
	*place = add_node(filter, node, parent, *place);
	if (*place == 0 && !is_root)
		return false;
	return read_operands(in, filter, depth, *place) && skip(in, ')');
}

bool hr_filter_compile(struct hr_reader in, struct hr_filter *filter)
{
	uint16_t root = 0;
	filter->node_count = 0;
	filter->text_length = 0;
	return read_filter(&in, filter, 1, 0, &root) && hr_done(&in);
}

/* --- matching --- */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool same(const char *a, const char *b, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (lower(a[i]) != lower(b[i]))
			return false;
	return true;
}

/* A whole value as a decimal integer with an optional sign, as LDAP writes them. */
static bool as_integer(const char *bytes, size_t length, int64_t *number)
{
	bool negative = length > 0 && bytes[0] == '-';
	uint64_t value = 0;
	if (length == (size_t)negative || length > 20)
		return false;
	for (size_t i = negative; i < length; i++) {
		if (bytes[i] < '0' || bytes[i] > '9' || value > ((uint64_t)INT64_MAX - 9) / 10)
			return false;
		value = value * 10 + (uint64_t)(bytes[i] - '0');
	}
	*number = negative ? -(int64_t)value : (int64_t)value;
	return true;
}

static int compare(const struct hr_value *value, const char *text, size_t length)
{
	int64_t a = 0;
	int64_t b = 0;
	if (as_integer(value->bytes, value->length, &a) && as_integer(text, length, &b))
		return a < b ? -1 : a > b;
	size_t shorter = value->length < length ? value->length : length;
	for (size_t i = 0; i < shorter; i++) {
		unsigned char x = (unsigned char)lower(value->bytes[i]);
		unsigned char y = (unsigned char)lower(text[i]);
		if (x != y)
			return x < y ? -1 : 1;
	}
	return value->length < length ? -1 : value->length > length;
}

static bool match_pieces(const struct hr_filter *filter, const struct hr_filter_node *node,
                         const struct hr_value *value)
{
	size_t at = 0;
	for (uint16_t i = node->child; i != 0; i = filter->nodes[i].next) {
		const struct hr_filter_node *piece = &filter->nodes[i];
		const char *text = filter->text + piece->value;
		if (piece->length > value->length - at)
			return false;
		size_t end = value->length - piece->length; /* the last place where it fits */
		if (piece->last)
			at = end;
		else if (piece->first)
			end = 0;
		while (at <= end && !same(value->bytes + at, text, piece->length))
			at++;
		if (at > end)
			return false;
		at += piece->length;
	}
	return true;
}

static bool match_bits(const struct hr_filter_node *node, const char *text, const struct hr_value *value)
{
	int64_t have = 0;
	int64_t want = 0;
	if (!as_integer(value->bytes, value->length, &have) || !as_integer(text, node->length, &want))
		return false;
	int64_t both = have & want;
	return node->kind == HR_FILTER_BITS_ALL ? both == want : both != 0;
}

/* "CN=ms-Exch-Exchange-Server,CN=Schema,..." against ms-Exch-Exchange-Server or msExchExchangeServer. */
static bool match_category(const struct hr_value *value, const char *text, size_t length)
{
	if (value->length < 3 || !same(value->bytes, "CN=", 3))
		return false;
	const char *rdn = value->bytes + 3;
	const char *comma = memchr(rdn, ',', value->length - 3);
	size_t rdn_length = comma == NULL ? value->length - 3 : (size_t)(comma - rdn);
	if (rdn_length == length && same(rdn, text, length))
		return true;
	size_t j = 0;
	for (size_t i = 0; i < rdn_length; i++) {
		if (rdn[i] == '-')
			continue;
		if (j == length || lower(rdn[i]) != lower(text[j]))
			return false;
		j++;
	}
	return j == length;
}

static bool match_value(const struct hr_filter *filter, const struct hr_filter_node *node, const struct hr_value *value)
{
	const char *text = filter->text + node->value;
	switch (node->kind) {
	case HR_FILTER_PRESENT:
		return true;
	case HR_FILTER_EQUAL:
		if (value->length == node->length && same(value->bytes, text, node->length))
			return true;
		return hr_same_nocase(filter->text + node->name, "objectCategory") &&
		       match_category(value, text, node->length);
	case HR_FILTER_GREATER:
		return compare(value, text, node->length) >= 0;
	case HR_FILTER_LESS:
		return compare(value, text, node->length) <= 0;
	case HR_FILTER_SUBSTRINGS:
		return match_pieces(filter, node, value);
	case HR_FILTER_BITS_ALL:
	case HR_FILTER_BITS_ANY:
		return match_bits(node, text, value);
	case HR_FILTER_AND:
	case HR_FILTER_OR:
	case HR_FILTER_NOT:
	case HR_FILTER_PIECE:
		break;
	}
	return false;
}

static bool match_attribute(const struct hr_filter *filter, const struct hr_filter_node *node, const char *name,
                            const struct hr_attribute *attributes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!hr_same_nocase(attributes[i].name, name))
			continue;
		for (size_t k = 0; k < attributes[i].count; k++)
			if (match_value(filter, node, &attributes[i].values[k]))
				return true;
	}
	return false;
}

static bool match_node(const struct hr_filter *filter, const struct hr_filter_node *node,
                       const struct hr_attribute *attributes, size_t count)
{
	if (node->kind > HR_FILTER_NOT) {
		const char *name = filter->text + node->name;
		if (match_attribute(filter, node, name, attributes, count))
			return true;
		return node->kind == HR_FILTER_EQUAL && hr_same_nocase(name, "objectCategory") &&
		       match_attribute(filter, node, "objectClass", attributes, count);
	}
	/* AND looks for a child that fails, OR for one that holds, NOT has one child. */
	bool decides = node->kind == HR_FILTER_OR;
	for (uint16_t i = node->child; i != 0; i = filter->nodes[i].next) {
		bool matched = match_node(filter, &filter->nodes[i], attributes, count);
		if (node->kind == HR_FILTER_NOT)
			return !matched;
		if (matched == decides)
			return decides;
	}
	return !decides;
}

bool hr_filter_match(const struct hr_filter *filter, const struct hr_attribute *attributes, size_t count)
{
	return filter->node_count > 0 && match_node(filter, &filter->nodes[0], attributes, count);
}
