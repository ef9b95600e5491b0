# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# demo.sh - the product's whole job on this machine, with a pretend exchange.  Sourced by dev.
#
# Starts the sandbox, the enclave (simulated, says so) and the gateway on loopback, registers the
# sandbox's demo trader through the gateway, prints the metrics and holds them against the truth.

demo_pids=
demo_seed=7 # of the sandbox: an account with gains and losses

demo_stop() {
	trap - EXIT INT TERM
	for pid in $demo_pids; do
		kill "$pid" 2>/dev/null || :
	done
	for pid in $demo_pids; do
		wait "$pid" 2>/dev/null || :
	done
	demo_pids=
}

# demo_start NAME WORD PROGRAM ARGUMENTS...: start a program and wait until its log has WORD.
demo_start() {
	name=$1 word=$2
	shift 2
	: >"$demo_dir/$name.log"
	"$@" >"$demo_dir/$name.log" 2>"$demo_dir/$name.err" &
	pid=$!
	demo_pids="$pid $demo_pids"
	until grep -q "\"event\":\"$word\"" "$demo_dir/$name.log"; do
		if ! kill -0 "$pid" 2>/dev/null; then
			cat "$demo_dir/$name.err" "$demo_dir/$name.log" >&2
			die "the $name did not start"
		fi
		sleep 0.05
	done
}

# demo_word NAME KEY: the value of a JSON member of a program's log.
demo_word() {
	sed -n "s/.*\"$2\":\"\\([^\"]*\\)\".*/\\1/p" "$demo_dir/$1.log" | head -n 1
}

demo_say() {
	if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
		printf '\n\033[1m%s\033[0m\n' "$*"
	else
		printf '\n%s\n' "$*"
	fi
}

demo_programs() {
	demo_start sandbox ready \
	    build/bin/perf-aggregator-sandbox --port 0 --seed $demo_seed
	exchange=$(demo_word sandbox url)
	demo_start enclave ready build/bin/perf-aggregator-enclave \
	    --attestation insecure_simulated --host 127.0.0.1 --port "${ENCLAVE_PORT:-0}" \
	    --tls off --data-dir "$demo_dir/enclave" \
	    --sandbox-exchange "$exchange"
	enclave=$(demo_word enclave address)
	measurement=$(demo_word enclave measurement)
	root=$demo_dir/enclave/insecure-simulated-root.pem
	demo_start gateway enclave_verified build/bin/perf-aggregator-gateway --host 127.0.0.1 \
	    --port "${PORT:-0}" --tls off --backend-url "$enclave" --measurement "$measurement" \
	    --insecure-simulated-root "$root"
	gateway=$(demo_word gateway address)
}

# The demo account's key and secret, a line each.  They open nothing but the sandbox.
demo_key() {
	build/bin/perf-aggregator-sandbox --accounts --seed $demo_seed | sed \
	    's/.*"name":"demo"[^}]*"apiKey":"\([^"]*\)","secret":"\([^"]*\)".*/\1\
\2/'
}

demo_trader() {
	XDG_CONFIG_HOME=$demo_dir/config
	export XDG_CONFIG_HOME
	trust="--measurement $measurement --insecure-simulated-root $root"
	demo_say "1. Who is it?  (perf-aggregator attest)"
	# shellcheck disable=SC2086 # a list of options
	build/bin/perf-aggregator attest --url "$gateway" $trust 2>&1
	demo_say "2. Seal a read-only key to it, and let it collect  (perf-aggregator register)"
	# shellcheck disable=SC2086
	demo_key | build/bin/perf-aggregator register --url "$gateway" $trust \
	    --allow-secrets-to-simulated --user demo --exchange binance --sandbox \
	    --credentials - 2>&1
	demo_say "3. The numbers  (perf-aggregator summary, metrics)"
	build/bin/perf-aggregator summary 2>/dev/null
	say
	build/bin/perf-aggregator metrics 2>/dev/null
	demo_say "4. Are they right?  Against the sandbox's own truth, to the last digit:"
	build/bin/perf-aggregator metrics --json >"$demo_dir/metrics.json" 2>/dev/null
	build/bin/perf-aggregator-sandbox --compare "$demo_dir/metrics.json" --account demo \
	    --seed $demo_seed
	say
	say "All figures equal the truth that the sandbox computed by itself."
}

demo_urls() {
	demo_say "Running until Ctrl-C.  (Logs and keys: $demo_dir)"
	say "  gateway   $gateway"
	say "  enclave   $enclave   (simulated: protects nothing)"
	say "  exchange  $exchange   (a sandbox)"
	say
	say "Try, in another terminal:"
	say "  export XDG_CONFIG_HOME=$demo_dir/config"
	say "  build/bin/perf-aggregator summary --json"
	say "  build/bin/perf-aggregator session"
	say "  curl -s $gateway/health"
}

# dev_demo [--once]
dev_demo() {
	case ${1:-} in
	'' | --once) ;;
	*) die "demo takes nothing or --once, not \"$1\"" ;;
	esac
	want_build
	install_missing
	compile build/plain cc -Dbuildtype=debugoptimized -Dtests=false
	link_programs build/plain build/bin >/dev/null
	demo_dir=$(mktemp -d "${TMPDIR:-/tmp}/perf-aggregator-demo.XXXXXX")
	trap 'demo_stop; rm -rf "$demo_dir"' EXIT
	trap 'exit 130' INT TERM
	demo_programs
	demo_trader
	if [ "${1:-}" != --once ]; then
		demo_urls
		wait
	fi
}
