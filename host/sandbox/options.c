/* SPDX-License-Identifier: Apache-2.0 */
#include "host/sandbox/options.h"

#include "host/sandbox/hands.h"
#include "host/sandbox/world.h"
#include "lib/base/text.h"

const char options_help[] =
    "perf-aggregator-sandbox - an exchange that speaks Binance REST, made from a seed\n"
    "\n"
    "  perf-aggregator-sandbox --port 0 --seed 1 --truth truth.json\n"
    "  perf-aggregator-sandbox --accounts --seed 1\n"
    "  perf-aggregator-sandbox --compare metrics.json --account demo --seed 1\n"
    "\n"
    "  --port N        listen on this port; 0 (default): any free one, named on the ready line\n"
    "  --host ADDRESS  listen on this numeric address (default 127.0.0.1)\n"
    "  --tls-cert FILE, --tls-key FILE\n"
    "                  speak TLS with this certificate and its key (PEM), for clients that only\n"
    "                  speak https (default: plain http)\n"
    "  --seed N        the world to make, 0 to 9223372036854775807 (default 1)\n"
    "  --world NAME    demo (default): nine pairs and six accounts; whole: hundreds of pairs,\n"
    "                  futures, margin, and accounts that did everything one can do\n"
    "  --now TIME      what the exchange's clock shows at the start (default: the machine's time)\n"
    "  --clock-rate N  how many times as fast it runs, 0 to 1000000; 0 stands (default 1)\n"
    "  --crowd N       N accounts more, 0 to 10000: crowd1, crowd2 and so on, each as small is\n"
    "  --truth FILE    write what every number must be, computed by the generator\n"
    "  --accounts      print the accounts and their keys as one JSON line, and leave\n"
    "  --compare FILE  hold a metrics reply against the truth, print both, and leave:\n"
    "                  0 when every figure is equal to the last digit, else 1\n"
    "  --account NAME  whose reply it is (default demo)\n"
    "  --latency-ms N  let each answer wait, 0 to 60000 (default 0)\n"
    "  --faults FILE   what goes wrong, and when: a JSON array; README.md has the kinds\n"
    "  --fault-seed N  let about one request in eight go wrong, in a mixture made from N\n"
    "  --help          print this\n"
    "  --version       print the version\n"
    "\n"
    "When it is ready it prints one JSON line: {\"event\":\"ready\",\"port\":...}.\n"
    "Its keys open nothing anywhere else.\n";

static enum err
number_parse(const char *flag, const char *text, uint64_t max, uint64_t *out, struct why *why)
{
	if (text_u64_parse(span_text(text), max, out) != OK)
		return why_set(why, ERR_INPUT, "%s: give a whole number from 0 to %llu", flag,
		    (unsigned long long)max);
	return OK;
}

static enum err
value_parse(const char *flag, const char *value, struct options *out, struct why *why)
{
	uint64_t number = 0;

	if (strcmp(flag, "--host") == 0) {
		out->host = value;
	} else if (strcmp(flag, "--tls-cert") == 0) {
		out->certificate_path = value;
	} else if (strcmp(flag, "--tls-key") == 0) {
		out->key_path = value;
	} else if (strcmp(flag, "--truth") == 0) {
		out->truth_path = value;
	} else if (strcmp(flag, "--compare") == 0) {
		out->compare_path = value;
	} else if (strcmp(flag, "--account") == 0) {
		out->account = value;
	} else if (strcmp(flag, "--world") == 0) {
		out->is_whole = strcmp(value, "whole") == 0;
		if (!out->is_whole && strcmp(value, "demo") != 0)
			return why_set(why, ERR_INPUT, "--world: give demo or whole");
	} else if (strcmp(flag, "--now") == 0) {
		out->sets_now = true;
		if (hands_time_parse(span_text(value), &out->now_ms) != OK)
			return why_set(why, ERR_INPUT,
			    "--now: give milliseconds or a time like 2026-03-01T00:00:00Z");
	} else if (strcmp(flag, "--clock-rate") == 0) {
		TRY(number_parse(flag, value, HANDS_RATE_MAX, &number, why));
		out->clock_rate = (int64_t)number;
	} else if (strcmp(flag, "--faults") == 0) {
		out->faults_path = value;
	} else if (strcmp(flag, "--fault-seed") == 0) {
		out->has_fault_seed = true;
		TRY(number_parse(flag, value, INT64_MAX, &out->fault_seed, why));
	} else if (strcmp(flag, "--port") == 0) {
		TRY(number_parse(flag, value, UINT16_MAX, &number, why));
		out->port = (uint16_t)number;
	} else if (strcmp(flag, "--crowd") == 0) {
		TRY(number_parse(flag, value, WORLD_CROWD_MAX, &out->crowd_count, why));
	} else if (strcmp(flag, "--seed") == 0) {
		TRY(number_parse(flag, value, INT64_MAX, &out->seed, why));
	} else {
		TRY(number_parse(flag, value, 60000, &number, why));
		out->latency_ms = (int64_t)number;
	}
	return OK;
}

static bool
takes_value(const char *flag)
{
	static const char *const flags[] = { "--host", "--port", "--tls-cert", "--tls-key",
		"--truth", "--seed", "--latency-ms", "--compare", "--account", "--world", "--now",
		"--clock-rate", "--faults", "--fault-seed", "--crowd" };

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (strcmp(flags[i], flag) == 0)
			return true;
	return false;
}

enum err
options_parse(int argc, const char *const *argv, struct options *out, struct why *why)
{
	*out =
	    (struct options){ .host = "127.0.0.1", .seed = 1, .account = "demo", .clock_rate = 1 };
	for (int i = 0; i < argc; i++) {
		if (strcmp(argv[i], "--accounts") == 0) {
			out->lists_accounts = true;
		} else if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
			out->wants_help = true;
		} else if (strcmp(argv[i], "--version") == 0) {
			out->wants_version = true;
		} else if (!takes_value(argv[i])) {
			return why_set(
			    why, ERR_INPUT, "%.100s: no such flag; --help lists them", argv[i]);
		} else if (i + 1 == argc) {
			return why_set(why, ERR_INPUT, "%s: needs a value after it", argv[i]);
		} else {
			TRY(value_parse(argv[i], argv[i + 1], out, why));
			i++;
		}
	}
	if ((out->certificate_path == NULL) != (out->key_path == NULL))
		return why_set(why, ERR_INPUT, "--tls-cert and --tls-key: give both or neither");
	return OK;
}
