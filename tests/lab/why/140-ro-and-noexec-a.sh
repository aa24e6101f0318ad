#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# An option on the side of A.
mkdir $L/p; mount -t tmpfs m $L/p; touch $L/p/f; here; A=$LAST; start unshare -m; B=$LAST
inns $A mount -o remount,bind,nosuid $L/p
finish $A $B $L/p/f mount-flags-differ
