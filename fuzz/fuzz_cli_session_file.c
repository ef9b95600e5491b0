/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Oracle: a session file that is believed can be written and read back the same, its id is safe in
 * a header field, and a simulated root is never Intel's.
 */
#include "fuzz/fuzz.h"
#include "host/cli/session_file.h"

FUZZ(cli_session_file, data, size)
{
	AUTO(session_file) s = { 0 };
	AUTO(session_file) again = { 0 };
	AUTO(buf) text = buf_new(2 * SESSION_FILE_SIZE_MAX);
	struct why why = { "" };

	if (size > SESSION_FILE_SIZE_MAX)
		return;
	if (session_file_parse((struct span){ data, size }, &s, &why) != OK) {
		assert(why.text[0] != '\0');
		return;
	}
	assert(strpbrk(s.session_id, " \r\n:") == NULL && s.session_id[0] != '\0');
	assert(s.target.policy.identity_count >= 1);
	assert((s.target.root.anchor == QUOTE_ANCHOR_SIMULATED) ==
	    (memcmp(s.target.root.point, quote_root_intel()->point, P256_POINT_SIZE) != 0));
	assert(session_file_write(&s, &text) == OK);
	assert(session_file_parse(buf_span(&text), &again, NULL) == OK);
	assert(memcmp(&s.pop, &again.pop, sizeof(s.pop)) == 0);
	assert(strcmp(s.session_id, again.session_id) == 0);
}
