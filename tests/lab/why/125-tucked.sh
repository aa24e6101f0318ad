#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# Something lies in B where the mount arrives: it is tucked below.
mkdir $L/p; mount --make-shared $L; here; A=$LAST; start unshare -m --propagation slave; B=$LAST
inns $B mount -t tmpfs own $L/p; inns $A mount -t tmpfs new $L/p
finish $A $B $L/p overmounted-in-b
