#include "model/timeline.h"

#include <string.h>

#include "base/text.h"
#include "model/report.h"

bool hr_event_is_bad(enum hr_event_kind kind)
{
	return kind == HR_EVENT_UNREACHABLE || kind == HR_EVENT_BROKEN || kind == HR_EVENT_WORSE ||
	       kind == HR_EVENT_STEP_OPEN;
}

bool hr_event_is_good(enum hr_event_kind kind)
{
	return kind == HR_EVENT_BACK || kind == HR_EVENT_BETTER || kind == HR_EVENT_STEP_DONE;
}

static bool own(struct hr_arena *arena, const char *text, const char **owned)
{
	*owned = text == NULL || *text == '\0' ? "" : hr_text_printable(arena, text, strlen(text), HR_NAME_MAX);
	return *owned != NULL;
}

bool hr_event_copy(const struct hr_event *event, struct hr_arena *arena, struct hr_event *copy, struct hr_error *why)
{
	struct hr_event fresh = *event;
	if (!own(arena, event->about, &fresh.about) || !own(arena, event->of, &fresh.of) ||
	    !own(arena, event->detail, &fresh.detail))
		return hr_fail_memory(why);
	*copy = fresh;
	return true;
}

bool hr_timeline_add(struct hr_timeline *timeline, struct hr_arena *arena, const struct hr_event *event,
                     struct hr_error *why)
{
	struct hr_event copy;
	if (timeline->count == HR_EVENTS_MAX) {
		timeline->left_out++;
		return true;
	}
	struct hr_event *grown = hr_arena_grow(arena, timeline->events, timeline->count, &timeline->capacity,
	                                       sizeof *grown, HR_EVENTS_MAX);
	if (grown == NULL)
		return hr_fail_memory(why);
	if (!hr_event_copy(event, arena, &copy, why))
		return false;
	timeline->events = grown;
	grown[timeline->count++] = copy;
	return true;
}
