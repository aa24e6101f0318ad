#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# A volume, bound recursively: an unbindable mount below it is left out.
mkdir -p $L/srv/usb $L/ctr; mount -t tmpfs usb $L/srv/usb; mount --make-unbindable $L/srv/usb; mount -t tmpfs ctr $L/ctr; mkdir $L/ctr/data; here; A=$LAST
mount --rbind $L/srv $L/ctr/data
HOLD="--pivot $L/ctr"; start unshare -m; B=$LAST
finish $A $B $L/srv/usb unbindable-skipped
