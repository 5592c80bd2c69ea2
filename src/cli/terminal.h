/*
 * The whole terminal for one verb: another screen, keys without Enter, and everything as it was when the program ends,
 * however it ends: Ctrl-C, SIGTERM, a connection that hangs up, Ctrl-Z and back. Plain ANSI, as every ssh client knows
 * it.
 */
#ifndef HR_CLI_TERMINAL_H
#define HR_CLI_TERMINAL_H

#include "cli/settings.h"
#include "watch/screen.h"

/* Is standard output a terminal on which lines can be placed? */
bool hr_terminal_is_there(void);

/* Takes the terminal; hr_terminal_close() gives it back, and may be called at any time and more than once. */
void hr_terminal_open(void);
void hr_terminal_close(void);

/* Columns and lines; 80 and 24 if it does not say. */
void hr_terminal_size(unsigned *width, unsigned *height);

/* True once after its size changed, or after it was away (Ctrl-Z): everything must be drawn again. */
bool hr_terminal_changed(void);

/* Does the locale say that it shows UTF-8? */
bool hr_terminal_shows_utf8(void);

/* A key that was pressed, or 0. */
int hr_terminal_key(void);

/* Shows a picture; a terminal that takes no bytes just now is left alone. */
void hr_terminal_show(const struct hr_picture *picture, bool color);
void hr_terminal_ring(void);

#endif
