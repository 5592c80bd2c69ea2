hr_add_fuzz(smtp_log USES base parse)
