/* SPDX-License-Identifier: Apache-2.0 */
/* An origin that was read, written down and read again, is the same; a refusal has its reason. */
#include <string.h>

#include "fuzz/fuzz.h"
#include "lib/base/secret.h"
#include "lib/net/origin.h"

FUZZ(url, data, size)
{
	AUTO(buf) again = buf_new(1024);
	struct client_origin o, o_again;
	struct why why = { 0 };
	char url[600];
	enum err e;

	if (span_to_text((struct span){ data, size }, url, sizeof(url)) != OK)
		return;
	if (client_origin_parse(url, &o, &why) != OK) {
		assert(why.text[0] != '\0');
		return;
	}
	assert(o.port > 0 && http_is_host(span_text(o.host)));
	e = buf_print(&again, o.is_tls ? "https://" : "http://");
	assert(e == OK);
	e = origin_host_write(&o, &again);
	assert(e == OK);
	e = buf_u8(&again, '\0');
	assert(e == OK);
	e = client_origin_parse((const char *)again.p, &o_again, &why);
	assert(e == OK && o.is_tls == o_again.is_tls && o.port == o_again.port);
	assert(strcmp(o.host, o_again.host) == 0);
}
