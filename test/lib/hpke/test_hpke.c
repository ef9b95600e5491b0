/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/text.h"
#include "lib/hpke/hpke.h"
#include "lib/json/json_shape.h"
#include "test/check.h"

enum { MESSAGE_MAX = 256 };

static const char vectors_path[] = "security/hpke/rfc9180_x25519_sha256_aes256gcm.json";

struct vector {
	int64_t mode, kem_id, kdf_id, aead_id;
	struct span info, skRm, pkRm, skEm, enc, key, base_nonce, exporter_secret;
	struct span encryptions, exports;
};

static const struct json_field vector_fields[] = {
	JSON_FIELD_I64(struct vector, mode, JSON_REQUIRED),
	JSON_FIELD_I64(struct vector, kem_id, JSON_REQUIRED),
	JSON_FIELD_I64(struct vector, kdf_id, JSON_REQUIRED),
	JSON_FIELD_I64(struct vector, aead_id, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector, info, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector, skRm, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector, pkRm, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector, skEm, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector, enc, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector, key, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector, base_nonce, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector, exporter_secret, JSON_REQUIRED),
	JSON_FIELD_RAW(struct vector, encryptions, JSON_REQUIRED),
	JSON_FIELD_RAW(struct vector, exports, JSON_REQUIRED),
};
static const struct json_shape vector_shape = JSON_SHAPE(vector_fields, JSON_UNKNOWN_IGNORED);

struct encryption {
	struct span aad, ct, nonce, pt;
};

static const struct json_field encryption_fields[] = {
	JSON_FIELD_SPAN(struct encryption, aad, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct encryption, ct, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct encryption, nonce, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct encryption, pt, JSON_REQUIRED),
};
static const struct json_shape encryption_shape =
    JSON_SHAPE(encryption_fields, JSON_UNKNOWN_REFUSED);

struct exported {
	struct span exporter_context, exported_value;
	int64_t L;
};

static const struct json_field export_fields[] = {
	JSON_FIELD_SPAN(struct exported, exporter_context, JSON_REQUIRED),
	JSON_FIELD_I64(struct exported, L, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct exported, exported_value, JSON_REQUIRED),
};
static const struct json_shape export_shape = JSON_SHAPE(export_fields, JSON_UNKNOWN_REFUSED);

/* A hex member as bytes in `room`, which must hold it. */
static struct span
hex(struct span text, uint8_t room[MESSAGE_MAX])
{
	assert_true(text.size / 2 <= MESSAGE_MAX);
	CHECK_OK(text_hex_parse(text, room, text.size / 2));
	return (struct span){ room, text.size / 2 };
}

static void
check_same(struct span text, const uint8_t *got, size_t size)
{
	uint8_t want[MESSAGE_MAX];

	CHECK_SPAN(((struct span){ got, size }), hex(text, want));
}

static bool
next_of(struct json *j, const struct json_shape *shape, void *out)
{
	bool more;

	CHECK_OK(json_element(j, &more));
	if (more)
		CHECK_OK(json_read_shape(j, shape, out, NULL));
	return more;
}

/* Both ends of one vector, their secrets compared with it. */
static void
both_ends(const struct vector *v, struct hpke *sender, struct hpke *receiver)
{
	uint8_t room[MESSAGE_MAX], info_room[MESSAGE_MAX], enc[HPKE_ENC_SIZE],
	    public_key[KEY_PUBLIC_SIZE];
	const struct span info = hex(v->info, info_room);
	const struct hpke *const ends[] = { sender, receiver };
	struct x25519_private ephemeral, mine;

	memcpy(ephemeral.b, hex(v->skEm, room).p, 32);
	memcpy(mine.b, hex(v->skRm, room).p, 32);
	memcpy(public_key, hex(v->pkRm, room).p, KEY_PUBLIC_SIZE);
	CHECK_OK(hpke_init_sender(sender, public_key, info, &ephemeral, enc));
	check_same(v->enc, enc, sizeof(enc));
	CHECK_OK(hpke_init_receiver(receiver, &mine, public_key, enc, info));
	for (int i = 0; i < 2; i++) {
		check_same(v->key, ends[i]->key.b, 32);
		check_same(v->base_nonce, ends[i]->base_nonce, AEAD_NONCE_SIZE);
		check_same(v->exporter_secret, ends[i]->exporter_secret, SHA256_SIZE);
	}
}

