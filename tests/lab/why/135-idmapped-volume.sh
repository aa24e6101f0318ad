#!/bin/bash
. "$(dirname "$0")/lib.sh"; needroot; lab "$@"
# The volume is idmapped.
mkdir -p $L/srv $L/root; touch $L/srv/f; mount -t tmpfs s $L/srv; touch $L/srv/f; mount -t tmpfs c $L/root; mkdir $L/root/data; here; A=$LAST
HOLD="--pivot $L/root"; start unshare -m sh -c "mount --bind $L/srv $L/root/data; $PY $HERE/idmap.py $L/root/data 0 100000 65536; "'exec "$@"' sh; B=$LAST
export EXPECT_THEN=idmapped; finish $A $B $L/srv/f at-other-path
