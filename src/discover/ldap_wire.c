#include "discover/ldap_wire.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct hr_ldap_wire {
	int fd;
	int64_t deadline_ms; /* monotonic */
};

static int64_t now_ms(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void hr_ldap_wire_allow(struct hr_ldap_wire *wire, int64_t milliseconds)
{
	wire->deadline_ms = now_ms() + milliseconds;
}

bool hr_ldap_wire_is_late(const struct hr_ldap_wire *wire)
{
	return now_ms() >= wire->deadline_ms;
}

/* False with errno ETIMEDOUT, which no layer above takes for a reason to try again. */
static bool wait_for(const struct hr_ldap_wire *wire, short events)
{
	for (;;) {
		int64_t left = wire->deadline_ms - now_ms();
		struct pollfd polled = {.fd = wire->fd, .events = events};
		int ready = left <= 0 ? 0 : poll(&polled, 1, left > 60000 ? 60000 : (int)left);
		if (ready > 0)
			return true;
		if (ready < 0 && errno != EINTR)
			return false;
		if (ready == 0 && left <= 60000) {
			errno = ETIMEDOUT;
			return false;
		}
	}
}

static ber_slen_t wire_read(Sockbuf_IO_Desc *layer, void *bytes, ber_len_t length)
{
	const struct hr_ldap_wire *wire = layer->sbiod_pvt;
	for (;;) {
		ssize_t got = recv(wire->fd, bytes, length, 0);
		if (got >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR))
			return got;
		if (!wait_for(wire, POLLIN))
			return -1;
	}
}

static ber_slen_t wire_write(Sockbuf_IO_Desc *layer, void *bytes, ber_len_t length)
{
	const struct hr_ldap_wire *wire = layer->sbiod_pvt;
	for (;;) {
		ssize_t put = send(wire->fd, bytes, length, MSG_NOSIGNAL);
		if (put >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR))
			return put;
		if (!wait_for(wire, POLLOUT))
			return -1;
	}
}

static int wire_setup(Sockbuf_IO_Desc *layer, void *wire)
{
	layer->sbiod_pvt = wire;
	return 0;
}

static int wire_remove(Sockbuf_IO_Desc *layer)
{
	free(layer->sbiod_pvt);
	layer->sbiod_pvt = NULL;
	return 0;
}

static int wire_ctrl(Sockbuf_IO_Desc *layer, int option, void *argument)
{
	(void)layer;
	(void)option;
	(void)argument;
	return 0; /* the last layer: nobody knows the option */
}

static int wire_close(Sockbuf_IO_Desc *layer)
{
	const struct hr_ldap_wire *wire = layer->sbiod_pvt;
	return close(wire->fd);
}

struct hr_ldap_wire *hr_ldap_wire_add(Sockbuf *buffer, int fd)
{
	static Sockbuf_IO io = {.sbi_setup = wire_setup,
	                        .sbi_remove = wire_remove,
	                        .sbi_ctrl = wire_ctrl,
	                        .sbi_read = wire_read,
	                        .sbi_write = wire_write,
	                        .sbi_close = wire_close};
	struct hr_ldap_wire *wire = calloc(1, sizeof *wire);
	if (wire == NULL)
		return NULL;
	wire->fd = fd;
	if (ber_sockbuf_add_io(buffer, &io, LBER_SBIOD_LEVEL_PROVIDER, wire) != 0) {
		free(wire);
		return NULL;
	}
	return wire;
}
