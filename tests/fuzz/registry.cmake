hr_add_fuzz(reg_file USES base parse)
hr_add_fuzz(health_checker USES base model parse registry LIBRARIES PkgConfig::XML2)
hr_add_fuzz(reg_query USES base parse)
hr_add_fuzz(collected USES base model parse registry)
