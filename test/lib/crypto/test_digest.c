/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/text.h"
#include "lib/crypto/crypto.h"
#include "test/check.h"
#include "test/lib/crypto/wycheproof.h"

/* FIPS 180-4 examples (the documents of NIST's Cryptographic Standards and Guidelines). */
TEST(sha256_and_sha512_give_the_published_digests)
{
	static const struct {
		const char *text, *sha256, *sha512;
	} cases[] = {
		{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		    "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2"
		    "b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e" },
		{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1"
		    "a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
		    "204a8fc6dda82f0a0ced7beb8e08a41657c16ef468b228a8279be331a703c33596fd15c13b1b07"
		    "f9aa1d3bea57789ca031ad85c7a71dd70354ec631238ca3445" },
	};
	uint8_t got[SHA512_SIZE], want[SHA512_SIZE];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct span text = span_text(cases[i].text);

		CHECK_OK(text_hex_parse(span_text(cases[i].sha256), want, SHA256_SIZE));
		CHECK_OK(sha256_of(text, got));
		assert_memory_equal(got, want, SHA256_SIZE);
		CHECK_OK(text_hex_parse(span_text(cases[i].sha512), want, SHA512_SIZE));
		CHECK_OK(sha512(&text, 1, got));
		assert_memory_equal(got, want, SHA512_SIZE);
		case_counted();
	}
}

TEST(sha256_of_parts_is_that_of_the_whole)
{
	const struct span whole = S("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
	uint8_t want[SHA256_SIZE], got[SHA256_SIZE];

	CHECK_OK(sha256_of(whole, want));
	for (size_t cut = 0; cut <= whole.size; cut++) {
		const struct span parts[] = { span_first(whole, cut), { NULL, 0 },
			span_from(whole, cut) };

		CHECK_OK(sha256(parts, 3, got));
		assert_memory_equal(got, want, SHA256_SIZE);
	}
	CHECK_OK(sha256(NULL, 0, got));
	CHECK_OK(sha256_of(S(""), want));
	assert_memory_equal(got, want, SHA256_SIZE);
}

static void
check_hmac(const struct wycheproof *c)
{
	const struct span key = wycheproof_hex(0, c->key), message = wycheproof_hex(1, c->msg);
	const struct span tag = wycheproof_hex(2, c->tag);
	uint8_t got[SHA256_SIZE];

	CHECK_OK(hmac_sha256(key, &message, 1, got));
	assert_true(tag.size <= SHA256_SIZE && (int64_t)tag.size * 8 == c->tagSize);
	assert_int_equal(bytes_equal_ct(got, tag.p, tag.size), wycheproof_is(c, "valid"));
	case_counted();
}

TEST(hmac_sha256_passes_wycheproof)
{
	wycheproof_each("hmac_sha256_test.json", check_hmac);
}

TEST(hmac_sha256_takes_an_empty_key_and_parts)
{
	const struct span none = { NULL, 0 },
			  parts[] = { S("what do ya want "), { NULL, 0 },
				  S("for nothing?") }; /* RFC 4231 section 4.3 */
	uint8_t got[SHA256_SIZE], want[SHA256_SIZE];

	CHECK_OK(text_hex_parse(
	    S("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"), want, 32));
	CHECK_OK(hmac_sha256(S("Jefe"), parts, 3, got));
	assert_memory_equal(got, want, 32);
	/* an empty key after another one: the other must not stay */
	CHECK_OK(text_hex_parse(
	    S("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"), want, 32));
	CHECK_OK(hmac_sha256(none, NULL, 0, got));
	assert_memory_equal(got, want, 32);
}

static void
check_hkdf(const struct wycheproof *c)
{
	static uint8_t out[HKDF_SIZE_MAX + 1];
	const struct span okm = wycheproof_hex(3, c->okm), info = wycheproof_hex(2, c->info);
	uint8_t prk[SHA256_SIZE];

	assert_true(c->size >= 0 && (size_t)c->size <= sizeof(out));
	CHECK_OK(hkdf_sha256_extract(wycheproof_hex(0, c->salt), wycheproof_hex(1, c->ikm), prk));
	if (wycheproof_is(c, "valid")) {
		CHECK_OK(hkdf_sha256_expand(prk, info, out, (size_t)c->size));
		CHECK_SPAN(((struct span){ out, (size_t)c->size }), okm);
	} else {
		CHECK_ERR(hkdf_sha256_expand(prk, info, out, (size_t)c->size), ERR_LIMIT);
	}
	case_counted();
}

TEST(hkdf_sha256_passes_wycheproof)
{
	wycheproof_each("hkdf_sha256_test.json", check_hkdf);
}

/* RFC 5869 appendix A.1, so that the product tests HKDF without the vector files too. */
TEST(hkdf_sha256_gives_the_rfcs_first_example)
{
	uint8_t ikm[22], salt[13], prk[32], want[42], got[42];

	memset(ikm, 0x0b, sizeof(ikm));
	for (size_t i = 0; i < sizeof(salt); i++)
		salt[i] = (uint8_t)i;
	CHECK_OK(hkdf_sha256_extract(SPAN_OF(salt), SPAN_OF(ikm), prk));
	CHECK_OK(text_hex_parse(
	    S("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"), want, 32));
	assert_memory_equal(prk, want, 32);
	CHECK_OK(hkdf_sha256_expand(
	    prk, S("\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9"), got, sizeof(got)));
	CHECK_OK(text_hex_parse(S("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
				  "34007208d5b887185865"),
	    want, 42));
	assert_memory_equal(got, want, 42);
	CHECK_OK(hkdf_sha256_expand(prk, S(""), NULL, 0));
}

TEST(hkdf_sha256_expand_in_parts_is_that_of_the_whole)
{
	const uint8_t prk[SHA256_SIZE] = { 3 };
	const struct span whole = S("abcdefgh");
	struct span parts[HKDF_PARTS_MAX + 1] = { 0 };
	uint8_t want[100], got[100];

	CHECK_OK(hkdf_sha256_expand(prk, whole, want, sizeof(want)));
	for (size_t i = 0; i < HKDF_PARTS_MAX; i++)
		parts[i] = span_first(span_from(whole, i), 1);
	CHECK_OK(hkdf_sha256_expand_parts(prk, parts, HKDF_PARTS_MAX, got, sizeof(got)));
	assert_memory_equal(got, want, sizeof(want));
	CHECK_ERR(hkdf_sha256_expand_parts(prk, parts, HKDF_PARTS_MAX + 1, got, 1), ERR_LIMIT);
	CHECK_OK(hkdf_sha256_expand_parts(prk, NULL, 0, got, sizeof(got)));
	CHECK_OK(hkdf_sha256_expand(prk, S(""), want, sizeof(want)));
	assert_memory_equal(got, want, sizeof(want));
}
