/* A catalog of a few suites, one of each kind. */
#ifndef HR_TESTS_TLS_CATALOG_H
#define HR_TESTS_TLS_CATALOG_H

#include "hybridready/check.h"

static const struct hr_suite suites[] = {
        {.name = "TLS_RSA_WITH_NULL_SHA", .traits = HR_SUITE_NULL, .code = 0x0002, .verified = true},
        {.name = "TLS_RSA_EXPORT_WITH_RC4_40_MD5",
         .traits = HR_SUITE_EXPORT | HR_SUITE_RC4 | HR_SUITE_MD5,
         .code = 0x0003,
         .verified = true},
        {.name = "TLS_RSA_WITH_RC4_128_SHA", .traits = HR_SUITE_RC4, .code = 0x0005, .verified = true},
        {.name = "TLS_RSA_WITH_DES_CBC_SHA", .traits = HR_SUITE_DES, .code = 0x0009, .verified = true},
        {.name = "TLS_RSA_WITH_3DES_EDE_CBC_SHA", .traits = HR_SUITE_3DES, .code = 0x000A, .verified = true},
        {.name = "TLS_RSA_WITH_AES_128_CBC_SHA", .code = 0x002F, .verified = true},
        {.name = "TLS_DH_anon_WITH_AES_128_CBC_SHA", .traits = HR_SUITE_ANON, .code = 0x0034, .verified = true},
        {.name = "TLS_RSA_WITH_AES_128_GCM_SHA256",
         .traits = HR_SUITE_AEAD,
         .code = 0x009C,
         .office365 = true,
         .verified = true},
        {.name = "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
         .traits = HR_SUITE_AEAD | HR_SUITE_FORWARD,
         .code = 0x009E,
         .front_door = true,
         .verified = true},
        {.name = "TLS_AES_128_GCM_SHA256",
         .traits = HR_SUITE_TLS13 | HR_SUITE_AEAD,
         .code = 0x1301,
         .office365 = true,
         .front_door = true},
        {.name = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
         .traits = HR_SUITE_AEAD | HR_SUITE_FORWARD,
         .code = 0xC02F,
         .office365 = true,
         .front_door = true,
         .verified = true},
};

static const struct hr_cloud worldwide = {.name = "worldwide",
                                          .mail_domain = "mail.protection.outlook.com",
                                          .routing_domain = "mail.onmicrosoft.com",
                                          .sip_domain = "sipfed.online.lync.com",
                                          .source = "test",
                                          .verified = true};

static const struct hr_catalog catalog = {
        .date = "2026-11-01", .suites = suites, .suite_count = HR_COUNT(suites), .cloud = &worldwide};

#endif
