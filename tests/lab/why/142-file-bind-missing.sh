#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# A single file, bound after B was made.
mkdir -p $L/d; echo real >$L/real; echo stub >$L/d/f; here; A=$LAST; start unshare -m; B=$LAST
inns $A mount --bind $L/real $L/d/f
finish $A $B $L/d/f parent-private-in-a
