#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# B received the mount, and unmounted it.
mkdir $L/p; mount --make-shared $L; here; A=$LAST; start unshare -m --propagation slave; B=$LAST
inns $A mount -t tmpfs new $L/p; inns $B umount $L/p
finish $A $B $L/p umounted-in-b
