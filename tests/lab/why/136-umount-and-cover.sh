#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# B unmounted it, and covered the directory above.
mkdir -p $L/a/b; mount -t tmpfs m $L/a/b; here; A=$LAST; start unshare -m; B=$LAST
inns $B sh -c "umount $L/a/b; mount -t tmpfs c $L/a"
export EXPECT_THEN=umounted-in-b; finish $A $B $L/a/b ancestor-covered-in-b
