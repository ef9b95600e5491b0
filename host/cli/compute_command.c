/* SPDX-License-Identifier: Apache-2.0 */
/* perf-aggregator compute KIND FILE: the enclave's arithmetic on a file of one's own. */
#include <errno.h>
#include <unistd.h>

#include "host/cli/cli.h"
#include "host/cli/compute.h"

static enum leave
leave_of(enum err e)
{
	switch ((int)e) {
	case ERR_ABSENT:
		return LEAVE_USAGE;
	case ERR_INPUT:
	case ERR_LIMIT:
		return LEAVE_DATA;
	case ERR_IO:
		return LEAVE_CANT_CREATE;
	default:
		return LEAVE_BUG;
	}
}

enum err
compute_command(struct cli *c)
{
	const struct arguments *o = &c->arguments;
	const struct compute_options how = { .method = o->method, .wants_table = o->wants_table };
	struct why why = { "" };
	enum err e;

	if (o->word_count != 2)
		return complain(&c->complaint, LEAVE_USAGE, ERR_INPUT,
		    "compute needs a KIND (%s) and a FILE", compute_kinds());
	if (access(o->words[1], R_OK) != 0)
		return complain(&c->complaint, LEAVE_NO_INPUT, ERR_ABSENT, "%s: %s", o->words[1],
		    strerror(errno));
	e = compute_run(o->words[0], o->words[1], &how, c->terminal.out, &why);
	return e == OK ? OK : complain_why(&c->complaint, leave_of(e), e, &why);
}
