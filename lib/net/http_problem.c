/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/net/http_problem.h"

static const struct {
	unsigned status;
	const char *words;
} statuses[] = {
	{ 200, "OK" },
	{ 201, "Created" },
	{ 202, "Accepted" },
	{ 204, "No Content" },
	{ 206, "Partial Content" },
	{ 301, "Moved Permanently" },
	{ 302, "Found" },
	{ 303, "See Other" },
	{ 304, "Not Modified" },
	{ 307, "Temporary Redirect" },
	{ 308, "Permanent Redirect" },
	{ 400, "Bad Request" },
	{ 401, "Unauthorized" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 406, "Not Acceptable" },
	{ 408, "Request Timeout" },
	{ 409, "Conflict" },
	{ 410, "Gone" },
	{ 411, "Length Required" },
	{ 413, "Content Too Large" },
	{ 414, "URI Too Long" },
	{ 415, "Unsupported Media Type" },
	{ 417, "Expectation Failed" },
	{ 418, "I'm a teapot" }, /* Binance: banned for ignoring 429 */
	{ 422, "Unprocessable Content" },
	{ 429, "Too Many Requests" },
	{ 431, "Request Header Fields Too Large" },
	{ 500, "Internal Server Error" },
	{ 501, "Not Implemented" },
	{ 502, "Bad Gateway" },
	{ 503, "Service Unavailable" },
	{ 504, "Gateway Timeout" },
	{ 505, "HTTP Version Not Supported" },
};

enum { STATUS_COUNT = sizeof(statuses) / sizeof(statuses[0]) };

const char *
http_status_words(unsigned status)
{
	for (size_t i = 0; i < STATUS_COUNT; i++) {
		if (statuses[i].status == status)
			return statuses[i].words;
	}
	return "Unknown";
}

enum err
http_problem_write(unsigned status, const char *code, const char *detail, struct buf *out)
{
	return buf_print(out,
	    "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%u,\"detail\":\"%s\","
	    "\"code\":\"%s\"}",
	    http_status_words(status), status, detail, code);
}
