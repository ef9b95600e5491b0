/* SPDX-License-Identifier: Apache-2.0 */
/* The same arithmetic by libcrypto's big numbers, which know nothing of 128 bits. */
#include <openssl/bn.h>

#include "lib/decimal/decimal.h"
#include "test/check.h"
#include "test/lib/ledger/made.h"

enum { TURNS = 60000 };

/* What the turns share. */
struct big {
	BN_CTX *context;
	BIGNUM *a, *b, *c, *quotient, *rest, *double_rest, *limit;
};

static struct big
big_new(void)
{
	struct big g = { BN_CTX_new(), BN_new(), BN_new(), BN_new(), BN_new(), BN_new(), BN_new(),
		BN_new() };

	CHECK(g.limit != NULL && BN_set_bit(g.limit, 127) == 1);
	return g;
}

static void
big_free(struct big *g)
{
	BN_free(g->a);
	BN_free(g->b);
	BN_free(g->c);
	BN_free(g->quotient);
	BN_free(g->rest);
	BN_free(g->double_rest);
	BN_free(g->limit);
	BN_CTX_free(g->context);
}

static void
big_set(BIGNUM *n, __int128 v)
{
	const unsigned __int128 m = v < 0 ? -(unsigned __int128)v : (unsigned __int128)v;

	CHECK(BN_set_word(n, (BN_ULONG)(m >> 64)) == 1 && BN_lshift(n, n, 64) == 1);
	CHECK(BN_add_word(n, (BN_ULONG)m) == 1);
	BN_set_negative(n, v < 0);
}

static __int128
big_get(const BIGNUM *n)
{
	uint8_t bytes[16];
	unsigned __int128 m = 0;

	CHECK(BN_bn2binpad(n, bytes, sizeof(bytes)) == sizeof(bytes));
	for (size_t i = 0; i < sizeof(bytes); i++)
		m = m << 8 | bytes[i];
	return (__int128)(BN_is_negative(n) ? -m : m);
}

/* a * b / c, half to even; false when that has no 128 bits.  libcrypto's remainder has a sign. */
static bool
big_muldiv(struct big *g, __int128 a, __int128 b, __int128 c, __int128 *out)
{
	int order;

	big_set(g->a, a);
	big_set(g->b, b);
	big_set(g->c, c);
	CHECK(BN_mul(g->a, g->a, g->b, g->context) == 1);
	CHECK(BN_div(g->quotient, g->rest, g->a, g->c, g->context) == 1);
	CHECK(BN_lshift1(g->double_rest, g->rest) == 1);
	order = BN_ucmp(g->double_rest, g->c);
	if (order > 0 || (order == 0 && BN_is_odd(g->quotient)))
		CHECK((BN_is_negative(g->a) != BN_is_negative(g->c)
			      ? BN_sub_word(g->quotient, 1)
			      : BN_add_word(g->quotient, 1)) == 1);
	if (BN_ucmp(g->quotient, g->limit) > 0 ||
	    (BN_ucmp(g->quotient, g->limit) == 0 && !BN_is_negative(g->quotient)))
		return false;
	*out = big_get(g->quotient);
	return true;
}

/* Of every size, and often with a half as its last digit. */
static struct decimal
any(struct made_random *r)
{
	const uint64_t high = made_below(r, UINT64_MAX), low = made_below(r, UINT64_MAX);
	const unsigned shift = (unsigned)made_below(r, 128);
	__int128 v = (__int128)(((unsigned __int128)high << 80 ^ low) >> shift);

	if (made_below(r, 4) == 0)
		v = v / 10 * 10 + 5;
	return (struct decimal){ made_below(r, 2) == 0 ? v : -v };
}

static void
check_turn(struct big *g, struct decimal a, struct decimal b, struct decimal c)
{
	struct decimal got = { 77 };
	__int128 want = 0;
	bool is_there;
	enum err e = decimal_muldiv(a, b, c, &got);

	if (c.e18 == 0) {
		CHECK_INT(e, ERR_INPUT);
		return;
	}
	is_there = big_muldiv(g, a.e18, b.e18, c.e18, &want);
	CHECK_INT(e, is_there ? OK : ERR_LIMIT);
	CHECK(got.e18 == (is_there ? want : 77));
	is_there = big_muldiv(g, a.e18, b.e18, decimal_of(1).e18, &want);
	got.e18 = 77;
	e = decimal_mul(a, b, &got);
	CHECK_INT(e, is_there ? OK : ERR_LIMIT);
	CHECK(got.e18 == (is_there ? want : 77));
}

TEST(decimal_products_and_quotients_are_those_of_libcrypto)
{
	struct big g = big_new();
	struct made_random r = { 11 };

	for (int i = 0; i < TURNS; i++) {
		const struct decimal a = any(&r), b = any(&r), c = any(&r);

		check_turn(&g, a, b, c);
	}
	big_free(&g);
}

TEST(decimal_halves_go_to_the_even_neighbour_as_libcrypto_says)
{
	struct big g = big_new();

	for (int a = -40; a <= 40; a++)
		for (int b = -12; b <= 12; b++)
			for (int c = -12; c <= 12; c++)
				check_turn(&g, (struct decimal){ a }, (struct decimal){ b },
				    (struct decimal){ c });
	big_free(&g);
}
