/*
 * Reports of Exchange HealthChecker: the XML that it writes per server (PowerShell CLIXML). Taken are the registry
 * values that it shows (tables of RegistryKey, Location and Value), the .NET release and the build of ExSetup.exe.
 * Source: the script itself (sources.xml: exchange-healthchecker).
 */
#ifndef HR_REGISTRY_HEALTH_CHECKER_H
#define HR_REGISTRY_HEALTH_CHECKER_H

#include "base/reader.h"
#include "registry/hive.h"

#define HR_HEALTH_CHECKER_MAX ((size_t)128 << 20)

hr_brought_recognise hr_health_checker_is;
hr_brought_read hr_health_checker_read;

/* What a report says beside registry values; strings are owned by the arena, NULL where it does not say. */
struct hr_health_checker {
	const char *server; /* name, with or without domain */
	const char *build;  /* of ExSetup.exe: with the security update */
};

/* Puts what the document shows into the hive. False (HR_E_FORMAT): `name`, and what is wrong. */
bool hr_health_checker_put(struct hr_hive *hive, struct hr_arena *arena, const char *name, struct hr_reader in,
                           struct hr_health_checker *found, struct hr_error *why) HR_MUST_USE;

#endif
