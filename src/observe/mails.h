/*
 * Mails that an owner brought as text (.eml): which version the servers of the inventory agreed on with Microsoft 365
 * when they passed them on, as Microsoft 365 itself wrote it into their Received fields, and which build of Exchange
 * wrote its own field. A kind of file whose files are added up.
 */
#ifndef HR_OBSERVE_MAILS_H
#define HR_OBSERVE_MAILS_H

#include "model/brought.h"

hr_brought_recognise hr_mails_is;
hr_brought_read hr_mails_read;
hr_brought_finish hr_mails_finish;

#endif
