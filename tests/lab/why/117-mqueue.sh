#!/bin/bash
. "$(dirname "$0")/lib.sh"; needroot; lab "$@"
# B has the mqueue file system of its own IPC namespace.
mkdir $L/mq; mount -t mqueue m $L/mq; here; A=$LAST; start unshare -mi sh -c "mount -t mqueue m $L/mq; exec \"\$@\"" sh; B=$LAST
finish $A $B $L/mq pseudo-fs-instance
