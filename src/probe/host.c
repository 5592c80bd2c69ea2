#include "probe/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOSS_MS 1000 /* what is lost within that time was lost for one reason */

bool hr_hosts_begin(struct hr_hosts *hosts, size_t expected, struct hr_error *why)
{
	size_t count = 64;
	while (count < expected && count < ((size_t)1 << 20))
		count *= 2;
	hosts->buckets = calloc(count, sizeof(struct hr_host *));
	hosts->bucket_count = count;
	return hosts->buckets != NULL || hr_fail_memory(why);
}

void hr_hosts_free(struct hr_hosts *hosts)
{
	for (size_t i = 0; hosts->buckets != NULL && i < hosts->bucket_count; i++) {
		for (struct hr_host *host = hosts->buckets[i], *next; host != NULL; host = next) {
			next = host->next;
			free(host);
		}
	}
	free(hosts->buckets);
	hosts->buckets = NULL;
}

static size_t hash(const char *text)
{
	uint64_t h = UINT64_C(14695981039346656037); /* FNV-1a */
	for (; *text != '\0'; text++)
		h = (h ^ (unsigned char)*text) * UINT64_C(1099511628211);
	return (size_t)(h ^ h >> 32);
}

struct hr_host *hr_hosts_at(struct hr_hosts *hosts, const char *address, unsigned cap, unsigned most)
{
	struct hr_host **bucket = &hosts->buckets[hash(address) & (hosts->bucket_count - 1)];
	for (struct hr_host *host = *bucket; host != NULL; host = host->next) {
		if (strcmp(host->address, address) == 0)
			return host;
	}
	struct hr_host *host = calloc(1, sizeof *host);
	if (host == NULL)
		return NULL;
	(void)snprintf(host->address, sizeof host->address, "%s", address);
	host->cap = cap < most ? cap : most;
	host->most = most;
	host->rtt_ms = UINT32_MAX;
	host->next = *bucket;
	*bucket = host;
	return host;
}

void hr_host_spare(struct hr_host *host)
{
	host->cap = host->cap > 1 ? host->cap / 2 : 1;
	host->no_ahead = host->spared = true;
}

void hr_host_lost(struct hr_host *host, uint64_t now)
{
	if (host->lost_at != 0 && now - host->lost_at < LOSS_MS)
		return;
	host->lost_at = now;
	hr_host_spare(host);
}

void hr_host_trust(struct hr_host *host)
{
	host->parallel = true;
	if (!host->spared)
		host->cap = host->most;
}
