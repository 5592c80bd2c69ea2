/* A capture in a file, pcap or pcapng, read with libpcap. */
#ifndef HR_OBSERVE_CAPTURE_FILE_H
#define HR_OBSERVE_CAPTURE_FILE_H

#include "observe/capture.h"

/* Does a file that begins so look like one? */
bool hr_capture_file_is(struct hr_reader head);

/*
 * Reads all frames into the capture and ends it. *cut: the file ends inside of a frame; what stands before it was read.
 * False: HR_E_FILE, HR_E_FORMAT (not readable, or a link type that is not known), or as hr_capture_frame().
 */
bool hr_capture_file_read(const char *path, struct hr_capture *capture, bool *cut, struct hr_error *why) HR_MUST_USE;

#endif
