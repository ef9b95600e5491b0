/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Oracle: whatever an enclave answers, what is read of it holds no control character, and a refusal
 * says why.
 */
#include "fuzz/fuzz.h"
#include "host/cli/missing.h"
#include "host/cli/view.h"
#include "lib/base/secret.h"
#include "lib/base/text.h"

static enum err
figures_row(void *self, const struct figures *f)
{
	(void)self;
	assert(strpbrk(f->symbol, "\033\n\r") == NULL);
	assert(strpbrk(f->quoteCurrency, "\033\n\r") == NULL);
	return OK;
}

static enum err
symbol_row(void *self, const struct symbol_view *s)
{
	(void)self;
	assert(strpbrk(s->symbol, "\033\n\r") == NULL);
	return OK;
}

FUZZ(cli_view, data, size)
{
	AUTO(buf) pairs = buf_new(4096);
	struct permissions_view may;
	struct document_view d;
	struct why why = { "" };

	if (view_document((struct span){ data, size }, &d, &why) != OK) {
		assert(why.text[0] != '\0');
		return;
	}
	assert(strpbrk(d.status, "\033\n\r") == NULL);
	assert(text_is_printable(span_text(d.progress.lastError.message)));
	(void)!view_each_figures(d.metrics, figures_row, NULL, &why);
	(void)!view_each_figures(d.totals, figures_row, NULL, &why);
	(void)!view_each_symbol(d.symbols, symbol_row, NULL, &why);
	(void)!missing_write(d.completeness, &pairs, &why);
	(void)!view_permissions(d.permissions, &may, &why);
	(void)!view_reasons_write(d.unavailable, &pairs, &why);
	(void)!view_pairs_write(d.summary.fees, &pairs, &why);
	assert(pairs.size == 0 || memchr(pairs.p, '\033', pairs.size) == NULL);
}
