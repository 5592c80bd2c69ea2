#include "observe/capture_out.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "observe/capture_places.h"
#include "observe/cloud_names.h"
#include "parse/tls_hello.h"

#define KNOWN 4096 /* places for hellos seen before; one that is pushed out is only described again */

const char *hr_session_peer(const struct hr_session *session, char text[static HR_UPGRADE_NAME_MAX + 1])
{
	const struct hr_client_hello *hello = session->hello;
	if (hello->host_length > 0 && hello->host_length <= HR_UPGRADE_NAME_MAX &&
	    strlen(hello->host) == hello->host_length && hr_text_is_host(hello->host))
		return hello->host;
	if (session->upgrade->peer[0] != '\0')
		return session->upgrade->peer;
	hr_place_text(session->server, text);
	return text;
}

bool hr_session_is_cloud(const struct hr_catalog *catalog, const struct hr_session *session)
{
	char text[HR_UPGRADE_NAME_MAX + 1];
	const char *name = hr_session_peer(session, text);
	const struct hr_span span = {.at = name, .length = strlen(name)};
	bool mail = session->upgrade->asked == HR_UPGRADE_STARTTLS || session->server_port == 25;
	return mail ? hr_is_cloud_name(catalog, span) : hr_is_cloud_peer(catalog, span);
}

static void span_add(struct hr_out_span *span, int64_t at)
{
	span->first = span->count == 0 || at < span->first ? at : span->first;
	span->last = at > span->last ? at : span->last;
	span->count++;
}

/* --- hellos --- */

/* What decides whether two hellos are the same offer, and nothing of what differs each time. */
static bool digest(const struct hr_client_hello *hello, uint8_t out[static 32])
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	const uint16_t numbers[] = {hello->version,
	                            hello->ssl2_form,
	                            (uint16_t)hello->suite_count,
	                            (uint16_t)hello->extension_count,
	                            (uint16_t)hello->version_count,
	                            (uint16_t)hello->group_count,
	                            (uint16_t)hello->signature_count,
	                            (uint16_t)hello->format_count,
	                            (uint16_t)hello->alpn_length};
	bool good = md != NULL && EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1 &&
	            EVP_DigestUpdate(md, numbers, sizeof numbers) == 1 &&
	            EVP_DigestUpdate(md, hello->suites, hello->suite_count * 2) == 1 &&
	            EVP_DigestUpdate(md, hello->extensions, hello->extension_count * 2) == 1 &&
	            EVP_DigestUpdate(md, hello->versions, hello->version_count * 2) == 1 &&
	            EVP_DigestUpdate(md, hello->groups, hello->group_count * 2) == 1 &&
	            EVP_DigestUpdate(md, hello->signatures, hello->signature_count * 2) == 1 &&
	            EVP_DigestUpdate(md, hello->formats, hello->format_count) == 1 &&
	            EVP_DigestUpdate(md, hello->alpn, hello->alpn_length) == 1 &&
	            EVP_DigestFinal_ex(md, out, NULL) == 1;
	EVP_MD_CTX_free(md);
	return good;
}

static const char *program_of(const struct hr_session *session, struct hr_arena *arena)
{
	switch (session->server_port) {
	case 443:
		return "https";
	case 25:
	case 587:
	case 465:
		return "smtp";
	case 5061:
		return "sip";
	case 636:
	case 3269:
		return "ldaps";
	default:
		return hr_arena_printf(arena, "port %u", session->server_port);
	}
}

/* The row of that offer, new or not; 0 in *row: beyond the ceilings. */
static bool find_hello(struct hr_out *out, size_t server, bool cloud, const struct hr_session *session, size_t *row,
                       struct hr_error *why)
{
	struct hr_offer offer;
	size_t of_server = 0;
	*row = 0;
	struct hr_arena *scratch = hr_arena_new(0); /* one hello's text: its ceilings are those of the parser */
	if (scratch == NULL)
		return hr_fail_memory(why);
	bool good = hr_offer_describe(scratch, out->catalog, session->hello, &offer, why);
	for (size_t i = 0; good && i < out->hello_count && *row == 0; i++) {
		of_server += out->hellos[i].server == server;
		if (out->hellos[i].server == server && out->hellos[i].cloud == cloud &&
		    hr_offer_same(&out->hellos[i].offer, &offer))
			*row = i + 1;
	}
	if (good && *row == 0 && out->hello_count < HR_OUT_HELLOS_MAX && of_server < HR_OUT_HELLOS_PER_SERVER) {
		struct hr_out_hello *grown = hr_arena_grow(out->arena, out->hellos, out->hello_count,
		                                           &out->hello_capacity, sizeof *grown, HR_OUT_HELLOS_MAX);
		const char *program = program_of(session, out->arena);
		out->hellos = grown != NULL ? grown : out->hellos;
		good = grown != NULL && program != NULL &&
		       hr_offer_copy(out->arena, &offer, &grown[out->hello_count].offer);
		if (good) {
			grown[out->hello_count].server = server;
			grown[out->hello_count].cloud = cloud;
			grown[out->hello_count].program = program;
			*row = ++out->hello_count;
		} else {
			(void)hr_fail_memory(why);
		}
	}
	hr_arena_free(scratch);
	return good;
}

