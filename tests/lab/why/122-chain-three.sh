#!/bin/bash
. "$(dirname "$0")/lib.sh"; lab "$@"
# A, M, B in a row, each a slave of the one before; M becomes private, and the kernel makes B a slave of A.
mkdir $L/p; mount --make-shared $L; here; A=$LAST; start unshare -m --propagation slave; M=$LAST; inns $M mount --make-shared $L
HOLD=; N0=$M; start nsenter -t $M -m -- unshare -m --propagation slave; B=$LAST
inns $M mount --make-private $L
inns $A mount -t tmpfs new $L/p
finish $A $B $L/p same-view
