hr_add_fuzz(tls_server USES base parse)
hr_add_fuzz(tls_flight USES base parse)
hr_add_fuzz(tls_ssl2 USES base parse)
