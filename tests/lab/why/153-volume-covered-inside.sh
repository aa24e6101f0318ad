#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# Something lies on a directory of the volume in the container.
mkdir -p $L/srv/d $L/root; touch $L/srv/d/f; mount -t tmpfs c $L/root; mkdir $L/root/data; here; A=$LAST
HOLD="--pivot $L/root"; start unshare -m sh -c "mount --bind $L/srv $L/root/data; mount -t tmpfs x $L/root/data/d; "'exec "$@"' sh; B=$LAST
export EXPECT_THEN=ancestor-covered-in-b; finish $A $B $L/srv/d/f at-other-path
