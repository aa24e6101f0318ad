#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# B covers a directory above.
mkdir -p $L/a/b/c; mount -t tmpfs m $L/a/b/c; touch $L/a/b/c/f; here; A=$LAST; start unshare -m; B=$LAST
inns $B mount -t tmpfs cover $L/a
finish $A $B $L/a/b/c/f ancestor-covered-in-b
