#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# Two containers with one volume, a slave in both; one mounted on it.
mkdir -p $L/srv/usb $L/c1 $L/c2; mount --make-shared $L; mount -t tmpfs c1 $L/c1; mount -t tmpfs c2 $L/c2; mkdir $L/c1/data $L/c2/data
HOLD="--pivot $L/c1"; start unshare -m --propagation slave sh -c "mount --rbind $L/srv $L/c1/data && exec \"\$@\"" sh; A=$LAST
HOLD="--pivot $L/c2"; start unshare -m --propagation slave sh -c "mount --rbind $L/srv $L/c2/data && exec \"\$@\"" sh; B=$LAST
mount -N $A -t tmpfs usb /data/usb
finish $A $B /data/usb slave-does-not-send
