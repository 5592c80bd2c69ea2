#include "watch/screen.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/names.h"
#include "watch/event_text.h"

#define TEXT_MAX ((size_t)1 << 20)
#define WIDTH_MAX 400
#define LINE_BYTES ((size_t)2048)
#define VERSIONS_WIDTH 19 /* "SSL 1.0 1.1 1.2 1.3" */
#define STATE_WIDTH 24
#define STATE_WIDTH_NARROW 17 /* "unreachable 10:00" */
#define NARROW 72
#define RECENT_MS INT64_C(600000) /* "changed" is said for so long */

struct drawing {
	const struct hr_screen *screen;
	struct hr_picture *picture;
	const struct hr_watched **order;
};

/* "0:45", "1:02:03". */
static const char *duration(int64_t ms, char text[static 24])
{
	int64_t s = ms < 0 ? 0 : ms / 1000;
	if (s >= 3600)
		(void)snprintf(text, 24, "%" PRId64 ":%02d:%02d", s / 3600, (int)(s / 60 % 60), (int)(s % 60));
	else
		(void)snprintf(text, 24, "%d:%02d", (int)(s / 60), (int)(s % 60));
	return text;
}

/* "12:04:31", UTC. */
static const char *time_of_day(int64_t seconds, char text[static 24])
{
	int64_t s = seconds % 86400;
	(void)snprintf(text, 24, "%02d:%02d:%02d", (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));
	return text;
}

/* --- the head --- */

static size_t certain_steps(const struct hr_screen *screen, size_t *done)
{
	size_t count = 0;
	*done = 0;
	for (size_t i = 0; i < screen->plan->step_count; i++) {
		count += screen->plan->steps[i].certain;
		*done += screen->plan->steps[i].certain && screen->progress[i] != HR_STEP_OPEN;
	}
	return count;
}

static void draw_counts(struct drawing *d)
{
	static const char *const words[] = {"not looked at yet", "up", "restarting", "unreachable", "broken"};
	const struct hr_watching *w = d->screen->watching;
	size_t counts[HR_COUNT(words)] = {0};
	char line[256];
	int length = snprintf(line, sizeof line, "%zu endpoints:", w->endpoint_count);
	for (size_t i = 0; i < w->endpoint_count; i++)
		counts[w->endpoints[i].condition]++;
	for (size_t i = HR_COUNT(words); i-- > 0;)
		if (counts[i] > 0)
			length +=
			        snprintf(line + length, sizeof line - (size_t)length, " %zu %s,", counts[i], words[i]);
	line[length - 1] = '\0'; /* the last comma, or the colon of none */
	hr_picture_line(d->picture, HR_STYLE_PLAIN, "%s", line);
}

static void draw_head(struct drawing *d)
{
	static const char *const heads[] = {"GO SO FAR", "NO-GO", "CANNOT TELL"};
	static const enum hr_style styles[] = {HR_STYLE_GOOD, HR_STYLE_BAD, HR_STYLE_WARN};
	const struct hr_screen *s = d->screen;
	char clock[24];
	char running[24];
	const char *name = strrchr(s->name, '/') == NULL ? s->name : strrchr(s->name, '/') + 1;
	hr_picture_line(d->picture, HR_STYLE_HEAD, "%s UTC  hybridready watch %s  running %s",
	                time_of_day(s->now / 1000, clock), name, duration(s->now - s->from, running));
	if (*s->note != '\0')
		hr_picture_line(d->picture, HR_STYLE_BAD, "! %s", s->note);
	hr_picture_line(d->picture, styles[s->go], "%s: %s", heads[s->go], s->reason);
	draw_counts(d);
}

/* --- endpoints --- */

/* What has never answered is no news. */
static int rank(const struct hr_watched *watched)
{
	if (watched->condition == HR_CONDITION_UNREACHABLE && !watched->lived)
		return HR_CONDITION_NEW;
	return (int)watched->condition;
}

static int compare_watched(const void *a, const void *b)
{
	const struct hr_watched *x = *(const struct hr_watched *const *)a;
	const struct hr_watched *y = *(const struct hr_watched *const *)b;
	int order = rank(y) - rank(x);
	if (order == 0)
		order = (y->changed_at > x->changed_at) - (y->changed_at < x->changed_at);
	return order != 0 ? order : strcmp(x->endpoint->id, y->endpoint->id);
}

static const char *sign_of(const struct drawing *d, enum hr_seen seen)
{
	if (seen == HR_PRESENT)
		return d->picture->utf8 ? "\u2713" : "+";
	return seen == HR_ABSENT ? "-" : "?";
}

/* Both SSL versions share a column. */
static enum hr_seen any_ssl(const struct hr_look *look)
{
	if (look->versions[0] == HR_PRESENT || look->versions[1] == HR_PRESENT)
		return HR_PRESENT;
	return look->versions[0] == HR_ABSENT && look->versions[1] == HR_ABSENT ? HR_ABSENT : HR_FAILED;
}

