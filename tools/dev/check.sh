# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# check.sh - everything a machine can say about the code without running it.  Sourced by dev.

# c_files PATTERN FIND-OPTIONS...: files of ours in C.
c_files() {
	pattern=$1
	shift
	find lib enclave host test fuzz bench -name node_modules -prune -o -name "$pattern" "$@" \
	    -print
}

# The layout is that of clang-format 14; other versions disagree with it in small things.
check_format() {
	formatter=
	for formatter in clang-format-14 clang-format ''; do
		[ -z "$formatter" ] || ! have "$formatter" ||
		    ! "$formatter" --version | grep -q 'version 14\.' || break
	done
	if [ -z "$formatter" ]; then
		say "skip: format: needs clang-format 14, here is $(clang-format --version)"
		return 0
	fi
	c_files '*.[ch]' | xargs "$formatter" --dry-run -Werror && say "format: 1 passed, 0 failed"
}

check_shell() {
	shellcheck -x dev .ci/run tools/dev/*.sh &&
	    find tools test deploy -type f -perm -u+x | while read -r file; do
		    head -n 1 "$file" | grep -q '^#!/bin/\(ba\)\?sh' && printf '%s\n' "$file"
	    done | xargs shellcheck &&
	    say "shell: 1 passed, 0 failed"
}

# Optimised, gcc sees more: what may be unset, what may be out of bounds.
check_gcc() {
	compile build/check gcc -Doptimization=2 && say "gcc: 1 passed, 0 failed"
}

check_clang() {
	compile_clang && say "clang: 1 passed, 0 failed"
}

# Only the files that changed since they last passed, or all of them when a header did.
check_tidy() {
	stamp=build/tidy.passed
	newer=
	[ ! -e "$stamp" ] || [ -n "$(c_files '*.h' -newer "$stamp")" ] ||
	    [ -n "$(find .clang-tidy -newer "$stamp")" ] || newer="-newer $stamp"
	# shellcheck disable=SC2086 # an option and its argument
	c_files '*.c' $newer | grep -v '^bench/' >build/tidy.files
	touch "$stamp.new"
	xargs -r -P "$(nproc)" -n 4 clang-tidy -p build/clang --quiet <build/tidy.files \
	    2>build/tidy.errors >build/tidy.log || {
		grep -vE '^[0-9]+ warnings? generated|^Suppressed|^Use -header' build/tidy.log
		grep -E 'error:' build/tidy.errors
		return 1
	}
	mv "$stamp.new" "$stamp"
	say "tidy: 1 passed, 0 failed"
}

check_cppcheck() {
	mkdir -p build/cppcheck
	cppcheck --quiet --error-exitcode=1 --enable=warning,performance,portability -j "$(nproc)" \
	    --std=c11 --cppcheck-build-dir=build/cppcheck --suppressions-list=tools/cppcheck.txt \
	    -D__cppcheck__ -D_GNU_SOURCE -I. lib enclave host &&
	    say "cppcheck: 1 passed, 0 failed"
}

dev_check() {
	want_check
	install_missing
	suite style tools/style
	suite format check_format
	suite shell check_shell
	suite gcc check_gcc
	suite clang check_clang
	suite cppcheck check_cppcheck
	suite tidy check_tidy
	say_total
}
