/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/measurement.h"

#include <string.h>

#include "test/check.h"

TEST(measurement_is_32_or_48_bytes_of_hex_and_nothing_else)
{
	char hex[128];
	struct measurement m;

	memset(hex, 'a', sizeof(hex));
	for (size_t size = 0; size <= sizeof(hex); size++) {
		const struct span text = { (const uint8_t *)hex, size };

		if (size == 64 || size == 96) {
			CHECK_OK(measurement_parse(text, &m));
			CHECK_INT(m.size, size / 2);
			CHECK_INT(m.b[m.size - 1], 0xaa);
		} else {
			CHECK_ERR(measurement_parse(text, &m), ERR_INPUT);
			CHECK_INT(m.size, 0);
		}
	}
	hex[63] = 'g';
	CHECK_ERR(measurement_parse((struct span){ (const uint8_t *)hex, 64 }, &m), ERR_INPUT);
	CHECK_INT(m.size, 0);
}

TEST(measurement_of_another_size_is_never_the_same)
{
	static const uint8_t bytes[64] = { 1 };
	struct measurement a, b;

	measurement_set(&a, span_first(SPAN_OF(bytes), 32));
	measurement_set(&b, span_first(SPAN_OF(bytes), 48));
	CHECK_INT(a.size, 32);
	CHECK_INT(b.size, 48);
	CHECK(!span_equal(measurement_span(&a), measurement_span(&b)));
	measurement_set(&b, SPAN_OF(bytes)); /* what is too long is cut */
	CHECK_INT(b.size, MEASUREMENT_SIZE_MAX);
	measurement_set(&b, (struct span){ NULL, 0 });
	CHECK_INT(measurement_span(&b).size, 0);
}
