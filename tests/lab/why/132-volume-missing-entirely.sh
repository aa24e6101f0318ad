#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# A container that the directory was not given to.
mkdir -p $L/srv $L/ctr; mount -t tmpfs ctr $L/ctr; mount -t tmpfs usb $L/srv; touch $L/srv/f; here; A=$LAST
HOLD="--pivot $L/ctr"; start unshare -m; B=$LAST
finish $A $B $L/srv/f root-differs-pivot
