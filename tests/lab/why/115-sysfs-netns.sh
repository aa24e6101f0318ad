#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# B has a sysfs of its own network namespace.
here; A=$LAST; start unshare -mn sh -c "mount -t sysfs sysfs /sys; exec \"\$@\"" sh; B=$LAST
finish $A $B /sys/class/net pseudo-fs-instance
