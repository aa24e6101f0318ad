#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# B has it, A has not: asked the wrong way round.
mkdir $L/p; here; A=$LAST; start unshare -m; B=$LAST
inns $B sh -c "mount -t tmpfs m $L/p; touch $L/p/f"
finish $A $B $L/p/f absent-in-a
