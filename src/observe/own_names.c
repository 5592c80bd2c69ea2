#include "observe/own_names.h"

struct asked {
	struct hr_own_names *names;
	size_t server;
};

static void on_resolved(void *context, const struct hr_addresses *addresses)
{
	const struct asked *asked = context;
	struct hr_own_names *names = asked->names;
	names->open--;
	for (size_t i = 0; addresses->seen == HR_PRESENT && i < addresses->count; i++)
		names->found(names->context, asked->server, addresses->at[i]);
}

bool hr_own_names_ask(struct hr_own_names *names, struct hr_resolver *resolver, struct hr_arena *arena,
                      const struct hr_organisation *organisation, struct hr_error *why)
{
	struct asked *asked = hr_arena_take(arena, organisation->server_count * sizeof *asked);
	if (asked == NULL)
		return hr_fail_memory(why);
	for (size_t i = 0; i < organisation->server_count; i++) {
		if (!names->wanted(names->context, &organisation->servers[i]))
			continue;
		asked[i] = (struct asked){.names = names, .server = i};
		names->open++;
		if (!hr_resolver_ask(resolver, organisation->servers[i].name, on_resolved, &asked[i]))
			return hr_fail_memory(why);
	}
	return true;
}

bool hr_own_names_look_up(struct hr_own_names *names, const struct hr_probe_options *options, struct hr_arena *arena,
                          const struct hr_organisation *organisation, struct hr_error *why)
{
	uv_loop_t loop;
	struct hr_resolver *resolver = NULL;
	int error = uv_loop_init(&loop);
	if (error < 0)
		return hr_fail(why, HR_E_SYSTEM, "event loop: %s", uv_strerror(error));
	bool good = hr_resolver_open(&loop, options, &resolver, why);
	if (good) {
		good = hr_own_names_ask(names, resolver, arena, organisation, why);
		while (good && names->open > 0 && uv_run(&loop, UV_RUN_ONCE) != 0)
			continue;
		hr_resolver_close(resolver);
	}
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	if (resolver != NULL)
		hr_resolver_free(resolver);
	(void)uv_loop_close(&loop);
	return good;
}
