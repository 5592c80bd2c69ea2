hr_add_fuzz(smtp_log USES base parse)
hr_add_fuzz(iis_log USES base parse)
hr_add_fuzz(user_agent USES base parse)
hr_add_fuzz(received USES base parse)
