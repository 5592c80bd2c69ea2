#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/prober.h"

#define QUICK_CONNECTIONS 8   /* of a quick look */
#define ROUNDS_MAX 2          /* through all addresses of a name before it counts as unreachable */
#define ROUND_WAIT_MS 300     /* between them */
#define STALLED_MS 1000       /* without a connection: it may well be dead */
#define FAST_CAP 8            /* connections at once to a host that has not yet served two at a time */
#define AHEAD_RTT_MS 2        /* below that, opening ahead gains nothing */
#define AHEAD_PATIENCE_MS 500 /* an answer that takes longer may be held up by a connection opened ahead */

static bool use_address(struct hr_visit *visit)
{
	struct hr_prober *prober = visit->prober;
	unsigned most = prober->options.per_host;
	visit->host = hr_hosts_at(&prober->hosts, visit->addresses->at[visit->address],
	                          prober->options.fast ? FAST_CAP : most, most);
	if (visit->host == NULL)
		hr_prober_fail_memory(prober);
	return visit->host != NULL;
}

static void on_resolved(void *context, const struct hr_addresses *addresses)
{
	struct hr_visit *visit = context;
	visit->resolved = true;
	visit->addresses = addresses;
	hr_visit_tell_addresses(visit);
	if (addresses->seen != HR_PRESENT)
		hr_visit_stop(visit, addresses->why);
	else if (use_address(visit))
		hr_prober_hungry(visit->prober, visit);
	hr_visit_settle(visit);
	hr_prober_pump(visit->prober);
}

struct hr_visit *hr_visit_begin(struct hr_prober *prober, const struct hr_task *task)
{
	struct hr_visit *visit = calloc(1, sizeof *visit);
	if (visit == NULL)
		return NULL;
	visit->prober = prober;
	visit->task = task;
	visit->begun_at = uv_now(&prober->loop);
	if (task->tls) {
		visit->enumerate = malloc(sizeof *visit->enumerate);
		if (visit->enumerate == NULL) {
			free(visit);
			return NULL;
		}
		hr_enumerate_begin(visit->enumerate, prober->catalog->suites, prober->catalog->suite_count,
		                   !hr_host_is_literal(task->host));
		if (hr_visit_is_quick(visit))
			hr_enumerate_quick(visit->enumerate);
		else if (prober->options.fast)
			visit->spread = calloc(1, sizeof *visit->spread);
		if (visit->spread != NULL) /* without the memory for it, politely */
			hr_enumerate_fast(visit->enumerate, visit->spread);
	}
	visit->next_active = prober->active;
	if (prober->active != NULL)
		prober->active->previous_active = visit;
	prober->active = visit;
	prober->active_count++;
	if (!hr_resolver_ask(prober->resolver, task->host, on_resolved, visit))
		hr_prober_fail_memory(prober);
	return visit;
}

void hr_visit_free(struct hr_visit *visit)
{
	while (visit->sessions != NULL)
		hr_session_close(visit->sessions);
	free(visit->enumerate);
	free(visit->spread);
	free(visit->deep);
	hr_glean_free(&visit->glean);
	free(visit->banner);
	free(visit->ehlo);
	free(visit);
}

static struct hr_session *opened_ahead(const struct hr_visit *visit)
{
	struct hr_session *session = visit->sessions;
	while (session != NULL && session->has_try)
		session = session->next;
	return session;
}

bool hr_visit_is_quick(const struct hr_visit *visit)
{
	return visit->prober->options.quick || visit->task->quick;
}

bool hr_visit_is_spent(const struct hr_visit *visit)
{
	return hr_visit_is_quick(visit) && visit->opened >= QUICK_CONNECTIONS;
}

/* Is there something to ask, or to wait for, beyond the enumeration that is done? */
static bool deepens(struct hr_visit *visit)
{
	const struct hr_enumerate *e = visit->enumerate;
	if (!visit->prober->options.deep || hr_visit_is_quick(visit) || e == NULL || !hr_enumerate_done(e) ||
	    e->known_version == 0 || visit->why[0] != '\0')
		return false;
	if (visit->deep == NULL) {
		visit->deep = malloc(sizeof *visit->deep);
		if (visit->deep == NULL) {
			hr_prober_fail_memory(visit->prober);
			return false;
		}
		hr_deep_begin(visit->deep, e);
	}
	return !hr_deep_done(visit->deep);
}

