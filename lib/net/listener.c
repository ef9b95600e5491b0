/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/net/listener.h"

#include "lib/net/limiter.h"

static enum err
mode_load(struct listener *l, const char *name, const char *mode, struct why *why)
{
	static const char *const modes[] = {
		[LISTENER_TLS_OFF] = "off",
		[LISTENER_TLS_SELF] = "self",
		[LISTENER_TLS_FILES] = "files",
	};

	for (size_t i = 0; mode != NULL && i < sizeof(modes) / sizeof(modes[0]); i++) {
		if (strcmp(mode, modes[i]) != 0)
			continue;
		l->tls = (enum listener_tls)i;
		return OK;
	}
	return why_set(why, ERR_INPUT, "%s (--tls): expected self, files or off", name);
}

enum err
listener_load(struct listener *l, const struct settings *s, const struct listener_names *names,
    struct why *why)
{
	int64_t port;
	bool is_forced;

	*l = (struct listener){
		.host = settings_text(s, names->host),
		.certificate = settings_text(s, names->certificate),
		.key = settings_text(s, names->key),
	};
	TRY(settings_number(s, names->port, 0, UINT16_MAX, &port, why));
	l->port = (uint16_t)port;
	TRY(settings_flag(s, names->off_anywhere, &is_forced, why));
	TRY(mode_load(l, names->tls, settings_text(s, names->tls), why));
	if (l->tls == LISTENER_TLS_OFF && !is_forced && !limiter_is_loopback(l->host))
		return why_set(why, ERR_INPUT,
		    "%s (--tls): off is for loopback only; %s is not; use self or files",
		    names->tls, l->host);
	if (l->tls == LISTENER_TLS_FILES && (l->certificate == NULL || l->key == NULL))
		return why_set(why, ERR_INPUT, "%s=files needs %s (--tls-cert) and %s (--tls-key)",
		    names->tls, names->certificate, names->key);
	return OK;
}

enum err
listener_tls_new(const struct listener *l, struct tls_server **out, struct why *why)
{
	*out = NULL;
	if (l->tls == LISTENER_TLS_SELF)
		return tls_server_new_self(out);
	if (l->tls == LISTENER_TLS_FILES)
		return tls_server_new_files(l->certificate, l->key, out, why);
	return OK;
}

void
listener_address(const struct listener *l, uint16_t port, char out[LISTENER_ADDRESS_SIZE])
{
	(void)snprintf(out, LISTENER_ADDRESS_SIZE, "%s://%s:%u",
	    l->tls == LISTENER_TLS_OFF ? "http" : "https", l->host, (unsigned)port);
}
