/* Exchange's SMTP protocol logs that an owner brought: a kind of file whose files are added up. */
#ifndef HR_OBSERVE_SMTP_LOGS_H
#define HR_OBSERVE_SMTP_LOGS_H

#include "model/brought.h"

/*
 * Whose: a receive log says so in each line (SERVER\connector); else the servers that `brought` names, else the folders
 * of its path, else, of a send log, the name that the server says in EHLO.
 */
hr_brought_recognise hr_smtp_logs_is;
hr_brought_read hr_smtp_logs_read;
hr_brought_finish hr_smtp_logs_finish;

#endif
