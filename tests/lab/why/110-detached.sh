#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# A works in a mount that was lazily unmounted since.
mkdir $L/p; mount -t tmpfs m $L/p; mkdir $L/p/d; HOLD="--cwd $L/p/d"; here; A=$LAST; HOLD=; start unshare -m; B=$LAST
umount -l $L/p; inns $B umount $L/p 
finish $A $B $L/p/d detached-in-a
