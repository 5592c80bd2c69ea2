hr_add_fuzz(tailoring USES base model catalog)
target_compile_definitions(fuzz_tailoring PRIVATE HR_SCHEMA="${PROJECT_SOURCE_DIR}/reports/tailoring.xsd")
