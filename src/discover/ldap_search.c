/* One search over LDAP: page after page, and once more from its beginning if the connection is lost. */
#include <stdio.h>
#include <string.h>

#include "discover/dn.h"
#include "discover/ldap_read.h"

#define PAGE_PATIENCE 20 /* a page that keeps coming may take as many timeouts */
#define EMPTY_PAGES_MAX 1000

struct running {
	struct hr_ldap_directory *directory;
	struct hr_ldap_session *session;
	const struct hr_query *query;
	const struct hr_sink *sink;
	struct hr_error *why;
	const char *cut;
	struct berval cookie;
	size_t entries;
	size_t page_entries;
};

static enum hr_ldap_outcome take_entry(struct running *run, LDAPMessage *message)
{
	char *dn = NULL;
	struct hr_entry_builder *builder = &run->directory->builder;
	enum hr_ldap_outcome outcome = hr_ldap_read_entry(run->session, message, builder, &dn, run->why);
	if (outcome != HR_LDAP_DONE)
		return outcome;
	struct hr_entry entry = {.dn = dn, .context = run->query->context, .search = run->query->search};
	run->entries++;
	run->page_entries++;
	bool ok = hr_entry_pick(builder, run->query->search->attributes, &entry.attributes, &entry.attribute_count,
	                        run->why) &&
	          run->sink->entry(run->sink->context, &entry, run->why);
	ldap_memfree(dn);
	if (ok && run->entries >= HR_LDAP_ENTRIES_MAX)
		ok = hr_fail(run->why, HR_E_LIMIT, "search %s of %.300s gave more than %zu entries",
		             run->query->search->name, run->query->base, HR_LDAP_ENTRIES_MAX);
	return ok ? HR_LDAP_DONE : HR_LDAP_FAILED;
}

/* What a result code means for the search as a whole (RFC 4511 appendix A). */
static enum hr_ldap_outcome judge(struct running *run, int code)
{
	char text[300];
	char said[256];
	switch (code) {
	case LDAP_SUCCESS:
	case LDAP_NO_SUCH_OBJECT: /* an empty container */
		return HR_LDAP_DONE;
	case LDAP_SIZELIMIT_EXCEEDED:
		run->cut = "the server's size limit was reached";
		return HR_LDAP_DONE;
	case LDAP_TIMELIMIT_EXCEEDED:
		run->cut = "the server's time limit was reached";
		return HR_LDAP_DONE;
	case LDAP_ADMINLIMIT_EXCEEDED:
		run->cut = "the server's administrative limit was reached";
		return HR_LDAP_DONE;
	case LDAP_INSUFFICIENT_ACCESS:
		run->cut = "the server denies access";
		return HR_LDAP_DONE;
	case LDAP_REFERRAL:
		run->cut = "the server refers to another one, which is not followed";
		return HR_LDAP_DONE;
	case LDAP_BUSY:
	case LDAP_UNAVAILABLE:
	case LDAP_SERVER_DOWN:
	case LDAP_TIMEOUT:
	case LDAP_CONNECT_ERROR:
		return HR_LDAP_LOST;
	default:
		break;
	}
	bool anonymous = run->session->options->bind_dn == NULL && !run->session->options->gssapi;
	(void)hr_fail(run->why, HR_E_REFUSED, "%s: search %s of %.200s was refused: %s: %s%s",
	              hr_ldap_target_text(&run->session->target, text), run->query->search->name, run->query->base,
	              ldap_err2string(code), hr_ldap_said(run->session->ld, said, sizeof said),
	              anonymous ? "; bind with --bind-dn and --password-file, or --gssapi" : "");
	return HR_LDAP_FAILED;
}

/* The last message of a page: how it ended, and the cookie of the next page. */
static enum hr_ldap_outcome take_result(struct running *run, LDAPMessage *message)
{
	int code = LDAP_OTHER;
	LDAPControl **controls = NULL;
	ber_memfree(run->cookie.bv_val);
	run->cookie = (struct berval){0};
	int parsed = ldap_parse_result(run->session->ld, message, &code, NULL, NULL, NULL, &controls, 0);
	if (parsed != LDAP_SUCCESS)
		code = parsed == LDAP_DECODING_ERROR ? LDAP_PROTOCOL_ERROR : parsed;
	LDAPControl *page = ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, NULL);
	ber_int_t estimate = 0;
	if (page != NULL &&
	    ldap_parse_pageresponse_control(run->session->ld, page, &estimate, &run->cookie) != LDAP_SUCCESS)
		run->cookie = (struct berval){0};
	ldap_controls_free(controls);
	return judge(run, code);
}

