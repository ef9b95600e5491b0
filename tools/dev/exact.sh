# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# exact.sh - money and ratios come out the same to the last bit, whatever builds them.
# Sourced by dev.
#
#	build/exact/COMPILER-HOW	the same program, six times

# exact_build COMPILER HOW MESON-OPTIONS...: build it and keep what it prints, as a checksum.
exact_build() {
	name=$1-$2
	compiler=$1
	shift 2
	CC=$compiler exact_configure "build/exact/$name" "$@"
	ninja --quiet -C "build/exact/$name" test/exact/exact >"build/exact/$name.log" || {
		tail -n 20 "build/exact/$name.log"
		die "build/exact/$name does not build"
	}
	"build/exact/$name/test/exact/exact" | sha256sum | cut -d ' ' -f 1 >"build/exact/$name.sum"
}

exact_configure() {
	directory=$1
	shift
	mkdir -p build/exact
	[ -e "$directory/build.ninja" ] ||
	    meson setup "$directory" -Dtests=false -Dexact=true "$@" >"$directory.log" 2>&1 || {
		tail -n 20 "$directory.log" >&2
		die "meson setup $directory failed"
	}
}

# The objects of the rooms of money have no floating point; one that has shows that we would see.
exact_objects() {
	money=$(find build/exact -path '*perf-aggregator-money*' -name '*.o' |
	    grep -v -- '-sanitized/')
	ratios=$(find build/exact -name '*lib_ratio_ratios.c.o' | head -n 1)
	# shellcheck disable=SC2086 # a list of files
	tools/integers $money || return 1
	if tools/integers "$ratios" | grep -q '^build'; then
		say "exact: $(printf '%s\n' "$money" | wc -l) passed, 0 failed (objects)"
	else
		say "exact: floating point is not seen where there is some: $ratios"
		return 1
	fi
}

exact_test() {
	for compiler in gcc clang; do
		exact_build "$compiler" plain -Dbuildtype=plain -Doptimization=0
		exact_build "$compiler" optimised -Dbuildtype=plain -Doptimization=3
		exact_build "$compiler" sanitized -Db_sanitize=address,undefined -Doptimization=1
	done
	first=$(cat build/exact/gcc-plain.sum)
	same=0 other=0
	for sum in build/exact/*.sum; do
		if [ "$(cat "$sum")" = "$first" ]; then
			same=$((same + 1))
		else
			other=$((other + 1))
			say "exact: $(basename "$sum" .sum) prints something else than gcc-plain"
		fi
	done
	say "exact: $same passed, $other failed (builds that print the same bytes)"
	exact_objects
}
