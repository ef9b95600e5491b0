/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/keys.h"

#include "lib/base/text.h"
#include "lib/crypto/crypto.h"

/* RFC 8410 section 7: version, the algorithm's id, and an octet string with the 32 bytes in it. */
static const uint8_t ed25519_head[] = { 0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b,
	0x65, 0x70, 0x04, 0x22, 0x04, 0x20 };

/* Made for the sandbox alone: it opens nothing anywhere. */
static const char rsa_pem[] = "-----BEGIN PRIVATE KEY-----\n"
			      "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCtm5vE0BQly+0L\n"
			      "AK+SphrSG2NQ1eLLJgATrNSsM00XWFmcgqt2cSUvvQ85Ql6jJKMdCRMEI/EGyliU\n"
			      "bCDQyNueKVQySmQGXOrCuH0W8vUXEtLuBfwrH1tpIKfTf/W4Do5tY8MmqadonM84\n"
			      "/VDSkgNAFK+gK/1DOrNlYpmyJ5pgBj85KkKHg3I7qiaDWhzFnOauHQ4WwyAqJO8+\n"
			      "9j0usq6BaOE/xL5uJ7MwRV4uPGhIJcl2aYhEvWI7RHKtgtM9M69W+A34L3c+N652\n"
			      "JHQRi9HTEpi9xpJw5J3mTl16ahfYhTvxzrwcxRvGjHIXtcpHL0+B2+qo/Qf7xUr/\n"
			      "rVLYM9dlAgMBAAECggEAJlqG1ru7f8AmHbSolSbiLQHE9rJR+NxrzuzzTRnGUb6A\n"
			      "iZ2qoK+Nbhb/+n/ppXQuHveGvnbsRDpGyH983nNJZY8u3S9nGqrDaIJWjE/fipnr\n"
			      "hI9I7wPt73M58HVIBUIeABe2oN+BLxDZjPcVuHduhWUsiZ++Q3B/+omGd//c0JKi\n"
			      "rKx9ll+VwYBv1WV0/0aQRK0Bllcos6GVQvf0i7bMJf66gGWEVlg7hToc8G6sbScY\n"
			      "qXj8yvOMSzdKLF/itrJ0oRGAbopekQP0RPPh4nhnbpNo4wxcFDmsW8PwbFp8S5tf\n"
			      "O5ihU3VjeWW5oKzfuwrP62ScSr/0EhEO8RCT15kr8QKBgQDyb6vf7E+vGPqdwpmy\n"
			      "WDupznhqa+WJ3ea7D9sFjEMjiXlDLXupNdsJbGtYL/DiwoqSiwAiQF24QktacLBl\n"
			      "CZvSyujx+k8yOkra/De8u3wbBuQGNXUQnoXKyDN/dtXf0I/mCnQA6s8VYT7dZhWB\n"
			      "pwfX052DpIDVmKPx7pYl1QM5HQKBgQC3UiHu9GbZr8MXvIeLoPkaO0WmdryKMtj0\n"
			      "CPa2vjdIePNQHKoEWHFoTyt4RHGlKC+wPT0RCpmwn/sqVOKkizgca7MjvEOQ/opu\n"
			      "1d/CMfWwU5j/UWeLcqFL36zwTx2QteDdBEHPiTlG/5riKGRYbyrIj37LdYkdwvPI\n"
			      "Z3/H092M6QKBgQC1zVx8jX+r9PVrfNU5UsVbL4RJeiQl4Qv314oNfQOUELGo2ODV\n"
			      "IZfiVzWgakMgKXc1MZumE9K0LLLJXZxKCIyb5KIPZAAj0Gb2FRHPLGGC+wXgShJB\n"
			      "pj76tGs5+Oml74cZoVkgnvUwOT6lVLpoAdP127FRWPlsNA0tjhd2w2ipWQKBgHls\n"
			      "lH9jMPDFY5LIVHue3wCJ/ANbqFxde6iAe3HlolaFjpwksFR6hHuT3PYnV6MOcC/r\n"
			      "EBTGkbAU91c9rHVSpZLln11vKM3UW7s4PKKzVso5RSDwOYZ7Ie1QtYrizHF6lvuu\n"
			      "Ay1E9kRZr6xXFsggshTwPwriyjSFWdYG//NLGPdpAoGAQFzU2deA/RoZwhXFtXSE\n"
			      "xy6oR6lXHYYjG6l43mtHhbhgTnFBCzfn0TPxDsvTz7cCn85iirsq8UW19mUxBhIy\n"
			      "zBdj0k2e3HMq1KWDUqc9HKJFlzRc4gpVfdrlxe3KhFTyqb6baHozh0EZujEOGYGk\n"
			      "Fi20btZz1r/zBVzo+ION+QA=\n"
			      "-----END PRIVATE KEY-----\n";

enum err
keys_ed25519_make(struct dice *d, char out[KEYS_SECRET_SIZE])
{
	AUTO(buf) der = buf_new(128);
	AUTO(buf) pem = buf_new(KEYS_SECRET_SIZE);

	TRY(buf_append(&der, SPAN_OF(ed25519_head)));
	for (int i = 0; i < 32; i++)
		TRY(buf_u8(&der, (uint8_t)dice_below(d, 256)));
	TRY(buf_append(&pem, S("-----BEGIN PRIVATE KEY-----\n")));
	TRY(text_base64_write(TEXT_BASE64, buf_span(&der), &pem));
	TRY(buf_append(&pem, S("\n-----END PRIVATE KEY-----\n")));
	return span_to_text(buf_span(&pem), out, KEYS_SECRET_SIZE);
}

enum err
keys_rsa_make(char out[KEYS_SECRET_SIZE])
{
	return span_to_text(span_text(rsa_pem), out, KEYS_SECRET_SIZE);
}

bool
keys_is_pem(const char *secret)
{
	return span_starts(span_text(secret), "-----BEGIN ");
}

enum err
keys_verify(const char *secret, struct span payload, const char *signature)
{
	AUTO(buf) expected = buf_new(1024);
	AUTO(buf) received = buf_new(1024);
	uint8_t mac[SHA256_SIZE], given[SHA256_SIZE];

	if (!keys_is_pem(secret)) {
		TRY(hmac_sha256(span_text(secret), &payload, 1, mac));
		ENSURE(text_hex_parse(span_text(signature), given, sizeof(given)) == OK, ERR_AUTH);
		ENSURE(bytes_equal_ct(mac, given, sizeof(mac)), ERR_AUTH);
		return OK;
	}
	/* Both kinds of signature are the same each time, so signing again is verifying. */
	TRY(private_pem_sign(span_text(secret), payload, &expected));
	ENSURE(text_base64_parse(TEXT_BASE64, span_text(signature), &received) == OK, ERR_AUTH);
	ENSURE(span_equal(buf_span(&expected), buf_span(&received)), ERR_AUTH);
	return OK;
}
