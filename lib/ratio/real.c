/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ratio/real.h"

enum { EXPONENT_BIAS = 1023, EXPONENT_SHIFT = 52, TOO_LARGE = 700 };

static const double log2e = 0x1.71547652b82fep0;
static const struct pair ln2 = { 0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56 };
/* The same in a head whose multiples by a thousand are exact, and a tail. */
static const struct pair ln2_short = { 0x1.62e42fefap-1, 0x1.cf79abc9e3b39p-40 };

bool
real_is_finite(double x)
{
	return x - x == 0;
}

/* 2^k for -1022 <= k <= 1023. */
static double
power_of_two(int k)
{
	const uint64_t bits = (uint64_t)(k + EXPONENT_BIAS) << EXPONENT_SHIFT;
	double out;

	memcpy(&out, &bits, sizeof(out));
	return out;
}

/* x / ln 2, rounded to a whole number; |x| is at most TOO_LARGE. */
static int
whole_powers(double x)
{
	return (int)(x * log2e + (x < 0 ? -0.5 : 0.5));
}

/* x = k ln 2 + r, and then the series of e^r by Horner's rule; 14 terms reach 2^-60. */
double
real_exp(double x)
{
	if (x < -TOO_LARGE)
		return 0;
	if (x > TOO_LARGE)
		return power_of_two(EXPONENT_BIAS) * 2;
	const int k = whole_powers(x);
	const double hi = x - k * ln2_short.hi, lo = k * ln2_short.lo;
	const double r = hi - lo;
	double tail = 1;

	for (int i = 14; i >= 3; i--)
		tail = 1 + tail * r / i;
	return (1 + (hi - (lo - r * r / 2 * tail))) * power_of_two(k);
}

/* e^x - 1 of a pair, |x| at most TOO_LARGE. */
static struct pair
expm1_pair(struct pair x)
{
	enum { HALVINGS = 3, TERMS = 16 };
	const int k = whole_powers(x.hi);
	const double scale = power_of_two(k);
	const struct pair part = pair_multiply(ln2, (struct pair){ -k, 0 });
	struct pair r = pair_add(x, part), sum = { 1, 0 };

	r.hi /= 1 << HALVINGS;
	r.lo /= 1 << HALVINGS;
	for (int i = TERMS; i >= 2; i--) {
		const struct pair term = pair_divide(r, (struct pair){ i, 0 });

		sum = pair_add_real(pair_multiply(term, sum), 1);
	}
	sum = pair_multiply(r, sum);
	for (int i = 0; i < HALVINGS; i++) /* e^2r - 1 = (e^r - 1) (e^r + 1) */
		sum = pair_multiply(sum, pair_add_real(sum, 2));
	sum = (struct pair){ sum.hi * scale, sum.lo * scale };
	return k == 0 ? sum : pair_add_real(pair_add_real(sum, scale), -1);
}

double
real_expm1(double x)
{
	if (x < -TOO_LARGE)
		return -1;
	if (x > TOO_LARGE)
		return power_of_two(EXPONENT_BIAS) * 2;
	return pair_real(expm1_pair((struct pair){ x, 0 }));
}

/* log m to some 50 bits: m = 2^k f, log f = 2 atanh((f - 1) / (f + 1)) by its series. */
static double
log_rough(double m)
{
	uint64_t bits;
	double f, s, sum = 0;
	int k;

	memcpy(&bits, &m, sizeof(bits));
	k = (int)(bits >> EXPONENT_SHIFT) - EXPONENT_BIAS;
	f = m / power_of_two(k);
	if (f > 1.4142135) {
		f /= 2;
		k++;
	}
	s = (f - 1) / (f + 1);
	for (int i = 23; i >= 1; i -= 2)
		sum = sum * s * s + 1.0 / i;
	return 2 * s * sum + k * ln2.hi;
}

/* y close to log w; what is missing is log(w e^-y), of a number next to 1. */
struct pair
real_log_pair(struct pair w)
{
	const double y = log_rough(w.hi);
	const struct pair e = expm1_pair((struct pair){ -y, 0 });
	struct pair c = pair_add(pair_add_real(w, -1), pair_multiply(w, e));

	c = pair_add_real(c, -c.hi * c.hi * (0.5 - c.hi / 3));
	return pair_add_real(c, y);
}

double
real_log1p(double x)
{
	return pair_real(real_log_pair(pair_sum(1, x)));
}

double
real_growth(struct pair wealth, double periods)
{
	struct pair x;

	if (wealth.hi <= 0)
		return -1;
	x = pair_multiply(real_log_pair(wealth), (struct pair){ periods, 0 });
	if (x.hi < -TOO_LARGE || x.hi > TOO_LARGE)
		return real_expm1(x.hi);
	return pair_real(expm1_pair(x));
}
