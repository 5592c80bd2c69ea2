/* A few rows about Exchange, as they are in the world but fewer. */
#ifndef HR_TESTS_EXCHANGE_CATALOG_H
#define HR_TESTS_EXCHANGE_CATALOG_H

#include "hybridready/check.h"

#define E2010 (&lines[0])
#define E2013 (&lines[1])
#define E2016 (&lines[2])
#define SE (&lines[3])

static const struct hr_line lines[] = {
        {.name = "Exchange 2010 SP3",
         .release = "2010",
         .from = HR_BUILD(14, 3, 0, 0),
         .to = HR_BUILD(14, 3, 65535, 65535),
         .support_ends = 1602547200,
         .product = HR_EXCHANGE,
         .verified = true},
        /* No floor: stands for a release for which no update exists. */
        {.name = "Exchange 2013",
         .release = "2013",
         .from = HR_BUILD(15, 0, 0, 0),
         .to = HR_BUILD(15, 0, 65535, 65535),
         .support_ends = 1681257600,
         .product = HR_EXCHANGE,
         .verified = false},
        {.name = "Exchange 2016",
         .release = "2016",
         .from = HR_BUILD(15, 1, 0, 0),
         .to = HR_BUILD(15, 1, 65535, 65535),
         .support_ends = 1760400000,
         .product = HR_EXCHANGE,
         .verified = true},
        {.name = "Exchange SE",
         .release = "SE",
         .from = HR_BUILD(15, 2, 2562, 0),
         .to = HR_BUILD(15, 2, 65535, 65535),
         .product = HR_EXCHANGE,
         .verified = true},
};

static const struct hr_floor floors[] = {
        {.rule = "exchange.update",
         .name = "RU19",
         .number = HR_BUILD(14, 3, 382, 0),
         .line = E2010,
         .verified = false},
        {.rule = "exchange.update", .name = "CU8", .number = HR_BUILD(15, 1, 1415, 2), .line = E2016, .verified = true},
        {.rule = "exchange.update", .name = "RTM", .number = HR_BUILD(15, 2, 2562, 17), .line = SE, .verified = true},
        {.rule = "exchange.update-retire",
         .name = "CU9",
         .number = HR_BUILD(15, 1, 1466, 3),
         .line = E2016,
         .verified = true},
};

static const struct hr_dotnet dotnets[] = {
        {.name = "4.6.2 or 4.7.1",
         .from = HR_BUILD(15, 1, 1466, 0),
         .to = HR_BUILD(15, 1, 1466, 65535),
         .release_from = 394802,
         .release_to = 460797,
         .product = HR_EXCHANGE,
         .verified = true},
        {.name = "4.6.2 or 4.7.1",
         .from = HR_BUILD(15, 1, 1466, 0),
         .to = HR_BUILD(15, 1, 1466, 65535),
         .release_from = 461308,
         .release_to = 461807,
         .product = HR_EXCHANGE,
         .verified = true},
        {.name = "4.8",
         .from = HR_BUILD(15, 1, 1979, 0),
         .to = HR_BUILD(15, 1, 65535, 65535),
         .release_from = 528040,
         .release_to = 533319,
         .product = HR_EXCHANGE,
         .verified = true},
};

static const struct hr_cloud worldwide = {.name = "worldwide",
                                          .mail_domain = "mail.protection.outlook.com",
                                          .routing_domain = "mail.onmicrosoft.com",
                                          .sip_domain = "sipfed.online.lync.com",
                                          .source = "test",
                                          .verified = true};

static const struct hr_catalog catalog = {.date = "2026-11-01",
                                          .lines = lines,
                                          .line_count = HR_COUNT(lines),
                                          .floors = floors,
                                          .floor_count = HR_COUNT(floors),
                                          .dotnets = dotnets,
                                          .dotnet_count = HR_COUNT(dotnets),
                                          .cloud = &worldwide};

#endif