static bool next_try(struct hr_visit *visit, struct hr_try *next)
{
	if (visit->enumerate != NULL && hr_visit_is_spent(visit))
		hr_enumerate_hurry(visit->enumerate, "a quick look ends before this is known");
	if (visit->enumerate != NULL && hr_enumerate_next(visit->enumerate, next))
		return true;
	return deepens(visit) && hr_deep_next(visit->deep, next);
}

static bool may_open_ahead(const struct hr_visit *visit)
{
	const struct hr_host *host = visit->host;
	return !hr_visit_is_quick(visit) && visit->spread == NULL && host->parallel && !host->no_ahead &&
	       host->rtt_ms >= AHEAD_RTT_MS && visit->enumerate != NULL && opened_ahead(visit) == NULL &&
	       hr_enumerate_lead(visit->enumerate) == HR_LEAD_WAITS;
}

bool hr_visit_start(struct hr_visit *visit)
{
	/* Until one connection came about, there is no more than one attempt at a time. */
	if (!visit->resolved || visit->finished || visit->host == NULL || (!visit->reached && visit->sessions != NULL))
		return false;
	struct hr_try try;
	bool done = true;
	if (may_open_ahead(visit))
		done = hr_session_open(visit, NULL, NULL, 0) != NULL;
	else if (hr_talk_next(visit))
		done = hr_talk_begin(visit);
	else if (next_try(visit, &try))
		done = hr_session_open(visit, &try, NULL, try.wait_ms) != NULL;
	else
		return false;
	if (!done)
		hr_prober_fail_memory(visit->prober);
	return done;
}

static void note_stalled(struct hr_visit *visit, bool stalled)
{
	if (visit->stalled != stalled)
		visit->prober->stalled_count += stalled ? 1 : SIZE_MAX;
	visit->stalled = stalled;
}

void hr_visit_connected(struct hr_session *session)
{
	struct hr_visit *visit = session->visit;
	if (visit->reached)
		return;
	visit->reached = true;
	note_stalled(visit, false);
	hr_visit_observe(visit, HR_FACT_REACHED, NULL, HR_PRESENT, session->host->address);
	hr_prober_hungry(visit->prober, visit);
}

bool hr_visit_unreached(struct hr_session *session, const char *why)
{
	struct hr_visit *visit = session->visit;
	if (visit->reached) {
		hr_host_spare(session->host);
		return false;
	}
	unsigned wait_ms = 0;
	note_stalled(visit, true);
	if (++visit->address == visit->addresses->count) {
		visit->address = 0;
		wait_ms = ROUND_WAIT_MS;
		if (++visit->rounds == ROUNDS_MAX) {
			hr_visit_observe(visit, HR_FACT_REACHED, NULL, HR_FAILED, why);
			hr_visit_stop(visit, why);
			return false;
		}
	}
	if (use_address(visit) && !hr_session_reopen(session, wait_ms))
		hr_prober_fail_memory(visit->prober);
	return true;
}

/* The connection opened ahead is for the chain that leads; for any other once that has ended. */
static void use_opened_ahead(struct hr_visit *visit)
{
	struct hr_session *ahead = opened_ahead(visit);
	struct hr_try try;
	if (ahead != NULL && hr_enumerate_lead(visit->enumerate) != HR_LEAD_WAITS && next_try(visit, &try))
		hr_session_ask(ahead, &try);
}

/*
 * It turned us away for coming too often or too many at once: the hello that it now answers was met with a reset or an
 * end before, or one that it is known to accept was.
 */
