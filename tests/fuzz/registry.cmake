hr_add_fuzz(reg_file USES base parse)
