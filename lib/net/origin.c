/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/net/origin.h"

#include <netdb.h>

#include "lib/base/text.h"

static enum err
parse_scheme(struct span *url, struct client_origin *out, struct why *why)
{
	if (span_starts(*url, "https://")) {
		out->is_tls = true;
		out->port = 443;
		*url = span_from(*url, 8);
		return OK;
	}
	if (span_starts(*url, "http://")) {
		out->port = 80;
		*url = span_from(*url, 7);
		return OK;
	}
	return why_set(why, ERR_INPUT, "the URL must begin with https:// or http://");
}

static size_t
find(struct span text, uint8_t c)
{
	size_t i = 0;

	while (i < text.size && text.p[i] != c)
		i++;
	return i;
}

/* Take the host: up to ':' or the end, or between brackets. */
static enum err
parse_host(struct span *authority, struct client_origin *out, struct why *why)
{
	const bool is_bracketed = span_starts(*authority, "[");
	const size_t from = is_bracketed ? 1 : 0;
	const size_t end = find(*authority, is_bracketed ? ']' : ':');
	const struct span host = span_from(span_first(*authority, end), from);

	if (is_bracketed && end == authority->size)
		return why_set(why, ERR_INPUT, "the URL's host has no closing bracket");
	if (!http_is_host(host) || find(host, '[') < host.size || find(host, ']') < host.size)
		return why_set(why, ERR_INPUT, "the URL's host is empty or has a wrong character");
	if (is_bracketed && find(host, ':') == host.size)
		return why_set(why, ERR_INPUT, "only an IPv6 address stands in brackets");
	if (span_to_text(host, out->host, sizeof(out->host)) != OK)
		return why_set(why, ERR_INPUT, "the URL's host is too long");
	*authority = span_from(*authority, end + from);
	return OK;
}

enum err
client_origin_parse(const char *url, struct client_origin *out, struct why *why)
{
	struct span rest = span_text(url);
	uint64_t port;

	*out = (struct client_origin){ 0 };
	TRY(parse_scheme(&rest, out, why));
	if (rest.size > 0 && rest.p[rest.size - 1] == '/')
		rest.size--;
	if (find(rest, '/') < rest.size || find(rest, '?') < rest.size ||
	    find(rest, '#') < rest.size)
		return why_set(why, ERR_INPUT, "the URL must end after host and port");
	if (find(rest, '@') < rest.size)
		return why_set(why, ERR_INPUT, "the URL must not have a user or a password");
	TRY(parse_host(&rest, out, why));
	if (rest.size == 0)
		return OK;
	if (rest.p[0] != ':' || text_u64_parse(span_from(rest, 1), 65535, &port) != OK || port == 0)
		return why_set(why, ERR_INPUT, "the URL's port is not a number from 1 to 65535");
	out->port = (uint16_t)port;
	return OK;
}

enum err
origin_resolve(const struct client_origin *origin, struct origin_address out[ORIGIN_ADDRESSES_MAX],
    size_t *count)
{
	const struct addrinfo hints = { .ai_flags = AI_NUMERICSERV, .ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	char port[8];

	*count = 0;
	(void)snprintf(port, sizeof(port), "%u", (unsigned)origin->port);
	ENSURE(getaddrinfo(origin->host, port, &hints, &found) == 0, ERR_IO);
	for (const struct addrinfo *a = found; a != NULL; a = a->ai_next) {
		struct origin_address *to = &out[*count];

		if (*count == ORIGIN_ADDRESSES_MAX || a->ai_addrlen > sizeof(to->to))
			break;
		memcpy(&to->to, a->ai_addr, a->ai_addrlen);
		to->size = a->ai_addrlen;
		to->family = a->ai_family;
		(*count)++;
	}
	freeaddrinfo(found);
	ENSURE(*count > 0, ERR_IO);
	return OK;
}

enum err
origin_host_write(const struct client_origin *origin, struct buf *out)
{
	const bool is_six = strchr(origin->host, ':') != NULL;

	TRY(buf_print(out, is_six ? "[%s]" : "%s", origin->host));
	if (origin->port != (origin->is_tls ? 443 : 80))
		TRY(buf_print(out, ":%u", (unsigned)origin->port));
	return OK;
}
