#include "watch/compare.h"

#include <string.h>

#define FLIP_LOOKS 5    /* a version that turns round again within so many looks has flipped */
#define FLIPS_MAX 2     /* with so many flips nobody is switching: the answers come from unlike servers */
#define STEADY_LOOKS 10 /* alike, and it is one server again */

void hr_watched_tell(struct hr_watching *watching, struct hr_watched *watched, enum hr_event_kind kind, const char *of,
                     const char *detail, int64_t now)
{
	watched->changed_at = now;
	watching->tell(
	        watching->context,
	        &(struct hr_event){
	                .at = now / 1000, .kind = kind, .about = watched->endpoint->id, .of = of, .detail = detail});
}

static bool is_sure(enum hr_seen seen)
{
	return seen == HR_PRESENT || seen == HR_ABSENT;
}

static void tell_version(struct hr_watching *watching, struct hr_watched *watched, size_t version, int64_t now)
{
	enum hr_seen seen = watched->known.versions[version];
	watched->told[version] = seen;
	hr_watched_tell(watching, watched, seen == HR_PRESENT ? HR_EVENT_VERSION_APPEARED : HR_EVENT_VERSION_VANISHED,
	                hr_look_version_name(version), "", now);
}

/* Counts a change of one thing. Is it one change too many for somebody who is switching? */
static bool is_flipping(struct hr_watching *watching, struct hr_watched *watched, size_t thing, const char *name,
                        int64_t now)
{
	watched->flips += watched->changed_before[thing] && watched->looks_since[thing] < FLIP_LOOKS;
	watched->changed_before[thing] = true;
	watched->looks_since[thing] = 0;
	watched->alike = 0;
	if (!watched->unsteady && watched->flips >= FLIPS_MAX) {
		watched->unsteady = true;
		hr_watched_tell(watching, watched, HR_EVENT_UNSTEADY, name, "", now);
	}
	return watched->unsteady;
}

/* Long enough alike: what is so now, and was not when it was last told, is told. */
static bool settle(struct hr_watching *watching, struct hr_watched *watched, int64_t now)
{
	bool was = watched->unsteady;
	watched->flips = 0;
	watched->unsteady = false;
	if (!was)
		return false;
	hr_watched_tell(watching, watched, HR_EVENT_STEADY, "", "", now);
	for (size_t i = 0; i < HR_LOOK_VERSIONS; i++)
		if (is_sure(watched->told[i]) && watched->told[i] != watched->known.versions[i])
			tell_version(watching, watched, i, now);
	return true;
}

static bool compare_versions(struct hr_watching *watching, struct hr_watched *watched, const struct hr_look *look,
                             int64_t now)
{
	bool changed = false;
	bool unsure = false;
	for (size_t i = 0; i < HR_LOOK_VERSIONS; i++) {
		enum hr_seen before = watched->known.versions[i];
		enum hr_seen after = look->versions[i];
		if (!is_sure(after)) {
			unsure |= is_sure(before);
			continue;
		}
		watched->known.versions[i] = after;
		if (!is_sure(before))
			watched->told[i] = after;
		if (!is_sure(before) || before == after)
			continue;
		changed = true;
		if (!is_flipping(watching, watched, i, hr_look_version_name(i), now))
			tell_version(watching, watched, i, now);
	}
	changed |= unsure && !watched->unsure;
	watched->unsure = unsure;
	return changed;
}

/* A server with several types of key shows one at a time: only the same type can have changed. */
static bool compare_certificates(struct hr_watching *watching, struct hr_watched *watched, const struct hr_look *look,
                                 int64_t now)
{
	bool changed = false;
	for (size_t i = 0; i < look->certificate_count; i++) {
		const struct hr_look_certificate *after = &look->certificates[i];
		const struct hr_look_certificate *before = hr_look_certificate(&watched->known, after->of);
		if (before != NULL && strcmp(before->sha256, after->sha256) != 0) {
			changed = true;
			if (is_flipping(watching, watched, HR_LOOK_VERSIONS, "certificate", now))
				continue;
			hr_watched_tell(watching, watched, HR_EVENT_CERTIFICATE_CHANGED, after->of, after->sha256, now);
		}
	}
	for (size_t i = 0; i < look->certificate_count; i++)
		hr_look_note(&watched->known, HR_FACT_CERT_SHA256, look->certificates[i].of, HR_PRESENT,
		             look->certificates[i].sha256);
	return changed;
}

bool hr_watched_compare(struct hr_watching *watching, struct hr_watched *watched, const struct hr_look *look,
                        int64_t now)
{
	for (size_t i = 0; i <= HR_LOOK_VERSIONS; i++)
		watched->looks_since[i]++;
	watched->alike++; /* unless something is found to be different */
	bool changed = compare_versions(watching, watched, look, now);
	changed |= compare_certificates(watching, watched, look, now);
	if (watched->alike >= STEADY_LOOKS)
		changed |= settle(watching, watched, now);
	return changed && !watched->unsteady;
}
