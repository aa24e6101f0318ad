#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# Another mount namespace, and a chroot in it.
mkdir -p $L/p $L/jail; mount -t tmpfs m $L/p; touch $L/p/f; here; A=$LAST; HOLD="--chroot $L/jail"; start unshare -m; B=$LAST
finish $A $B $L/p/f root-differs-chroot
