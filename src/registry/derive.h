/* From registry values to what they mean: effective versions and suites, the Windows release, builds of products. */
#ifndef HR_REGISTRY_DERIVE_H
#define HR_REGISTRY_DERIVE_H

#include "model/report.h"

/*
 * For every server with facts `registry`: adds (or replaces) the facts by means registry that the catalog lets one
 * conclude from them: schannel.client, schannel.server, schannel.suites, winhttp, dotnet4, dotnet2 (of=64 and 32),
 * dotnet.release, os.name, os.version, build, build.sources, sql.build, sql.client, sql.driver, and windows.because
 * with the reason of each. Their `at` is that of the newest value. The report is indexed before and after. Done at
 * every assess, so that a newer catalog concludes anew.
 */
bool hr_derive_windows(struct hr_report *report, const struct hr_catalog *catalog, struct hr_error *why) HR_MUST_USE;

/* The release of a version "10.0.17763.0"; the last that began at or before it, server with server; NULL if none. */
const struct hr_windows *hr_windows_release(const struct hr_catalog *catalog, uint64_t version, bool server);

#endif