static bool add_hello(struct hr_out *out, size_t server, bool cloud, const struct hr_session *session,
                      struct hr_error *why)
{
	uint8_t name[32];
	size_t row = 0;
	if (!digest(session->hello, name))
		return hr_fail(why, HR_E_SYSTEM, "SHA-256 cannot be had from OpenSSL");
	if (out->known == NULL) {
		out->known = hr_arena_take(out->arena, KNOWN * sizeof *out->known);
		if (out->known == NULL)
			return hr_fail_memory(why);
	}
	struct hr_out_known *known = &out->known[(name[0] | (size_t)name[1] << 8) % KNOWN];
	bool hit = known->hello != 0 && known->server == server && known->cloud == cloud &&
	           memcmp(known->digest, name, sizeof name) == 0;
	if (hit)
		row = known->hello;
	else if (!find_hello(out, server, cloud, session, &row, why))
		return false;
	if (row == 0) {
		out->dropped++;
		return true;
	}
	if (!hit) {
		*known = (struct hr_out_known){.server = server, .cloud = cloud, .hello = row};
		memcpy(known->digest, name, sizeof name);
	}
	span_add(&out->hellos[row - 1].span, session->at);
	return true;
}

/* --- peers --- */

static struct hr_out_peer *peer_of(struct hr_out *out, size_t server, bool cloud, const char *name)
{
	size_t of_server = 0;
	struct hr_out_peer *others = NULL;
	for (size_t i = 0; i < out->peer_count; i++) {
		struct hr_out_peer *peer = &out->peers[i];
		if (peer->server != server || peer->cloud != cloud)
			continue;
		if (hr_text_compare_nocase(peer->name, name) == 0)
			return peer;
		if (strcmp(peer->name, "others") == 0)
			others = peer;
		of_server++;
	}
	if (of_server >= HR_OUT_PEERS_PER_SERVER) {
		if (others != NULL)
			return others;
		name = "others";
	}
	if (out->peer_count == HR_OUT_PEERS_MAX) {
		out->dropped++;
		return &out->beyond;
	}
	struct hr_out_peer *grown = hr_arena_grow(out->arena, out->peers, out->peer_count, &out->peer_capacity,
	                                          sizeof *grown, HR_OUT_PEERS_MAX);
	char *copy = hr_arena_string(out->arena, name);
	if (grown == NULL || copy == NULL)
		return NULL;
	out->peers = grown;
	grown[out->peer_count] = (struct hr_out_peer){.server = server, .cloud = cloud, .name = hr_text_lower(copy)};
	return &grown[out->peer_count++];
}

static enum hr_out_end end_of(const struct hr_session *session)
{
	if (session->agreed == HR_AGREED_FAILED)
		return HR_OUT_FAILED;
	if (session->agreed != HR_AGREED)
		return HR_OUT_UNSEEN;
	if (session->version >= HR_SSL_3_0 && session->version <= HR_TLS_1_3)
		return (enum hr_out_end)(HR_OUT_SSL3 + (session->version - HR_SSL_3_0));
	return session->version == HR_SSL_2_0 ? HR_OUT_SSL2 : HR_OUT_UNSEEN; /* none that is known: not seen */
}

static void add_suite(struct hr_out_peer *peer, enum hr_out_end end, uint16_t suite)
{
	for (size_t i = 0; i < peer->suite_count[end]; i++)
		if (peer->suites[end][i] == suite)
			return;
	if (peer->suite_count[end] < HR_OUT_SUITES)
		peer->suites[end][peer->suite_count[end]++] = suite;
}

bool hr_out_add(struct hr_out *out, size_t server, const struct hr_session *session, struct hr_error *why)
{
	char text[HR_UPGRADE_NAME_MAX + 1];
	const char *name = hr_session_peer(session, text);
	bool cloud = hr_session_is_cloud(out->catalog, session);
	if (!add_hello(out, server, cloud, session, why))
		return false;
	struct hr_out_peer *peer = peer_of(out, server, cloud, name);
	if (peer == NULL)
		return hr_fail_memory(why);
	enum hr_out_end end = end_of(session);
	span_add(&peer->by_end[end], session->at);
	if (end < HR_OUT_FAILED)
		add_suite(peer, end, session->suite);
	if (end == HR_OUT_FAILED && session->at >= peer->by_end[end].last)
		memcpy(peer->failure, session->failure, sizeof peer->failure);
	out->sessions++;
	out->cloud += cloud;
	out->old += cloud && end < HR_OUT_1_2;
	return true;
}