static size_t
check_encryptions(const struct vector *v, struct hpke *sender, struct hpke *receiver)
{
	struct encryption one;
	struct json j;
	size_t count = 0;

	json_init(&j, v->encryptions);
	CHECK_OK(json_enter_array(&j));
	for (; next_of(&j, &encryption_shape, &one); count++) {
		uint8_t aad_room[MESSAGE_MAX], plain_room[MESSAGE_MAX],
		    out[MESSAGE_MAX + AEAD_TAG_SIZE];
		const struct span aad = hex(one.aad, aad_room), plain = hex(one.pt, plain_room);
		uint8_t *tag = out + plain.size, nonce[AEAD_NONCE_SIZE], opened[MESSAGE_MAX];

		hpke_next_nonce(receiver, nonce);
		check_same(one.nonce, nonce, sizeof(nonce));
		CHECK_OK(hpke_seal(sender, aad, plain, out, tag));
		check_same(one.ct, out, plain.size + AEAD_TAG_SIZE);
		CHECK_OK(hpke_open(receiver, aad, (struct span){ out, plain.size }, tag, opened));
		CHECK_SPAN(((struct span){ opened, plain.size }), plain);
		case_counted();
	}
	return count;
}

static size_t
check_exports(const struct vector *v, const struct hpke *sender, const struct hpke *receiver)
{
	struct exported one;
	struct json j;
	size_t count = 0;

	json_init(&j, v->exports);
	CHECK_OK(json_enter_array(&j));
	for (; next_of(&j, &export_shape, &one); count++) {
		uint8_t room[MESSAGE_MAX], out[MESSAGE_MAX];
		const struct span context = hex(one.exporter_context, room);
		const size_t size = (size_t)one.L;

		assert_true(size <= sizeof(out));
		CHECK_OK(hpke_export(sender, context, out, size));
		check_same(one.exported_value, out, size);
		CHECK_OK(hpke_export(receiver, context, out, size));
		check_same(one.exported_value, out, size);
		case_counted();
	}
	return count;
}

TEST(hpke_gives_every_byte_of_the_rfcs_vectors)
{
	const char *path = fixture_path(vectors_path);
	size_t size, base_mode = 0;
	struct vector v;
	struct json j;
	char *text;

	if (path == NULL)
		fixture_skip();
	text = fixture_read(path, &size);
	json_init(&j, (struct span){ (const uint8_t *)text, size });
	CHECK_OK(json_enter_array(&j));
	while (next_of(&j, &vector_shape, &v)) {
		AUTO(hpke) sender = { 0 };
		AUTO(hpke) receiver = { 0 };

		if (v.mode != 0)
			continue;
		CHECK(v.kem_id == 0x20 && v.kdf_id == 1 && v.aead_id == 2);
		both_ends(&v, &sender, &receiver);
		CHECK_INT(check_encryptions(&v, &sender, &receiver), 257);
		CHECK_INT(check_exports(&v, &sender, &receiver), 3);
		base_mode++;
	}
	CHECK_OK(json_end(&j));
	CHECK_INT(base_mode, 1);
	free(text);
}

/* A receiver's key pair and both ends of a fresh context. */
struct pair {
	struct x25519_private mine;
	uint8_t public_key[KEY_PUBLIC_SIZE], enc[HPKE_ENC_SIZE];
	struct hpke sender, receiver;
};

