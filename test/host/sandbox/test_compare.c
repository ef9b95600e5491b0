/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/compare.h"
#include "lib/base/secret.h"
#include "test/check.h"

/* The reply a perfect enclave would give: the account's own truth under the reply's names. */
static void
reply_of(const struct world *w, const char *name, struct buf *out)
{
	AUTO(buf) truth = buf_new(16 << 20);
	const char *at, *end;
	char marker[64];

	CHECK_OK(world_truth_write(w, &truth));
	CHECK_OK(buf_u8(&truth, 0));
	(void)snprintf(marker, sizeof(marker), "\"name\":\"%s\"", name);
	at = strstr((const char *)truth.p, marker);
	CHECK(at != NULL);
	at = strstr(at, "\"symbols\":[") + strlen("\"symbols\":");
	end = strstr(at, "],\"totals\":") + 1;
	CHECK_OK(buf_append(out, S("{\"metrics\":")));
	CHECK_OK(buf_append(out, (struct span){ (const uint8_t *)at, (size_t)(end - at) }));
	at = end + strlen(",\"totals\":");
	end = strstr(at, ",\"days\":");
	CHECK_OK(buf_append(out, S(",\"summary\":")));
	CHECK_OK(buf_append(out, (struct span){ (const uint8_t *)at, (size_t)(end - at) }));
	CHECK_OK(buf_u8(out, '}'));
	/* The truth says "netRealizedPnl" where a reply says "realizedPnl". */
	for (char *p = (char *)out->p; (p = memmem(p, out->size - (size_t)(p - (char *)out->p),
					    "\"netRealizedPnl\"", 16)) != NULL;) {
		memcpy(p, "\"realizedPnl\"   ", 16);
		p += 16;
	}
}

static bool
compare(const struct world *w, const char *name, struct span reply, char *table, size_t room)
{
	FILE *out = fmemopen(table, room, "w");
	struct why why = { "" };
	bool is_equal = false;

	CHECK(out != NULL);
	if (compare_run(w, name, reply, out, &is_equal, &why) != OK)
		fail_msg("%s", why.text);
	(void)fclose(out);
	return is_equal;
}

TEST(compare_finds_the_truth_equal_and_every_changed_digit_different)
{
	AUTO(buf) reply = buf_new(1 << 20);
	static char table[8192];
	struct world *w;
	char *digit;

	CHECK_OK(world_new(1, &w));
	reply_of(w, "small", &reply);
	CHECK(compare(w, "small", buf_span(&reply), table, sizeof(table)));
	CHECK(strstr(table, "DIFFERENT") == NULL && strstr(table, "total") != NULL);
	CHECK(!compare(w, "demo", buf_span(&reply), table, sizeof(table)));
	digit = memmem(reply.p, reply.size, "\"totalFees\":\"", 13);
	CHECK(digit != NULL);
	digit += 13;
	*digit = *digit == '9' ? '8' : (char)(*digit + 1);
	CHECK(!compare(w, "small", buf_span(&reply), table, sizeof(table)));
	CHECK(strstr(table, "DIFFERENT") != NULL);
	world_free(w);
}

TEST(compare_notices_a_symbol_that_is_missing)
{
	static const char empty[] = "{\"metrics\":[],\"summary\":{\"trades\":0}}";
	static char table[4096];
	struct world *w;

	CHECK_OK(world_new(1, &w));
	CHECK(!compare(w, "small", span_text(empty), table, sizeof(table)));
	CHECK(compare(w, "empty", span_text(empty), table, sizeof(table)));
	world_free(w);
}

TEST(compare_refuses_what_is_no_reply_and_names_an_unknown_account)
{
	struct world *w;
	struct why why = { "" };
	bool is_equal;

	CHECK_OK(world_new(1, &w));
	CHECK_ERR(compare_run(w, "demo", S("{}"), stdout, &is_equal, &why), ERR_INPUT);
	CHECK(strstr(why.text, "summary") != NULL || strstr(why.text, "metrics") != NULL);
	why.text[0] = '\0';
	CHECK_ERR(compare_run(w, "nobody", S("{}"), stdout, &is_equal, &why), ERR_ABSENT);
	CHECK(strstr(why.text, "nobody") != NULL);
	world_free(w);
}
