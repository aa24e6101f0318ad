#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# Blanks, a line break, a backslash, an accent, and what looks like the mark of a removed directory.
D="$L/a b"$'\n'"c\\d é//deleted"; mkdir -p "$D"; here; A=$LAST; start unshare -m; B=$LAST
inns $A mount -t tmpfs new "$D"
finish $A $B "$D" parent-private-in-a