static int send_page(struct running *run, int *id)
{
	static const int scopes[] = {[HR_DEPTH_BASE] = LDAP_SCOPE_BASE,
	                             [HR_DEPTH_ONE] = LDAP_SCOPE_ONE,
	                             [HR_DEPTH_SUBTREE] = LDAP_SCOPE_SUB};
	const struct hr_search *search = run->query->search;
	unsigned size = run->directory->options->page_size == 0 ? 500 : run->directory->options->page_size;
	LDAPControl *page = NULL;
	if (run->directory->pages && search->depth != HR_DEPTH_BASE) {
		int code = ldap_create_page_control(run->session->ld, (ber_int_t)size, &run->cookie, 0, &page);
		if (code != LDAP_SUCCESS)
			return code;
	}
	LDAPControl *controls[] = {page, NULL};
	/* The prototype lacks a const; the names are only read. */
	union {
		const char *const *in;
		char **out;
	} names = {.in = search->attributes};
	int code = ldap_search_ext(run->session->ld, run->query->base, scopes[search->depth], search->filter, names.out,
	                           0, page == NULL ? NULL : controls, NULL, NULL, 0, id);
	if (page != NULL)
		ldap_control_free(page);
	return code;
}

static enum hr_ldap_outcome read_page(struct running *run)
{
	int id = 0;
	hr_ldap_wire_allow(run->session->wire, (int64_t)hr_ldap_timeout_ms(run->session->options) * PAGE_PATIENCE);
	int code = send_page(run, &id);
	if (code != LDAP_SUCCESS)
		return code == LDAP_FILTER_ERROR || code == LDAP_ENCODING_ERROR ? judge(run, code) : HR_LDAP_LOST;
	run->page_entries = 0;
	for (;;) {
		LDAPMessage *message = hr_ldap_next(run->session, id);
		if (message == NULL)
			return HR_LDAP_LOST;
		int kind = ldap_msgtype(message);
		enum hr_ldap_outcome outcome = HR_LDAP_DONE; /* references to other servers are passed over */
		if (kind == LDAP_RES_SEARCH_ENTRY)
			outcome = take_entry(run, message);
		else if (kind == LDAP_RES_SEARCH_RESULT)
			outcome = take_result(run, message);
		(void)ldap_msgfree(message);
		if (outcome != HR_LDAP_DONE || kind == LDAP_RES_SEARCH_RESULT)
			return outcome;
	}
}

static enum hr_ldap_outcome read_pages(struct running *run)
{
	enum hr_ldap_outcome outcome = HR_LDAP_DONE;
	unsigned empty = 0;
	run->cut = NULL;
	run->entries = 0;
	run->cookie = (struct berval){0};
	do {
		outcome = read_page(run);
		empty = run->page_entries == 0 ? empty + 1 : 0;
		if (empty > EMPTY_PAGES_MAX)
			run->cut = "the server sends empty pages without end";
	} while (outcome == HR_LDAP_DONE && run->cookie.bv_len > 0 && run->cut == NULL);
	ber_memfree(run->cookie.bv_val);
	run->cookie = (struct berval){0};
	return outcome;
}

static struct hr_ldap_session *session_for(struct hr_ldap_directory *directory, const struct hr_query *query)
{
	char normal[HR_DN_MAX + 1];
	size_t length = strlen(query->context);
	normal[0] = '\0';
	if (length <= HR_DN_MAX)
		hr_dn_normalise(query->context, length, normal);
	for (size_t i = 1; i < directory->holder_count; i++)
		if (strcmp(directory->holders[i].normal, normal) == 0)
			return &directory->holders[i].session;
	return &directory->holders[0].session;
}

bool hr_ldap_directory_search(void *host, const struct hr_query *query, const struct hr_sink *sink, const char **cut,
                              struct hr_error *why)
{
	struct hr_ldap_directory *directory = host;
	struct running run = {.directory = directory, .query = query, .sink = sink, .why = why};
	run.session = session_for(directory, query);
	enum hr_ldap_outcome outcome = run.session->ld == NULL ? HR_LDAP_LOST : read_pages(&run);
	if (outcome == HR_LDAP_LOST) {
		char text[300];
		char why_not[HR_ERROR_TEXT_MAX];
		struct hr_ldap_target target = run.session->target;
		size_t before = run.entries;
		struct hr_error again = {0};
		hr_ldap_session_close(run.session);
		sink->again(sink->context);
		bool open = hr_ldap_session_open(run.session, directory->options, &target, &again);
		outcome = open ? read_pages(&run) : HR_LDAP_LOST;
		(void)snprintf(why_not, sizeof why_not, "%s", open ? "connected anew, it was lost again" : again.text);
		if (outcome == HR_LDAP_LOST)
			return hr_fail(
			        why, open ? HR_E_NETWORK : again.status,
			        "%s: the connection was lost or fell silent in search %s of %.200s, after %zu entries; "
			        "%.400s. Nothing of this directory is in the report",
			        hr_ldap_target_text(&target, text), query->search->name, query->base, before, why_not);
	}
	*cut = run.cut;
	return outcome == HR_LDAP_DONE;
}
