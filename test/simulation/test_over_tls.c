/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The same over TLS, as with the exchange itself: what goes wrong inside it, and servers that are
 * not who they must be.
 */
#include "test/lib/net/pki.h"
#include "test/simulation/simulation.h"

static const struct simulation_account small = { "small", "spot", false, 0, NULL };

enum { DAY_S = 86400, HALF_HOUR_MS = 30 * 60000 };

/* The server's certificate by this root, and a client that trusts the other. */
static void
tls_open(struct simulation_tls *t, const struct pki *p, const char *roots)
{
	struct why why = { "" };

	CHECK_OK(tls_server_new_files(p->leaf_path, p->key_path, &t->server, &why));
	CHECK_OK(tls_client_new(TLS_TRUST_ROOTS, roots, &t->client, &why));
}

static void
simulation_tls_wipe(struct simulation_tls *t)
{
	tls_server_free(t->server);
	tls_client_free(t->client);
}

/* Connections that end before, in and after an answer; and what goes wrong above them. */
TEST(over_tls_faults_leave_nothing_behind)
{
	static const struct {
		const char *name;
		enum fault_kind kind;
	} kinds[] = { { "nothing", FAULT_CHUNKED }, { "cut", FAULT_CUT }, { "short", FAULT_SHORT },
		{ "stall", FAULT_STALL }, { "truncated", FAULT_TRUNCATED }, { "html", FAULT_HTML },
		{ "maintenance", FAULT_MAINTENANCE } };
	AUTO(pki) p = { 0 };
	AUTO(simulation_tls) tls = { 0 };
	struct simulation_account account = small;
	unsigned failed = 0;

	pki_make(&p, "IP:127.0.0.1", DAY_S);
	tls_open(&tls, &p, p.root_path);
	account.tls = &tls;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		for (int64_t first = 1; first < 40; first += 13) {
			struct faults plan = { .rule_count = 1 };

			plan.rules[0] = (struct fault_rule){
				.kind = kinds[i].kind, .first = first, .count = 2
			};
			failed += !simulation_ends_alike(&account, &plan, kinds[i].name);
		}
	CHECK_INT(failed, 0);
}

TEST(over_tls_mixtures_end_as_if_nothing_had_gone_wrong)
{
	AUTO(pki) p = { 0 };
	AUTO(simulation_tls) tls = { 0 };
	struct simulation_account account = small;
	unsigned failed = 0;

	pki_make(&p, "IP:127.0.0.1", DAY_S);
	tls_open(&tls, &p, p.root_path);
	account.tls = &tls;
	for (uint64_t seed = 1; seed <= 6; seed++) {
		struct faults plan = { 0 };

		faults_seed(&plan, seed);
		failed += !simulation_ends_alike(&account, &plan, "a mixture over TLS");
	}
	CHECK_INT(failed, 0);
}

/* A false exchange hears nothing, the key is kept, and people read why nothing comes. */
static void
check_told_nothing(const struct pki *p, const char *roots)
{
	AUTO(simulation_tls) tls = { 0 };
	struct simulation_account account = small;
	struct faults counting = { .rule_count = 1 };
	struct simulation s;

	tls_open(&tls, p, roots);
	account.tls = &tls;
	counting.rules[0] = (struct fault_rule){ .kind = FAULT_LATENCY, .first = 1 };
	simulation_open(&s, &account, &counting);
	simulation_run_ms(&s, HALF_HOUR_MS);
	CHECK_INT(s.faults.rules[0].seen, 0);
	CHECK_TEXT(simulation_progress(&s).name, "collecting");
	CHECK_TEXT(simulation_progress(&s).last_error,
	    "the other side is not who it must be: its certificate has another name, issuer, key "
	    "or time");
	CHECK_INT(vault_count(s.vault), 1);
	simulation_close(&s);
	case_counted();
}

TEST(over_tls_a_false_exchange_is_told_nothing_and_the_key_is_kept)
{
	static const char *const names[] = { "IP:127.0.0.2", "DNS:127.0.0.1",
		"DNS:api.binance.com" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		AUTO(pki) other = { 0 };

		pki_make(&other, names[i], DAY_S);
		check_told_nothing(&other, other.root_path);
	}
	AUTO(pki) old = { 0 };
	AUTO(pki) unknown = { 0 };

	pki_make(&old, "IP:127.0.0.1", -60);
	check_told_nothing(&old, old.root_path);
	pki_make(&unknown, "IP:127.0.0.1", DAY_S);
	check_told_nothing(&unknown, unknown.other_root_path);
}
