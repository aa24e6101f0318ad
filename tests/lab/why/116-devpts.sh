#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# B has its own instance of devpts.
here; A=$LAST; start unshare -m sh -c "mount -t devpts -o newinstance d /dev/pts; exec \"\$@\"" sh; B=$LAST
finish $A $B /dev/pts pseudo-fs-instance
