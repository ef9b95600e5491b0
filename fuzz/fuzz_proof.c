/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two header values, one a line.  Oracle: there is one way to write a proof, so what was read
 * is written anew to the same bytes; and it is nobody's signature.
 */
#include <string.h>

#include "fuzz/fuzz.h"
#include "lib/base/text.h"
#include "lib/wire/proof.h"

static void
is_canonical(const struct proof *p, struct span input, struct span signature)
{
	struct buf text = buf_new(1024);
	enum err e;

	e = buf_print(&text, "sig1=(\"@method\" \"@path\" \"@query\");created=%lld;nonce=\"",
	    (long long)p->created);
	assert(e == OK);
	e = text_base64_write(TEXT_BASE64URL, SPAN_OF(p->nonce), &text);
	assert(e == OK);
	e = buf_append(&text, S("\";alg=\"hmac-sha256\""));
	assert(e == OK && span_equal(buf_span(&text), input));
	buf_clear(&text);
	e = buf_append(&text, S("sig1=:"));
	assert(e == OK);
	e = text_base64_write(TEXT_BASE64, SPAN_OF(p->signature), &text);
	assert(e == OK);
	e = buf_append(&text, S(":"));
	assert(e == OK && span_equal(buf_span(&text), signature));
	buf_wipe(&text);
}

FUZZ(proof, data, size)
{
	static const struct pop_key pop = { { 1 } };
	static const struct proof_request request = { S("GET"), S("/x"), S("") };
	const uint8_t *line = size == 0 ? NULL : memchr(data, '\n', size);
	const size_t first = line == NULL ? size : (size_t)(line - data);
	const struct span input = { data, first };
	const struct span signature = span_from((struct span){ data, size }, first + 1);
	struct why why = { "" };
	struct proof p;

	if (proof_parse(input, signature, &p, &why) != OK) {
		assert(why.text[0] != '\0');
		return;
	}
	assert(p.created >= 0);
	is_canonical(&p, input, signature);
	assert(proof_verify(&p, &pop, &request) == ERR_AUTH);
}
