/* Lines of text that fit a terminal, and how each is to look. Pure. */
#ifndef HR_WATCH_PICTURE_H
#define HR_WATCH_PICTURE_H

#include "base/text.h"

#define HR_PICTURE_LINES_MAX 200

/* Never the only difference: each line says in words or signs what its colour says. */
enum hr_style { HR_STYLE_PLAIN = 0, HR_STYLE_HEAD, HR_STYLE_GOOD, HR_STYLE_WARN, HR_STYLE_BAD, HR_STYLE_SOFT };

struct hr_picture {
	struct hr_buffer text; /* the lines, each ended by '\n'; free it with hr_buffer_free() */
	enum hr_style styles[HR_PICTURE_LINES_MAX];
	size_t count;
	unsigned width, height; /* columns and lines, the latter not more than HR_PICTURE_LINES_MAX */
	unsigned pages;         /* of what has several */
	bool utf8;              /* the terminal shows more than ASCII */
};

/*
 * Adds a line, unless there are as many as fit: of printable UTF-8, as many characters as there are columns, with a
 * mark where something is cut off.
 */
void hr_picture_line(struct hr_picture *picture, enum hr_style style, const char *format, ...) HR_PRINTF(3, 4);

#endif
