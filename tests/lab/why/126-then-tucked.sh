#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# Something lies in B where the mount would arrive, were it not private.
mkdir $L/p; mount --make-shared $L; here; A=$LAST; start unshare -m; B=$LAST
inns $B mount -t tmpfs own $L/p; inns $A mount -t tmpfs new $L/p
export EXPECT_THEN=overmounted-in-b; finish $A $B $L/p parent-private-in-b
