#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# A's parent is shared, B's copy was made private.
mkdir $L/p; mount --make-shared $L; here; A=$LAST; start unshare -m; B=$LAST
inns $A mount -t tmpfs new $L/p
finish $A $B $L/p parent-private-in-b
