/* IIS logs that an owner brought: a kind of file whose files are added up. */
#ifndef HR_OBSERVE_IIS_LOGS_H
#define HR_OBSERVE_IIS_LOGS_H

#include "model/brought.h"

/*
 * Whose: s-computername of a line says it, where that is logged; else the servers that `brought` names, else the
 * folders of the path, else the server whose endpoints have the address s-ip.
 */
hr_brought_recognise hr_iis_logs_is;
hr_brought_read hr_iis_logs_read;
hr_brought_finish hr_iis_logs_finish;

#endif
