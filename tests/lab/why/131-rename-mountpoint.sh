#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# B renamed the directory that is a mount point in A alone: the mount goes along.
mkdir $L/p; here; A=$LAST; start unshare -m; B=$LAST
inns $A mount -t tmpfs m $L/p; inns $B mv $L/p $L/q
finish $A $B $L/p path-absent-in-both
