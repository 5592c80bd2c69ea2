#include "probe/connection.h"

#include <stdlib.h>
#include <string.h>

struct hr_connection {
	uv_tcp_t tcp;
	uv_timer_t timer;
	uv_connect_t connect;
	struct hr_target target;
	struct hr_wire *wire;
	const struct hr_connection_events *events;
	void *owner; /* NULL once closed */
	unsigned open_handles;
	bool begun, connected;
};

static void end(struct hr_connection *connection, int error)
{
	(void)uv_timer_stop(&connection->timer);
	if (connection->connected)
		(void)uv_read_stop((uv_stream_t *)&connection->tcp);
	if (connection->owner != NULL)
		connection->events->ended(connection->owner, error);
}

static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *room)
{
	(void)suggested;
	struct hr_connection *connection = handle->data;
	*room = uv_buf_init(connection->wire->buffer, sizeof connection->wire->buffer);
}

static void on_read(uv_stream_t *stream, ssize_t length, const uv_buf_t *room)
{
	struct hr_connection *connection = stream->data;
	if (length == 0 || connection->owner == NULL)
		return;
	if (length < 0) {
		end(connection, length == UV_EOF ? 0 : (int)length);
		return;
	}
	connection->wire->received += (uint64_t)length;
	connection->events->received(connection->owner, (const uint8_t *)room->base, (size_t)length);
}

static void on_connect(uv_connect_t *request, int status)
{
	struct hr_connection *connection = request->data;
	if (connection->owner == NULL)
		return;
	if (status == 0) {
		connection->connected = true;
		(void)uv_tcp_nodelay(&connection->tcp, 1);
		status = uv_read_start((uv_stream_t *)&connection->tcp, on_room, on_read);
	}
	if (status < 0)
		end(connection, status);
	else
		connection->events->connected(connection->owner);
}

static void on_closed(uv_handle_t *handle)
{
	struct hr_connection *connection = handle->data;
	if (--connection->open_handles == 0)
		free(connection);
}

static int begin(struct hr_connection *connection)
{
	struct sockaddr_storage where = {0};
	const char *address = connection->target.address;
	uint16_t port = connection->target.port;
	int error = strchr(address, ':') == NULL ? uv_ip4_addr(address, port, (struct sockaddr_in *)&where)
	                                         : uv_ip6_addr(address, port, (struct sockaddr_in6 *)&where);
	if (error < 0)
		return error;
	return uv_tcp_connect(&connection->connect, &connection->tcp, (const struct sockaddr *)&where, on_connect);
}

/* The delay before the beginning has passed, or the deadline. */
static void on_timer(uv_timer_t *timer)
{
	struct hr_connection *connection = timer->data;
	if (connection->begun) {
		end(connection, UV_ETIMEDOUT);
		return;
	}
	connection->begun = true;
	hr_connection_deadline(connection, connection->target.timeout_ms);
	int error = begin(connection);
	if (error < 0)
		end(connection, error);
}

struct hr_connection *hr_connection_open(uv_loop_t *loop, struct hr_wire *wire, const struct hr_target *target,
                                         const struct hr_connection_events *events, void *owner)
{
	struct hr_connection *connection = calloc(1, sizeof *connection);
	if (connection == NULL)
		return NULL;
	(void)uv_tcp_init(loop, &connection->tcp); /* neither makes a descriptor yet: they cannot fail */
	(void)uv_timer_init(loop, &connection->timer);
	connection->open_handles = 2;
	connection->tcp.data = connection->timer.data = connection->connect.data = connection;
	connection->target = *target;
	connection->wire = wire;
	connection->events = events;
	connection->owner = owner;
	if (target->delay_ms > 0) {
		(void)uv_timer_start(&connection->timer, on_timer, target->delay_ms, 0);
		return connection;
	}
	connection->begun = true;
	int error = begin(connection);
	if (error < 0) {
		connection->begun = false; /* told from the loop, by trying once more there */
		(void)uv_timer_start(&connection->timer, on_timer, 1, 0);
	} else {
		hr_connection_deadline(connection, target->timeout_ms);
	}
	return connection;
}

void hr_connection_deadline(struct hr_connection *connection, unsigned timeout_ms)
{
	if (timeout_ms == 0)
		(void)uv_timer_stop(&connection->timer);
	else
		(void)uv_timer_start(&connection->timer, on_timer, timeout_ms, 0);
}

struct pending {
	uv_write_t request;
	char bytes[];
};

static void on_written(uv_write_t *request, int status)
{
	(void)status; /* a connection that breaks is told by reading or by the deadline */
	free(request->data);
}

void hr_connection_send(struct hr_connection *connection, const void *bytes, size_t length)
{
	uv_buf_t now = uv_buf_init((char *)(uintptr_t)bytes, (unsigned)length);
	int sent = uv_try_write((uv_stream_t *)&connection->tcp, &now, 1);
	size_t done = sent > 0 ? (size_t)sent : 0;
	connection->wire->sent += length;
	if (done == length || (sent < 0 && sent != UV_EAGAIN))
		return;
	struct pending *later = malloc(sizeof *later + (length - done));
	if (later == NULL)
		return; /* the deadline ends it */
	memcpy(later->bytes, (const char *)bytes + done, length - done);
	later->request.data = later;
	uv_buf_t rest = uv_buf_init(later->bytes, (unsigned)(length - done));
	if (uv_write(&later->request, (uv_stream_t *)&connection->tcp, &rest, 1, on_written) < 0)
		free(later);
}

void hr_connection_close(struct hr_connection *connection)
{
	if (connection == NULL)
		return;
	connection->owner = NULL;
	uv_close((uv_handle_t *)&connection->timer, on_closed);
	if (!connection->connected || uv_tcp_close_reset(&connection->tcp, on_closed) < 0)
		uv_close((uv_handle_t *)&connection->tcp, on_closed);
}
