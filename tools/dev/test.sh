# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# test.sh - runs the suites and adds their counts.  Sourced by dev.
#
# A suite is a command whose output tools/count understands.  Its whole output is kept in
# build/test/SUITE.log; what is shown leaves out the lines of tests that passed.

passed=0 failed=0 skipped=0
browser_tests=sdk/js/test/browser
suites_run=

# suite NAME COMMAND...: run it, show it, add its counts.  An ending that its counts do not explain
# (a crash, a leak) is one more failure.
suite() {
	name=$1
	shift
	log=build/test/$name.log
	mkdir -p build/test
	heading "$name"
	{
		("$@") 2>&1 && echo 0 >"$log.status" || echo $? >"$log.status"
	} | tee "$log" | only_news
	status=$(cat "$log.status")
	read -r suite_passed suite_failed suite_skipped <<-COUNTS
		$(tools/count <"$log")
	COUNTS
	if [ "$status" -ne 0 ] && [ "$suite_failed" -eq 0 ]; then
		say "$name: ended with status $status; see $log"
		suite_failed=1
	fi
	passed=$((passed + suite_passed))
	failed=$((failed + suite_failed))
	skipped=$((skipped + suite_skipped))
	suites_run="$suites_run  $(printf '%-10s %8d passed %5d failed %5d skipped' \
	    "$name" "$suite_passed" "$suite_failed" "$suite_skipped")
"
}

# suite_absent NAME REASON: a suite that cannot run on this machine is one skip.
suite_absent() {
	heading "$1"
	say "skip: $1: $2"
	skipped=$((skipped + 1))
}

heading() {
	if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
		printf '\033[1m== %s\033[0m\n' "$1"
	else
		printf '== %s\n' "$1"
	fi
}

only_news() {
	sed -E -e '/^\[ +(RUN|OK) +\]/d' -e '/^\[=+\]/d' -e '/^\[  (PASSED|SKIPPED) +\]/d' \
	    -e '/^ [0-9]+ SKIPPED TEST/d' -e '/^ *✔ /d' \
	    -e '/^ *▶ /d' -e '/^ℹ (tests|suites|todo|duration_ms|cancelled) /d'
}

floors() {
	if tools/floors; then
		say "floors: 1 passed, 0 failed"
	else
		say "floors: 0 passed, 1 failed"
	fi
}

suite_floors() {
	suite floors floors
}

suite_style() {
	suite style tools/style
}

# halves PROGRAM: the unit tests in two processes at once.
halves() {
	"$1" "$T" 0/2 >"$1.half" 2>&1 &
	half=$!
	ended=0
	"$1" "$T" 1/2 || ended=$?
	wait "$half" || ended=$?
	cat "$1.half"
	return "$ended"
}

unit_gcc() {
	compile_dev && halves build/dev/unit
}

unit_clang() {
	compile_clang && halves build/clang/unit
}

suite_unit() {
	suite unit unit_gcc
}

suite_clang() {
	suite clang unit_clang
}

# Hours of collecting from an exchange that fails, on a clock of their own.
faults_gcc() {
	compile_dev && halves build/dev/test/simulation/faults
}

suite_faults() {
	suite faults faults_gcc
}

# Its sanitizers see what the other's do not: the address of nothing, moved by nothing.
faults_clang() {
	compile_clang && halves build/clang/test/simulation/faults
}

suite_clang_faults() {
	suite clang_faults faults_clang
}

suite_exact() {
	suite exact exact_test
}

# A second opinion on the arithmetic; Python is there, meson needs it.
suite_oracle() {
	suite oracle over_programs python3 -B test/oracle/run
}

# node_suite NAME FILES...: `node --test` over files that may not be there.
node_suite() {
	name=$1
	shift
	if [ -e "$1" ]; then
		suite "$name" over_programs node --test --test-reporter=spec "$@"
	fi
}

# over_programs COMMAND...: the programs under test are the sanitized ones.
over_programs() {
	compile_dev && PERF_AGGREGATOR_BIN=$PWD/build/dev "$@"
}

suite_scenario() {
	npm_packages test/scenario
	node_suite scenario test/scenario/*.test.mjs
}

suite_js() {
	npm_packages sdk/js/test
	node_suite js sdk/js/test/*.test.js
}

suite_browser() {
	[ -d $browser_tests ] || return 0
	CHROMIUM=$(command -v chromium || command -v google-chrome) || {
		suite_absent browser "there is no Chromium here, and no Debian package of it"
		return 0
	}
	export CHROMIUM
	node_suite browser $browser_tests/*.test.js
}

suite_powershell() {
	if [ -x test/powershell/run ]; then
		suite powershell over_programs test/powershell/run
	fi
}

# The measured program, built twice.
twice_measured() {
	compile_measured && compile_again && node --test --test-reporter=spec "$@"
}

suite_release() {
	suite release twice_measured test/release/*.test.mjs
}

want_chromium() {
	# Ubuntu's package "chromium-browser" only fetches a snap; there the suite is skipped.
	if [ -d $browser_tests ] && apt-cache show chromium 2>/dev/null | grep -q '^Filename'; then
		want "have chromium" chromium "the browser that runs the SDK's tests"
	fi
}

want_for() {
	for suite_name in "$@"; do
		case $suite_name in
		floors | style) ;;
		unit | faults | oracle) want_build && want_unit ;;
		clang | clang_faults | exact) want_build && want_unit && want_clang ;;
		powershell) want_build && want_unit ;;
		release) want_build && want_node ;;
		scenario | js) want_build && want_unit && want_node ;;
		browser) want_build && want_unit && want_node && want_chromium ;;
		*) die "there is no suite \"$suite_name\"; there is: $all_suites" ;;
		esac
	done
	install_missing
	case " $* " in
	*' release '* | *' scenario '* | *' js '* | *' browser '*) node_setup ;;
	esac
}

all_suites='floors style unit clang faults clang_faults exact oracle release scenario js browser
powershell'

dev_test() {
	# shellcheck disable=SC2086 # a list of words
	[ $# -gt 0 ] || set -- $all_suites
	want_for "$@"
	for wanted in "$@"; do
		"suite_$wanted"
	done
	say_total
}

# The suites, each with its counts, and the last line.
say_total() {
	printf '\n%s' "$suites_run"
	if [ "$skipped" -gt 0 ]; then
		say "$passed passed, $failed failed, $skipped skipped"
	else
		say "$passed passed, $failed failed"
	fi
	[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
