/*
 * delay: a link between two network namespaces that holds each packet back for a fixed time. It stands in for the
 * kernel's netem where that is missing.
 *
 *   delay NAMESPACE DEVICE NAMESPACE DEVICE MICROSECONDS
 *
 * A namespace is the path of its file (/proc/PID/ns/net, /run/netns/NAME); a TUN device of that name is made in it.
 * The delay is of one direction, so a round trip takes twice as long. "ready" is printed when both devices exist;
 * SIGTERM ends it with a line of what was carried and what was dropped because a queue was full.
 */
#define _GNU_SOURCE /* setns */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include <linux/if.h>
#include <linux/if_tun.h>

#define PACKET_MAX 1536U /* a TUN device's MTU is 1500 until someone changes it */
#define QUEUE_MAX 65536U /* packets on the way in one direction; a power of two: positions wrap */
#define BURST_MAX 256U   /* packets read from one side before the other gets its turn */
#define DELAY_MAX_US UINT64_C(10000000)
#define NS_PER_S UINT64_C(1000000000)

struct packet {
	uint64_t due; /* CLOCK_MONOTONIC, nanoseconds */
	size_t length;
	unsigned char bytes[PACKET_MAX];
};

/* One direction: what came out of device `from`, first in first out; the delay is constant, so order is by due. */
struct queue {
	struct packet *packets;
	uint32_t first, end;
	uint64_t carried, dropped;
	int from, to;
};

enum { FROM_LEFT, FROM_RIGHT, TIMER, SIGNALS };

struct link {
	struct queue queue[2];
	uint64_t delay; /* nanoseconds */
	int poll, timer, signals;
};

static bool fail(const char *what, const char *which)
{
	fprintf(stderr, "delay: %s %s: %s\n", what, which, strerror(errno));
	return false;
}

static uint64_t now(void)
{
	struct timespec time;
	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * NS_PER_S + (uint64_t)time.tv_nsec;
}

/* The device stays in the namespace it was made in; this process moves on to the next. */
static bool open_device(const char *space, const char *name, int *device)
{
	int handle = open(space, O_RDONLY | O_CLOEXEC);
	if (handle < 0)
		return fail("cannot open namespace", space);
	int entered = setns(handle, CLONE_NEWNET);
	(void)close(handle);
	if (entered != 0)
		return fail("cannot enter namespace", space);
	*device = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (*device < 0)
		return fail("cannot open", "/dev/net/tun");
	struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
	if (snprintf(request.ifr_name, IFNAMSIZ, "%s", name) >= IFNAMSIZ) {
		errno = ENAMETOOLONG;
		return fail("cannot name device", name);
	}
	return ioctl(*device, TUNSETIFF, &request) == 0 || fail("cannot make device", name);
}

static bool watch(const struct link *link, int handle, uint32_t label)
{
	struct epoll_event event = {.events = EPOLLIN, .data.u32 = label};
	return epoll_ctl(link->poll, EPOLL_CTL_ADD, handle, &event) == 0 || fail("cannot watch", "a descriptor");
}

static bool open_link(struct link *link, char *const words[])
{
	int left = -1, right = -1;
	if (!open_device(words[0], words[1], &left) || !open_device(words[2], words[3], &right))
		return false;
	link->queue[FROM_LEFT] = (struct queue){.from = left, .to = right};
	link->queue[FROM_RIGHT] = (struct queue){.from = right, .to = left};
	for (int i = 0; i < 2; i++) {
		link->queue[i].packets = calloc(QUEUE_MAX, sizeof *link->queue[i].packets);
		if (link->queue[i].packets == NULL)
			return fail("cannot allocate", "a queue");
	}
	sigset_t ends;
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	if (sigprocmask(SIG_BLOCK, &ends, NULL) != 0)
		return fail("cannot block", "signals");
	link->poll = epoll_create1(EPOLL_CLOEXEC);
	link->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	link->signals = signalfd(-1, &ends, SFD_NONBLOCK | SFD_CLOEXEC);
	if (link->poll < 0 || link->timer < 0 || link->signals < 0)
		return fail("cannot open", "poll, timer or signals");
	return watch(link, left, FROM_LEFT) && watch(link, right, FROM_RIGHT) && watch(link, link->timer, TIMER) &&
	       watch(link, link->signals, SIGNALS);
}

