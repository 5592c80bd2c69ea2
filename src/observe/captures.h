/* Packet captures that an owner brought, pcap or pcapng: a kind of file whose files are added up. */
#ifndef HR_OBSERVE_CAPTURES_H
#define HR_OBSERVE_CAPTURES_H

#include "model/brought.h"

/*
 * Whose a session is, is told by the addresses of the inventory's servers (capture_places.h), for its server side by
 * the name asked for too. A server that `brought` names, and none of whose addresses is in the file, has the
 * one that is in every session of it, if one alone is.
 */
hr_brought_recognise hr_captures_is;
hr_brought_read hr_captures_read;
hr_brought_finish hr_captures_finish;

#endif