static void
pair_make(struct pair *p, struct span info)
{
	struct x25519_private ephemeral;

	CHECK_OK(random_bytes(p->mine.b, sizeof(p->mine.b)));
	CHECK_OK(random_bytes(ephemeral.b, sizeof(ephemeral.b)));
	CHECK_OK(x25519_public_of(&p->mine, p->public_key));
	CHECK_OK(hpke_init_sender(&p->sender, p->public_key, info, &ephemeral, p->enc));
	CHECK_OK(hpke_init_receiver(&p->receiver, &p->mine, p->public_key, p->enc, info));
}

TEST(hpke_open_refuses_what_was_not_sealed_and_keeps_its_place)
{
	static const char message[] = "an exchange key";
	uint8_t sealed[sizeof(message) + AEAD_TAG_SIZE], out[sizeof(message)];
	uint8_t *tag = sealed + sizeof(message);
	const struct span cipher = { sealed, sizeof(message) };
	struct pair p;

	pair_make(&p, S("info"));
	CHECK_OK(hpke_seal(&p.sender, S("aad"), SPAN_OF(message), sealed, tag));
	for (size_t bit = 0; bit < sizeof(sealed) * 8; bit++) {
		sealed[bit / 8] ^= (uint8_t)(1u << bit % 8);
		CHECK_ERR(hpke_open(&p.receiver, S("aad"), cipher, tag, out), ERR_AUTH);
		for (size_t i = 0; i < sizeof(out); i++)
			CHECK_INT(out[i], 0);
		sealed[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	for (size_t size = 0; size < sizeof(message); size++)
		CHECK_ERR(
		    hpke_open(&p.receiver, S("aad"), span_first(cipher, size), tag, out), ERR_AUTH);
	CHECK_ERR(hpke_open(&p.receiver, S("add"), cipher, tag, out), ERR_AUTH);
	CHECK_ERR(hpke_open(&p.receiver, S(""), cipher, tag, out), ERR_AUTH);
	CHECK_INT(p.receiver.sequence, 0);
	CHECK_OK(hpke_open(&p.receiver, S("aad"), cipher, tag, out));
	assert_memory_equal(out, message, sizeof(message));
	/* the same message again is the wrong one now */
	CHECK_ERR(hpke_open(&p.receiver, S("aad"), cipher, tag, out), ERR_AUTH);
}

TEST(hpke_contexts_of_another_info_key_or_enc_share_nothing)
{
	uint8_t sealed[5 + AEAD_TAG_SIZE], out[5], wrong_enc[HPKE_ENC_SIZE];
	struct pair p, other;
	struct hpke h;

	pair_make(&p, S("info"));
	pair_make(&other, S("info"));
	CHECK_OK(hpke_seal(&p.sender, S(""), S("hello"), sealed, sealed + 5));
	CHECK_OK(hpke_init_receiver(&h, &p.mine, p.public_key, p.enc, S("Info")));
	CHECK_ERR(hpke_open(&h, S(""), span_first(SPAN_OF(sealed), 5), sealed + 5, out), ERR_AUTH);
	CHECK_OK(hpke_init_receiver(&h, &other.mine, other.public_key, p.enc, S("info")));
	CHECK_ERR(hpke_open(&h, S(""), span_first(SPAN_OF(sealed), 5), sealed + 5, out), ERR_AUTH);
	/* the right key under another's name */
	CHECK_OK(hpke_init_receiver(&h, &p.mine, other.public_key, p.enc, S("info")));
	CHECK_ERR(hpke_open(&h, S(""), span_first(SPAN_OF(sealed), 5), sealed + 5, out), ERR_AUTH);
	memcpy(wrong_enc, p.enc, sizeof(wrong_enc));
	/* the top bit is masked by X25519 but bound by the KEM context */
	wrong_enc[31] ^= 0x80;
	CHECK_OK(hpke_init_receiver(&h, &p.mine, p.public_key, wrong_enc, S("info")));
	CHECK_ERR(hpke_open(&h, S(""), span_first(SPAN_OF(sealed), 5), sealed + 5, out), ERR_AUTH);
	CHECK_OK(hpke_init_receiver(&h, &p.mine, p.public_key, p.enc, S("info")));
	CHECK_OK(hpke_open(&h, S(""), span_first(SPAN_OF(sealed), 5), sealed + 5, out));
}

TEST(hpke_refuses_low_order_points_and_leaves_no_context)
{
	static const struct hpke nothing;
	const uint8_t zero[KEY_PUBLIC_SIZE] = { 0 };
	uint8_t enc[HPKE_ENC_SIZE];
	struct pair p;

	pair_make(&p, S("info"));
	CHECK_ERR(
	    hpke_init_receiver(&p.receiver, &p.mine, p.public_key, zero, S("info")), ERR_AUTH);
	assert_memory_equal(&p.receiver, &nothing, sizeof(nothing));
	CHECK_ERR(hpke_init_sender(&p.sender, zero, S("info"), &p.mine, enc), ERR_AUTH);
	assert_memory_equal(&p.sender, &nothing, sizeof(nothing));
}

TEST(hpke_sequence_ends_before_it_wraps)
{
	uint8_t tag[AEAD_TAG_SIZE];
	struct pair p;

	pair_make(&p, S(""));
	p.sender.sequence = p.receiver.sequence = UINT64_MAX - 1;
	CHECK_OK(hpke_seal(&p.sender, S(""), S(""), NULL, tag));
	CHECK_OK(hpke_open(&p.receiver, S(""), S(""), tag, NULL));
	CHECK_ERR(hpke_seal(&p.sender, S(""), S(""), NULL, tag), ERR_LIMIT);
	CHECK_ERR(hpke_open(&p.receiver, S(""), S(""), tag, NULL), ERR_LIMIT);
}

TEST(hpke_next_nonce_counts_in_the_low_bytes)
{
	struct hpke h = { .base_nonce = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 },
		.sequence = 0x0102030405060708 };
	static const uint8_t want[] = { 1, 2, 3, 4, 5 ^ 1, 6 ^ 2, 7 ^ 3, 8 ^ 4, 9 ^ 5, 0xa ^ 6,
		11 ^ 7, 12 ^ 8 };
	uint8_t nonce[AEAD_NONCE_SIZE];

	hpke_next_nonce(&h, nonce);
	assert_memory_equal(nonce, want, sizeof(want));
}

TEST(hpke_export_ends_at_its_limit_and_depends_on_its_context)
{
	static uint8_t a[HPKE_EXPORT_SIZE_MAX + 1], b[HPKE_EXPORT_SIZE_MAX];
	struct pair p;

	pair_make(&p, S("info"));
	CHECK_OK(hpke_export(&p.sender, S("one"), a, HPKE_EXPORT_SIZE_MAX));
	CHECK_OK(hpke_export(&p.receiver, S("one"), b, HPKE_EXPORT_SIZE_MAX));
	assert_memory_equal(a, b, sizeof(b));
	CHECK_OK(hpke_export(&p.receiver, S("two"), b, HPKE_EXPORT_SIZE_MAX));
	CHECK(memcmp(a, b, sizeof(b)) != 0);
	CHECK_ERR(hpke_export(&p.sender, S("one"), a, HPKE_EXPORT_SIZE_MAX + 1), ERR_LIMIT);
	/* the size is part of the label (section 4): a shorter one is no prefix */
	CHECK_OK(hpke_export(&p.sender, S("one"), b, 32));
	CHECK(memcmp(a, b, 32) != 0);
}

TEST(hpke_wipe_leaves_nothing)
{
	static const struct hpke nothing;
	struct pair p;

	pair_make(&p, S("info"));
	hpke_wipe(&p.sender);
	assert_memory_equal(&p.sender, &nothing, sizeof(nothing));
	hpke_wipe(&p.sender);
}
