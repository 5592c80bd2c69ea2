#include "observe/cloud_names.h"

#include "hybridready/check.h"

bool hr_is_cloud_name(const struct hr_catalog *catalog, struct hr_span name)
{
	for (size_t i = 0; i < catalog->service_endpoint_count; i++)
		if (hr_span_in_domain(name, catalog->service_endpoints[i].host))
			return true;
	return hr_span_in_domain(name, catalog->cloud->mail_domain) ||
	       hr_span_in_domain(name, catalog->cloud->sip_domain);
}

bool hr_is_cloud_peer(const struct hr_catalog *catalog, struct hr_span name)
{
	for (size_t i = 0; i < catalog->service_domain_count; i++)
		if (hr_has_word(catalog->service_domains[i].clouds, catalog->cloud->name) &&
		    hr_span_in_domain(name, catalog->service_domains[i].name))
			return true;
	return hr_is_cloud_name(catalog, name);
}
