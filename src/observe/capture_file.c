#include "observe/capture_file.h"

#include <errno.h>
#include <fcntl.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "parse/link_frame.h"

/* Magic numbers: pcap in microseconds and nanoseconds, both byte orders; the Section Header Block of pcapng. */
bool hr_capture_file_is(struct hr_reader head)
{
	switch (hr_u32(&head)) {
	case 0xa1b2c3d4:
	case 0xd4c3b2a1:
	case 0xa1b23c4d:
	case 0x4d3cb2a1:
	case 0x0a0d0d0a:
		return true;
	default:
		return false;
	}
}

static bool check_link(pcap_t *file, const char *path, struct hr_error *why)
{
	int link = pcap_datalink(file);
	const char *name = pcap_datalink_val_to_name(link);
	return hr_link_known(link) ||
	       hr_fail(why, HR_E_FORMAT,
	               "%s: frames of link type %d (%s); wanted Ethernet, Linux cooked, raw IP or loopback: capture at "
	               "the server's own interface",
	               path, link, name == NULL ? "unknown" : name);
}

static bool read_frames(pcap_t *file, const char *path, struct hr_capture *capture, bool *cut, struct hr_error *why)
{
	struct pcap_pkthdr *header;
	const u_char *bytes;
	int link = pcap_datalink(file), got;
	while ((got = pcap_next_ex(file, &header, &bytes)) == 1)
		if (!hr_capture_frame(capture, link, (int64_t)header->ts.tv_sec, hr_reader_of(bytes, header->caplen),
		                      why))
			return false;
	*cut = got == PCAP_ERROR && strstr(pcap_geterr(file), "truncated") != NULL;
	if (got == PCAP_ERROR && !*cut)
		return hr_fail(
		        why, HR_E_FORMAT,
		        "%s: behind %llu frames: %s; where its interfaces differ, save each into a file of its own: "
		        "tshark -r FILE -Y frame.interface_id==0 -w PART",
		        path, (unsigned long long)hr_capture_counts(capture).frames, pcap_geterr(file));
	return hr_capture_end(capture, why);
}

bool hr_capture_file_read(const char *path, struct hr_capture *capture, bool *cut, struct hr_error *why)
{
	char trouble[PCAP_ERRBUF_SIZE] = "";
	FILE *stream = fopen(path, "rbe");
	if (stream == NULL)
		return hr_fail(why, HR_E_FILE, "%s: %s", path, strerror(errno));
	(void)posix_fadvise(fileno(stream), 0, 0, POSIX_FADV_SEQUENTIAL);
	pcap_t *file = pcap_fopen_offline(stream, trouble); /* owns the stream from now on */
	if (file == NULL) {
		(void)fclose(stream);
		return hr_fail(why, HR_E_FORMAT, "%s: %s", path, trouble);
	}
	bool good = check_link(file, path, why) && read_frames(file, path, capture, cut, why);
	pcap_close(file);
	return good;
}
