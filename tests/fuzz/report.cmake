hr_add_fuzz(report_read USES base model report)
target_compile_definitions(fuzz_report_read PRIVATE HR_SCHEMA="${PROJECT_SOURCE_DIR}/reports/report.xsd")
hr_add_fuzz(journal_record USES base parse)
