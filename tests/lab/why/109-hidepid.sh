#!/bin/bash
. "$(dirname "$0")/lib.sh"; needroot; lab "$@"
# B is an ordinary user, and its proc file system hides the processes of others.
here; A=$LAST; HOLD="--uid 1500"; start unshare -m sh -c "mount -t proc -o hidepid=2 proc /proc && exec \"\$@\"" sh; B=$LAST
finish $A $B /proc/$A/status hidepid
