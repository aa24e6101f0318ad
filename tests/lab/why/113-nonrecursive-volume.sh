#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# A volume, bound without the disk that is mounted below it.
mkdir -p $L/srv/usb $L/ctr; mount -t tmpfs usb $L/srv/usb; touch $L/srv/usb/f; mount -t tmpfs ctr $L/ctr; mkdir $L/ctr/data; here; A=$LAST
mount --bind $L/srv $L/ctr/data
HOLD="--pivot $L/ctr"; start unshare -m; B=$LAST
finish $A $B $L/srv/usb/f nonrecursive-bind
