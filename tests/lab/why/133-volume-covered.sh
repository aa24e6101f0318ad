#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# The volume came with the disk, and another mount lies on it in the container.
mkdir -p $L/srv/usb $L/ctr; mount -t tmpfs ctr $L/ctr; mkdir $L/ctr/data; mount -t tmpfs usb $L/srv/usb; touch $L/srv/usb/f; here; A=$LAST
HOLD="--pivot $L/ctr"; start unshare -m sh -c "mount --rbind $L/srv $L/ctr/data; mount -t tmpfs x $L/ctr/data/usb; exec \"\$@\"" sh; B=$LAST
finish $A $B $L/srv/usb/f overmounted-in-b
