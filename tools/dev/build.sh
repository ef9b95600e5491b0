# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# build.sh - the builds and the fuzz targets.  Sourced by dev.
#
#	build/dev	gcc, ASan and UBSan: the tests	build/clang	the same with clang
#	build/plain	the programs			build/release	the programs, hardened
#	build/measured	the enclave as it is measured	build/again	the same, elsewhere
#	build/fuzz	libFuzzer targets			build/bench	the benches
#	build/exact	one program, built in six ways (exact.sh)

# configure DIRECTORY COMPILER MESON-OPTIONS...: unless it is.
configure() {
	directory=$1 compiler=$2
	shift 2
	mkdir -p build
	[ ! -e "$directory/build.ninja" ] || return 0
	CC=$compiler meson setup "$directory" "$@" >"build/setup.log" 2>&1 || {
		tail -n 20 build/setup.log >&2
		die "meson setup $directory failed"
	}
}

# make_in DIRECTORY [TARGET...]: build what changed.
make_in() {
	directory=$1
	shift
	ninja --quiet -C "$directory" "$@" >build/ninja.log || {
		sed -n '/^FAILED/,$p' build/ninja.log
		die "$directory does not build"
	}
}

compile() {
	configure "$@"
	make_in "$1"
}

sanitized='-Db_sanitize=address,undefined -Doptimization=2 -Ddebug=true'

# shellcheck disable=SC2086 # a list of options
compile_dev() {
	compile build/dev gcc $sanitized
}

# shellcheck disable=SC2086
compile_clang() {
	compile build/clang clang $sanitized
}

# link_programs FROM TO: the programs of a build, by their names alone.
link_programs() {
	mkdir -p "$2"
	for program in "$1"/perf-aggregator*; do
		if [ -f "$program" ] && [ -x "$program" ]; then
			ln -f "$program" "$2/"
			say "$2/$(basename "$program")"
		fi
	done
}

# What a quote measures: the enclave alone, with OpenSSL inside it, so that its bytes are a function
# of the sources, the compiler and Debian's libssl-dev, and not of the machine's libcrypto.
measured='-Dbuildtype=release -Dtests=false -Dinsecure_simulated=false -Dstatic_crypto=true'

# shellcheck disable=SC2086
compile_measured() {
	configure build/measured cc $measured
	make_in build/measured perf-aggregator-enclave
}

# The same from a copy of the sources at another depth, by somebody with other habits.
compile_again() {
	rm -rf build/again/a/deeper/place/lib build/again/a/deeper/place/enclave
	mkdir -p build/again/a/deeper/place
	tar -cf - meson.build meson_options.txt lib enclave host docs |
	    tar -xf - -C build/again/a/deeper/place
	(
		cd build/again/a/deeper/place || exit
		umask 077
		export CCACHE_DISABLE=1 TZ=Pacific/Kiritimati LC_ALL=C
		# shellcheck disable=SC2086
		configure ../../out cc $measured
		make_in ../../out perf-aggregator-enclave
	)
}

dev_build() {
	want_build
	install_missing
	case ${1:-} in
	'')
		compile build/plain cc -Dbuildtype=debugoptimized -Dtests=false
		link_programs build/plain build/bin
		;;
	release)
		compile build/release cc -Dbuildtype=release -Dtests=false \
		    -Dinsecure_simulated=false
		link_programs build/release build/release/bin
		;;
	measured)
		compile_measured
		link_programs build/measured build/measured/bin
		say "SHA-256 $(sha256sum <build/measured/bin/perf-aggregator-enclave | cut -c 1-64)"
		;;
	*) die "build takes nothing, \"release\" or \"measured\", not \"$1\"" ;;
	esac
}

# Each figure is a line of six columns with tabs between (bench/bench.h).
bench_table() {
	awk -F '\t' '
	BEGIN { row("number", "value", "unit", "budget", "met", "against") }
	{ row($1, $2, $3, $4, $5, $6) }
	function row(a, b, c, d, e, f) { printf "%-26s %9s %-8s %8s %-4s %s\n", a, b, c, d, e, f }
	'
}

# --record keeps the figures with date and commit.
dev_bench() {
	case ${1:-} in
	'' | --record) ;;
	*) die "bench takes nothing or --record, not \"$1\"" ;;
	esac
	want_build
	install_missing
	compile build/bench cc -Dbuildtype=release -Dtests=false -Dbenches=true
	say "load average of $(nproc) cores at the start: $(cut -d ' ' -f 1-3 /proc/loadavg)"
	build/bench/bench/bench "$T" >build/bench.tsv || die "a bench failed"
	bench_table <build/bench.tsv
	[ "${1:-}" = --record ] || return 0
	awk -F '\t' -v OFS='\t' -v day="$(date -u +%F)" \
	    -v commit="$(git rev-parse --short HEAD)" \
	    '{ print day, commit, $1, $2, $3 }' build/bench.tsv >>bench/history.tsv
	say "appended to bench/history.tsv"
}

fuzz_one() {
	[ -x "build/fuzz/fuzz/targets/fuzz_$1" ] ||
	    die "no fuzz target \"$1\"; there is: $(fuzz_list)"
	say "fuzz $1: $RUNS runs"
	mkdir -p "build/fuzz/found/$1" "build/fuzz/seeds/$1"
	"build/fuzz/fuzz/targets/fuzz_$1" -runs="$RUNS" -max_len=16384 -verbosity=0 \
	    -artifact_prefix="build/fuzz/found/$1/" "build/fuzz/found/$1" "fuzz/corpus/$1" \
	    "build/fuzz/seeds/$1"
}

fuzz_list() {
	for target in fuzz/fuzz_*.c; do
		target=${target#fuzz/fuzz_}
		printf '%s ' "${target%.c}"
	done
}

dev_fuzz() {
	want_build
	want_clang
	install_missing
	# shellcheck disable=SC2086
	compile build/fuzz clang $sanitized -Dtests=false -Dfuzzers=true \
	    -Dc_args=-fsanitize=fuzzer-no-link
	fixtures=${PERF_AGGREGATOR_FIXTURES:-../shared/fixtures}
	if [ -d "$fixtures/attestation" ]; then
		rm -rf build/fuzz/seeds
		build/fuzz/fuzz/targets/fuzz_seeds "$fixtures/attestation" build/fuzz/seeds
	fi
	for target in ${1:-$(fuzz_list)}; do
		fuzz_one "$target"
	done
}
