/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/compute_ratios.h"

#include "lib/base/secret.h"
#include "test/check.h"

TEST(compute_ratios_write_days_with_their_kind)
{
	static const struct returns_day days[] = {
		{ .kind = RETURNS_SIMPLE, .has_return = true, .r = 0.5 },
		{ .kind = RETURNS_IDLE },
		{ .kind = RETURNS_DIETZ,
		    .has_return = true,
		    .r = -0.25,
		    .is_large_flow_unvalued = true },
	};
	AUTO(buf) out = buf_new(1 << 10);
	struct json_writer w = json_writer_on(&out);

	json_write_object(&w, NULL);
	compute_days_write(&w, days, 3, true);
	json_write_close_object(&w);
	CHECK_OK(json_write_end(&w));
	CHECK_SPAN(buf_span(&out),
	    S("{\"daily\":[{\"day\":0,\"r\":\"0.5\",\"kind\":\"simple\"},"
	      "{\"day\":1,\"r\":null,\"kind\":\"idle\"},"
	      "{\"day\":2,\"r\":\"-0.25\",\"kind\":\"dietz\",\"large_flow_unvalued\":true}]}"));
}

TEST(compute_ratios_write_a_rate_only_with_a_root)
{
	AUTO(buf) out = buf_new(1 << 10);
	struct json_writer w = json_writer_on(&out);
	struct mwr m;

	CHECK_OK(mwr_of(NULL, 0, &m));
	json_write_object(&w, NULL);
	compute_mwr_write(&w, "xirr", &m);
	compute_amount_write(&w, "pnl", decimal_of(-3));
	json_write_close_object(&w);
	CHECK_OK(json_write_end(&w));
	CHECK_SPAN(buf_span(&out),
	    S("{\"xirr\":{\"status\":\"no_sign_change\",\"roots\":0},\"pnl\":\"-3\"}"));
}
