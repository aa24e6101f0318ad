#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# Two volumes show it, and one of them is covered.
mkdir -p $L/srv $L/root; touch $L/srv/f; mount -t tmpfs c $L/root; mkdir $L/root/a $L/root/b; here; A=$LAST
HOLD="--pivot $L/root"; start unshare -m sh -c "mount --bind $L/srv $L/root/a; mount --bind $L/srv $L/root/b; mount -t tmpfs x $L/root/a; "'exec "$@"' sh; B=$LAST
finish $A $B $L/srv/f at-other-path
