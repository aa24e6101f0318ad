#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# B covers a directory above, and has a file of that name in the cover.
mkdir -p $L/a/b/c; mount -t tmpfs m $L/a/b/c; touch $L/a/b/c/f; here; A=$LAST; start unshare -m; B=$LAST
inns $B sh -c "mount -t tmpfs cover $L/a; mkdir -p $L/a/b/c; touch $L/a/b/c/f"
finish $A $B $L/a/b/c/f ancestor-covered-in-b
