# Shared by the scripts; sourced, never run. Sets: here (the clone), suite, packages, arch, cache, root.
# shellcheck shell=bash disable=SC2034

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
suite=trixie
packages=$here/scripts/$suite.packages
arch=$(dpkg --print-architecture)
cache=${FITMATE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/fitmate}

# The root's name changes with every change of the package list, so an old one is never taken for a new one.
root=$cache/roots/$suite-$arch-$( { echo "$suite $arch"; cat "$packages"; } | sha256sum | cut -c1-12)

die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# True on Debian 13 and inside the root.
on_suite() {
  [ "$(. /etc/os-release && echo "${VERSION_CODENAME:-}")" = "$suite" ]
}
