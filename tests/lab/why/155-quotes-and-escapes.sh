#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# A tab, what looks like an escape of mountinfo, quotes and a dollar sign.
D="$L/a$(printf '\t')tab"; mkdir -p "$D/$(printf 'x\\040y')"; V="$D/$(printf 'x\\040y')"; here; A=$LAST; start unshare -m; B=$LAST
inns $A mount -t tmpfs new "$V"; touch "$V/f'q\"\$"
finish $A $B "$V/f'q\"\$" parent-private-in-a