static void say_state(const struct drawing *d, const struct hr_watched *watched, char text[static 64])
{
	char age[24];
	int64_t now = d->screen->now;
	if (watched->condition == HR_CONDITION_NEW)
		(void)snprintf(text, 64, "not looked at yet");
	else if (watched->condition == HR_CONDITION_UNREACHABLE && !watched->lived)
		(void)snprintf(text, 64, "does not answer");
	else if (watched->condition != HR_CONDITION_UP)
		(void)snprintf(text, 64, "%s %s", hr_condition_name(watched->condition),
		               duration(now - watched->since, age));
	else if (watched->unsteady)
		(void)snprintf(text, 64, "unlike from look to look");
	else if (watched->changed_at != 0 && now - watched->changed_at < RECENT_MS)
		(void)snprintf(text, 64, "changed %s ago", duration(now - watched->changed_at, age));
	else
		(void)snprintf(text, 64, "%s", watched->misses > 0 ? "no answer, looking again" : "");
}

static enum hr_style style_of(const struct hr_watched *watched)
{
	if (watched->condition == HR_CONDITION_RESTARTING || watched->unsteady)
		return HR_STYLE_WARN;
	if (watched->condition == HR_CONDITION_BROKEN ||
	    (watched->condition == HR_CONDITION_UNREACHABLE && watched->lived))
		return HR_STYLE_BAD;
	return HR_STYLE_PLAIN;
}

static int name_width(const struct drawing *d)
{
	int state = d->picture->width < NARROW ? STATE_WIDTH_NARROW : STATE_WIDTH;
	return (int)d->picture->width - VERSIONS_WIDTH - state - 4;
}

/* A name that is too long loses its end, not its port. */
static void draw_watched(struct drawing *d, const struct hr_watched *watched)
{
	const struct hr_endpoint *endpoint = watched->endpoint;
	const struct hr_look *known = &watched->known;
	char port[32];
	char state[64];
	char name[WIDTH_MAX];
	int length =
	        snprintf(port, sizeof port, ":%u %s", (unsigned)endpoint->port, hr_service_name(endpoint->service));
	int room = name_width(d) - length;
	(void)snprintf(name, sizeof name, "%.*s%s", room > 4 ? room : 4, endpoint->host, port);
	say_state(d, watched, state);
	enum hr_style style = style_of(watched);
	hr_picture_line(d->picture, style, "%c%-*.*s %s   %s   %s   %s   %s    %s",
	                style == HR_STYLE_BAD    ? '!'
	                : style == HR_STYLE_WARN ? '*'
	                                         : ' ',
	                name_width(d), name_width(d), name, sign_of(d, any_ssl(known)), sign_of(d, known->versions[2]),
	                sign_of(d, known->versions[3]), sign_of(d, known->versions[4]), sign_of(d, known->versions[5]),
	                state);
}

/* `lines` lines, the heading included. */
static void draw_endpoints(struct drawing *d, unsigned lines)
{
	const struct hr_screen *s = d->screen;
	size_t count = s->watching->endpoint_count;
	size_t room = lines > 1 ? lines - 1 : 0;
	bool paged = count > room;
	if (paged && room > 0)
		room--; /* for the line that says so */
	d->picture->pages = room == 0 ? 1 : (unsigned)((count + room - 1) / room);
	unsigned page = s->page < d->picture->pages ? s->page : d->picture->pages - 1;
	size_t first = (size_t)page * room;
	hr_picture_line(d->picture, HR_STYLE_HEAD, " %-*s SSL 1.0 1.1 1.2 1.3", name_width(d), "ENDPOINT");
	for (size_t i = 0; i < room; i++) {
		if (first + i < count)
			draw_watched(d, d->order[first + i]);
		else
			hr_picture_line(d->picture, HR_STYLE_PLAIN, "%s", "");
	}
	if (paged && room > 0)
		hr_picture_line(d->picture, HR_STYLE_SOFT,
		                " %zu to %zu of %zu, the worst and the latest first; space: next page", first + 1,
		                first + room < count ? first + room : count, count);
}

/* --- changes --- */

static void draw_event(struct drawing *d, const struct hr_event *event)
{
	char clock[24];
	struct hr_buffer sentence = {.ceiling = LINE_BYTES};
	bool bad = hr_event_is_bad(event->kind);
	bool good = hr_event_is_good(event->kind);
	const char *slash = strchr(event->about, '/'); /* product/name */
	hr_event_text(event, &sentence);
	hr_picture_line(d->picture,
	                bad    ? HR_STYLE_BAD
	                : good ? HR_STYLE_GOOD
	                       : HR_STYLE_PLAIN,
	                "%c%s %s %s",
	                bad    ? '!'
	                : good ? '+'
	                       : ' ',
	                time_of_day(event->at, clock), slash == NULL ? event->about : slash + 1,
	                sentence.data == NULL ? "" : sentence.data);
	hr_buffer_free(&sentence);
}