/* False: the device is gone. A packet that finds the queue full is dropped, as a router would. */
static bool take_in(struct queue *queue, uint64_t delay)
{
	static struct packet spare;
	for (uint32_t i = 0; i < BURST_MAX; i++) {
		bool full = queue->end - queue->first == QUEUE_MAX;
		struct packet *packet = full ? &spare : &queue->packets[queue->end % QUEUE_MAX];
		ssize_t length = read(queue->from, packet->bytes, sizeof packet->bytes);
		if (length < 0)
			return errno == EAGAIN || errno == EINTR || errno == EIO; /* EIO: the device is still down */
		if (full) {
			queue->dropped++;
			continue;
		}
		packet->length = (size_t)length;
		packet->due = now() + delay;
		queue->end++;
	}
	return true;
}

/* Returns when the next packet is due, 0 for none. */
static uint64_t let_out(struct queue *queue, uint64_t time)
{
	while (queue->first != queue->end) {
		const struct packet *packet = &queue->packets[queue->first % QUEUE_MAX];
		if (packet->due > time)
			return packet->due;
		if (write(queue->to, packet->bytes, packet->length) == (ssize_t)packet->length)
			queue->carried++;
		else
			queue->dropped++;
		queue->first++;
	}
	return 0;
}

static bool set_timer(const struct link *link, uint64_t due)
{
	struct itimerspec at = {.it_value = {.tv_sec = (time_t)(due / NS_PER_S), .tv_nsec = (long)(due % NS_PER_S)}};
	return timerfd_settime(link->timer, TFD_TIMER_ABSTIME, &at, NULL) == 0 || fail("cannot set", "the timer");
}

/* False: stop. */
static bool handle(struct link *link, uint32_t label)
{
	uint64_t expirations = 0;
	if (label == SIGNALS)
		return false;
	if (label == TIMER) {
		(void)!read(link->timer, &expirations, sizeof expirations);
		return true;
	}
	return take_in(&link->queue[label], link->delay) || fail("cannot read", "a device");
}

static void run(struct link *link)
{
	for (;;) {
		struct epoll_event events[4];
		int count = epoll_wait(link->poll, events, 4, -1);
		if (count < 0 && errno != EINTR) {
			(void)fail("cannot wait for", "packets");
			return;
		}
		for (int i = 0; i < count; i++)
			if (!handle(link, events[i].data.u32))
				return;
		uint64_t time = now(), left = let_out(&link->queue[FROM_LEFT], time);
		uint64_t right = let_out(&link->queue[FROM_RIGHT], time);
		uint64_t next = left == 0 || (right != 0 && right < left) ? right : left;
		if (next != 0 && !set_timer(link, next))
			return;
	}
}

int main(int count, char *words[])
{
	static struct link link;
	char *end = NULL;
	uint64_t delay = count == 6 ? strtoull(words[5], &end, 10) : 0;
	if (count != 6 || end == words[5] || *end != '\0' || delay > DELAY_MAX_US) {
		fprintf(stderr, "usage: delay NAMESPACE DEVICE NAMESPACE DEVICE MICROSECONDS (at most %" PRIu64 ")\n",
		        DELAY_MAX_US);
		return 2;
	}
	link.delay = delay * 1000;
	if (!open_link(&link, words + 1))
		return 1;
	puts("ready");
	(void)fflush(stdout);
	run(&link);
	const struct queue *out = &link.queue[FROM_LEFT], *back = &link.queue[FROM_RIGHT];
	printf("carried %" PRIu64 " and %" PRIu64 " packets, dropped %" PRIu64 " and %" PRIu64 "\n", out->carried,
	       back->carried, out->dropped, back->dropped);
	return 0;
}
