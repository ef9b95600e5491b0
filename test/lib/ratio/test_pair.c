/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ratio/pair.h"
#include "test/check.h"
#include "test/lib/ratio/series.h"

TEST(pair_sums_and_products_lose_nothing)
{
	struct pair p = pair_sum(1, 0x1p-80);

	CHECK(p.hi == 1 && p.lo == 0x1p-80);
	p = pair_sum(0x1p-80, 1);
	CHECK(p.hi == 1 && p.lo == 0x1p-80);
	p = pair_settle(0, 3);
	CHECK(p.hi == 3 && p.lo == 0);
	p = pair_product(1 + 0x1p-30, 1 + 0x1p-30);
	CHECK(p.hi == 1 + 0x1p-29 && p.lo == 0x1p-60);
	p = pair_product(1 + 0x1p-30, -1 + 0x1p-30);
	CHECK(p.hi == -1 && p.lo == 0x1p-60);
}

TEST(pair_arithmetic_agrees_with_whole_numbers)
{
	uint64_t seed = 7;

	for (int i = 0; i < 2000; i++) { /* numbers of 60 bits: their products need 120 */
		const int64_t a = (int64_t)series_next(&seed, 0x1p60),
			      b = (int64_t)series_next(&seed, 0x1p60);
		const struct pair x =
		    pair_sum((double)(a >> 30) * 0x1p30, (double)(a & 0x3fffffff));
		const struct pair y =
		    pair_sum((double)(b >> 30) * 0x1p30, (double)(b & 0x3fffffff));
		const struct pair sum = pair_add(x, y), product = pair_multiply(x, y);
		const __int128 exact = (__int128)a * b;
		const __int128 off = (__int128)product.hi + (__int128)product.lo - exact;
		const __int128 size = exact < 0 ? -exact : exact;

		CHECK((__int128)sum.hi + (__int128)sum.lo == (__int128)a + b);
		CHECK((off < 0 ? -off : off) <= (size >> 98) + 1);
	}
}

TEST(pair_quotients_multiply_back)
{
	uint64_t seed = 11;

	for (int i = 0; i < 2000; i++) {
		const struct pair a = pair_sum(series_next(&seed, 9), series_next(&seed, 1e-17));
		const struct pair b =
		    pair_sum(series_next(&seed, 5) + 6, series_next(&seed, 1e-17));
		const struct pair back = pair_multiply(pair_divide(a, b), b);
		const struct pair off = pair_add(back, (struct pair){ -a.hi, -a.lo });

		CHECK(off.hi <= 0x1p-95 && off.hi >= -0x1p-95);
	}
	CHECK(pair_real(pair_divide((struct pair){ 1, 0 }, (struct pair){ 3, 0 })) == 1.0 / 3);
}

TEST(pair_takes_amounts_at_their_worth)
{
	static const __int128 most = (__int128)(~(unsigned __int128)0 >> 1);
	const struct decimal tenth = { 100000000000000000 };
	struct pair p = pair_of_decimal(tenth);

	CHECK(p.hi == 0.1);
	p = pair_multiply(p, (struct pair){ 10, 0 });
	p = pair_add_real(p, -1);
	CHECK(p.hi <= 0x1p-98 && p.hi >= -0x1p-98);
	CHECK(pair_real_of_decimal(tenth) == 0.1);
	CHECK(pair_real_of_decimal((struct decimal){ 0 }) == 0);
	CHECK_REAL(pair_real(pair_of_decimal((struct decimal){ most })), 1.7014118346046923e20);
	CHECK_REAL(
	    pair_real(pair_of_decimal((struct decimal){ -most - 1 })), -1.7014118346046923e20);
	CHECK_REAL(pair_real_of_decimal((struct decimal){ -most - 1 }), -1.7014118346046923e20);
}

TEST(pair_totals_keep_what_single_additions_lose)
{
	struct pair_total t = { 0 };

	pair_total_add(&t, 1);
	for (int i = 0; i < 1000; i++)
		pair_total_add(&t, 0x1p-60);
	pair_total_add(&t, -1);
	CHECK(pair_total_real(&t) == 1000 * 0x1p-60);
}