static void draw_changes(struct drawing *d, unsigned lines)
{
	const struct hr_timeline *timeline = d->screen->timeline;
	hr_picture_line(d->picture, HR_STYLE_HEAD, " CHANGES, the latest first: %zu since the beginning",
	                timeline->count + timeline->left_out);
	for (size_t i = 0; i + 1 < lines; i++) {
		if (i < timeline->count)
			draw_event(d, &timeline->events[timeline->count - 1 - i]);
		else
			hr_picture_line(d->picture, HR_STYLE_SOFT, "%s", i == 0 ? " none yet" : "");
	}
}

/* --- steps --- */

static const char *title_of(const struct hr_report *report, const char *remedy)
{
	for (size_t i = 0; i < report->legend_count; i++) {
		const struct hr_legend *legend = &report->legends[i];
		if (strcmp(legend->kind, "remedy") == 0 && strcmp(legend->id, remedy) == 0 && *legend->title != '\0')
			return legend->title;
	}
	return remedy;
}

static void draw_step(struct drawing *d, size_t i)
{
	const struct hr_screen *s = d->screen;
	const struct hr_step *step = &s->plan->steps[i];
	enum hr_step_state state = s->progress[i];
	const char *slash = strchr(step->about, '/');
	hr_picture_line(d->picture, state == HR_STEP_OPEN ? HR_STYLE_PLAIN : HR_STYLE_GOOD, " %s %u %s: %s%s",
	                state == HR_STEP_OPEN ? "[ ]" : "[x]", step->n, slash == NULL ? step->about : slash + 1,
	                title_of(s->plan, step->remedy),
	                state == HR_STEP_PARTLY ? " (as far as can be seen from here)" : "");
}

/* From the one before the first that is open. */
static void draw_steps(struct drawing *d, unsigned lines)
{
	const struct hr_screen *s = d->screen;
	size_t done = 0;
	size_t count = certain_steps(s, &done);
	size_t first = 0;
	size_t before = 0;
	while (first < s->plan->step_count && (!s->plan->steps[first].certain || s->progress[first] != HR_STEP_OPEN)) {
		before = s->plan->steps[first].certain ? first : before;
		first++;
	}
	hr_picture_line(d->picture, HR_STYLE_HEAD, " PLAN: %zu of %zu steps done", done, count);
	for (size_t i = before; lines > 1 && i < s->plan->step_count; i++) {
		if (!s->plan->steps[i].certain)
			continue;
		draw_step(d, i);
		lines--;
	}
}

/* --- all of it --- */

/* Lines for each part: what one does not need goes to the next. */
static void share_out(const struct drawing *d, unsigned room, unsigned parts[static 3])
{
	size_t done = 0;
	size_t wanted[] = {d->screen->watching->endpoint_count + 1, d->screen->timeline->count + 1,
	                   certain_steps(d->screen, &done) + 1};
	wanted[1] = wanted[1] < 2 ? 2 : wanted[1];
	unsigned steps = room / 4;
	unsigned changes = room / 3;
	parts[2] = wanted[2] == 1 ? 0 : wanted[2] < steps ? (unsigned)wanted[2] : steps;
	parts[1] = wanted[1] < changes ? (unsigned)wanted[1] : changes;
	parts[0] = room - parts[1] - parts[2];
	if (wanted[0] < parts[0]) {
		parts[1] += parts[0] - (unsigned)wanted[0];
		parts[0] = (unsigned)wanted[0];
	}
}

static void draw_all(struct drawing *d)
{
	unsigned parts[3];
	draw_head(d);
	share_out(d, d->picture->height - (unsigned)d->picture->count - 1, parts);
	draw_endpoints(d, parts[0]);
	draw_changes(d, parts[1]);
	if (parts[2] > 1)
		draw_steps(d, parts[2]);
	while (d->picture->count + 1 < d->picture->height)
		hr_picture_line(d->picture, HR_STYLE_PLAIN, "%s", "");
	hr_picture_line(d->picture, HR_STYLE_SOFT, " q: end, with a last look and a report   space: next page");
}

static unsigned within(unsigned value, unsigned least, unsigned most)
{
	return value < least ? least : value > most ? most : value;
}

bool hr_screen_draw(const struct hr_screen *screen, struct hr_picture *picture, struct hr_error *why)
{
	const struct hr_watching *w = screen->watching;
	struct drawing d = {.screen = screen, .picture = picture};
	*picture = (struct hr_picture){
	        .text = {.ceiling = TEXT_MAX},
	        .width = within(screen->width, HR_SCREEN_WIDTH_MIN, WIDTH_MAX),
	        .height = within(screen->height, HR_SCREEN_HEIGHT_MIN, HR_PICTURE_LINES_MAX),
	        .utf8 = screen->utf8,
	};
	d.order = malloc((w->endpoint_count + 1) * sizeof(*d.order));
	if (d.order == NULL)
		return hr_fail_memory(why);
	for (size_t i = 0; i < w->endpoint_count; i++)
		d.order[i] = &w->endpoints[i];
	qsort(d.order, w->endpoint_count, sizeof(*d.order), compare_watched);
	draw_all(&d);
	free(d.order);
	if (!picture->text.failed)
		return true;
	hr_buffer_free(&picture->text);
	return hr_fail_memory(why);
}
