/* The program's sentences in a person's language: reports/lang/<code>.xml. */
#ifndef HR_CATALOG_LANG_H
#define HR_CATALOG_LANG_H

#include "base/error.h"

struct hr_lang;

/* Reads <directory>/<code>.xml. A text that the language lacks is taken from en.xml. False (HR_E_FILE, HR_E_CATALOG).
 */
bool hr_lang_load(const char *directory, const char *code, struct hr_lang **lang, struct hr_error *why) HR_MUST_USE;
void hr_lang_free(struct hr_lang *lang);

/*
 * One text. kind: rule, remedy, evidence, notice. part: title, text (a rule's explanation, a remedy's "how"), verify,
 * undo; for rules also ready, not-ready, unknown, not-applicable, and with a variant "not-ready/expired". A variant
 * that is missing falls back to the part without it. "" if there is no such text. Valid as long as `lang`.
 * Sentences may hold {found}, {wanted}, {server}, {detail}, which the caller fills in.
 */
const char *hr_lang_text(const struct hr_lang *lang, const char *kind, const char *id, const char *part);

#endif
