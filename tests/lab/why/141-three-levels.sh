#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# Three mounts, one on the other, made after B.
mkdir -p $L/a; here; A=$LAST; start unshare -m; B=$LAST
inns $A sh -c "mount -t tmpfs 1 $L/a; mkdir $L/a/b; mount -t tmpfs 2 $L/a/b; mkdir $L/a/b/c; mount -t tmpfs 3 $L/a/b/c; mkdir $L/a/b/c/d"
finish $A $B $L/a/b/c/d ancestor-missing
