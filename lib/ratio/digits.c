/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ratio/digits.h"

#include "lib/base/bytes.h"

enum { PLAIN_LEAST = -6, PLAIN_MOST = 20 };

/* `count` digits d, worth 0.d * 10^(exponent + 1), without an exponent. */
static void
plain_write(const char *digits, int count, int exponent, char *out)
{
	if (exponent < 0) {
		*out++ = '0';
		*out++ = '.';
		for (int i = exponent; i < -1; i++)
			*out++ = '0';
	}
	for (int i = 0; i < count || i <= exponent; i++) {
		if (i == exponent + 1 && exponent >= 0)
			*out++ = '.';
		*out++ = i < count ? digits[i] : '0';
	}
	*out = '\0';
}

void
digits_write(double x, unsigned significant, char out[DIGITS_TEXT_SIZE])
{
	char text[DIGITS_TEXT_SIZE], digits[DIGITS_TEXT_SIZE];
	const char *at = text;
	int count = 0, exponent;

	if (x == 0) {
		memcpy(out, "0", 2);
		return;
	}
	/* The C library rounds the exact value half to even (ISO/IEC 60559). */
	(void)snprintf(text, sizeof(text), "%.*e", (int)significant - 1, x);
	if (*at == '-')
		*out++ = *at++;
	for (; *at != 'e'; at++)
		if (*at != '.')
			digits[count++] = *at;
	exponent = (int)strtol(at + 1, NULL, 10);
	while (count > 1 && digits[count - 1] == '0')
		count--;
	if (exponent >= PLAIN_LEAST && exponent <= PLAIN_MOST) {
		plain_write(digits, count, exponent, out);
		return;
	}
	*out++ = digits[0];
	if (count > 1) {
		*out++ = '.';
		memcpy(out, digits + 1, (size_t)count - 1);
		out += count - 1;
	}
	(void)snprintf(out, 8, "e%+d", exponent);
}