static bool turned_away(const struct hr_session *session, const struct hr_answer *answer)
{
	const struct hr_enumerate *e = session->visit->enumerate;
	const struct hr_chain *chain = e == NULL ? NULL : &e->chains[session->try.chain];
	if (chain == NULL || session->try.slot != 0 || session->try.deep > 0)
		return false;
	if (chain->stage == HR_STAGE_FALL)
		return answer->kind == HR_ANSWER_SERVER && chain->silences > 0 && chain->accepted_count > 0;
	return answer->kind != HR_ANSWER_SERVER && answer->kind != HR_ANSWER_UNREACHED;
}

void hr_visit_answered(struct hr_session *session, const struct hr_answer *answer)
{
	struct hr_visit *visit = session->visit;
	if (answer->kind == HR_ANSWER_RESET || answer->kind == HR_ANSWER_TIMEOUT)
		session->host->no_ahead = true;
	if (turned_away(session, answer))
		hr_host_lost(session->host, uv_now(&visit->prober->loop));
	if (session->try.deep > 0)
		hr_deep_answer(visit->deep, &session->try, answer);
	else if (visit->enumerate != NULL)
		hr_enumerate_answer(visit->enumerate, &session->try, answer);
	hr_session_close(session);
	use_opened_ahead(visit);
	hr_prober_hungry(visit->prober, visit);
	hr_visit_settle(visit);
}

void hr_visit_stop(struct hr_visit *visit, const char *why)
{
	(void)snprintf(visit->why, sizeof visit->why, "%s", why);
	if (visit->enumerate != NULL)
		hr_enumerate_give_up(visit->enumerate, why);
	if (visit->deep != NULL)
		hr_deep_give_up(visit->deep, why);
}

static bool has_work(struct hr_visit *visit)
{
	if (!visit->resolved)
		return true;
	if ((visit->enumerate != NULL && !hr_enumerate_done(visit->enumerate)) || deepens(visit))
		return true;
	if (hr_talk_next(visit) || visit->talk != HR_TALK_NONE)
		return true;
	for (const struct hr_session *session = visit->sessions; session != NULL; session = session->next) {
		if (session->has_try)
			return true;
	}
	return false;
}

void hr_visit_settle(struct hr_visit *visit)
{
	struct hr_prober *prober = visit->prober;
	if (visit->finished || has_work(visit))
		return;
	while (visit->sessions != NULL)
		hr_session_close(visit->sessions);
	hr_visit_tell_tls(visit);
	visit->finished = true;
	note_stalled(visit, false);
	free(visit->enumerate); /* the visit itself is freed when it comes out of its queue */
	visit->enumerate = NULL;
	free(visit->spread);
	visit->spread = NULL;
	free(visit->deep);
	visit->deep = NULL;
	hr_glean_free(&visit->glean);
	if (visit->previous_active != NULL)
		visit->previous_active->next_active = visit->next_active;
	else
		prober->active = visit->next_active;
	if (visit->next_active != NULL)
		visit->next_active->previous_active = visit->previous_active;
	prober->active_count--;
	prober->counts->tasks_done++;
	if (prober->sink->done != NULL)
		prober->sink->done(prober->sink->context, visit->task, prober->counts);
	/* Freed when it comes out of its queue, which nothing else could take it from. */
	if (visit->queue == HR_QUEUE_NONE)
		hr_prober_hungry(prober, visit);
}

void hr_visit_look(struct hr_visit *visit, uint64_t now)
{
	struct hr_session *ahead = opened_ahead(visit);
	if (!visit->reached && now - visit->begun_at >= STALLED_MS)
		note_stalled(visit, true);
	if (visit->talk != HR_TALK_NONE && !visit->talking)
		hr_prober_hungry(visit->prober, visit); /* it may have waited for others to end theirs */
	if (ahead == NULL)
		return;
	uint64_t patience = AHEAD_PATIENCE_MS + 4 * (uint64_t)ahead->host->rtt_ms;
	for (const struct hr_session *session = visit->sessions; session != NULL; session = session->next) {
		if (session->state != HR_SESSION_ASKED || now - session->asked_at < patience)
			continue;
		ahead->host->no_ahead = true;
		hr_session_close(ahead);
		return;
	}
}
