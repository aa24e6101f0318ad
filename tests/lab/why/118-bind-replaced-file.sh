#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# A file is bound into B, and replaced by another on the host since, as editors do.
mkdir -p $L/etc $L/ctr; echo old >$L/etc/conf; mount -t tmpfs c $L/ctr; touch $L/ctr/conf; here; A=$LAST
HOLD="--pivot $L/ctr"; start unshare -m sh -c "mount --bind $L/etc/conf $L/ctr/conf; exec \"\$@\"" sh; B=$LAST
echo new >$L/etc/conf.new; mv $L/etc/conf.new $L/etc/conf
finish $A $B $L/etc/conf source-replaced
