/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/compute_real.h"

#include <math.h>

#include "lib/base/secret.h"
#include "test/check.h"

TEST(compute_real_reads_numbers_and_refuses_large_ones)
{
	struct why why = { "" };
	double x = 7;

	CHECK_OK(compute_real_read((struct span){ NULL, 0 }, "rf", &x, NULL));
	CHECK(x == 7);
	CHECK_OK(compute_real_read(S("-1.5e-3"), "rf", &x, NULL));
	CHECK(x == -1.5e-3);
	CHECK_OK(compute_real_read(S("1e12"), "rf", &x, NULL));
	CHECK_ERR(compute_real_read(S("1.1e12"), "rf", &x, &why), ERR_INPUT);
	CHECK_TEXT(why.text, "rf: out of range (1e12)");
	CHECK_ERR(compute_real_read(S("-1e400"), "rf", &x, NULL), ERR_INPUT);
	CHECK_ERR(compute_real_read(S("0.00000000000000000000000000000000000000000000000000000000"
				      "000000001"),
		      "rf", &x, NULL),
	    ERR_INPUT);
	CHECK(x == 1e12);
}

TEST(compute_real_lists_hold_nulls_as_no_number)
{
	AUTO(compute_reals) r = { 0 };
	AUTO(buf) many = buf_new(1 << 16);

	CHECK_OK(compute_reals_read(S("[1, null, \"-0.25\"]"), "returns", &r, NULL));
	CHECK_INT(r.count, 3);
	CHECK(r.all[0] == 1 && isnan(r.all[1]) && r.all[2] == -0.25);
	compute_reals_wipe(&r);
	CHECK_INT(r.count, 0);
	CHECK_OK(buf_append(&many, S("[0")));
	for (int i = 1; i < 1000; i++)
		CHECK_OK(buf_print(&many, ",%d", i));
	CHECK_OK(buf_append(&many, S("]")));
	CHECK_OK(compute_reals_read(buf_span(&many), "returns", &r, NULL));
	CHECK_INT(r.count, 1000);
	for (int i = 0; i < 1000; i++)
		CHECK(r.all[i] == i);
}

TEST(compute_real_dates_are_days)
{
	AUTO(compute_days) d = { 0 };

	CHECK_OK(compute_days_read(
	    S("[\"1970-01-01\",\"1970-01-02\",\"2024-02-29\"]"), "dates", &d, NULL));
	CHECK_INT(d.count, 3);
	CHECK_INT(d.all[0], 0);
	CHECK_INT(d.all[1], 1);
	CHECK_INT(d.all[2], 19782);
}

TEST(compute_real_writes_every_digit_or_null)
{
	AUTO(buf) out = buf_new(1 << 10);
	struct json_writer w = json_writer_on(&out);

	json_write_object(&w, NULL);
	compute_real_write(&w, "a", 0.1);
	compute_known_write(&w, "b", known_value(1.0 / 3));
	compute_known_write(&w, "c", known_not(KNOWN_NO_LOSS));
	json_write_close_object(&w);
	CHECK_OK(json_write_end(&w));
	CHECK_SPAN(buf_span(&out),
	    S("{\"a\":\"0.10000000000000001\",\"b\":\"0.33333333333333331\",\"c\":null}"));
}
