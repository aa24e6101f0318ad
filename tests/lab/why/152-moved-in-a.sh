#!/bin/bash
. "$(dirname "$0")/lib.sh"; needroot; lab "$@"
# A moved its mount; B has it where it was.
mkdir -p $L/p $L/q; mount -t tmpfs m $L/p; touch $L/p/f; here; A=$LAST; start unshare -m; B=$LAST
inns $A mount --move $L/p $L/q
finish $A $B $L/q/f at-other-path
