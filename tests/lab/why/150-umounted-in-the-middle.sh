#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# A, M, B in a row, each a slave of the one before: M unmounted it, and with that B.
mkdir $L/p; mount --make-shared $L; here; A=$LAST; start unshare -m --propagation slave; M=$LAST;  inns $M mount --make-shared $L
start nsenter -t $M -m -- unshare -m --propagation slave; B=$LAST
inns $A mount -t tmpfs new $L/p; inns $M umount $L/p
finish $A $B $L/p umounted-in-b
