#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# B has it at another path.
mkdir -p $L/p $L/q; mount -t tmpfs m $L/p; touch $L/p/f; here; A=$LAST; start unshare -m; B=$LAST
inns $B sh -c "mount --bind $L/p $L/q; umount $L/p"
finish $A $B $L/p/f at-other-path
