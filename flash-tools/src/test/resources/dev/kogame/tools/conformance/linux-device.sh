#!/bin/sh
# The Linux kernel as a device under test, for: ./kogame conformance --device-command "sh linux-device.sh NETNS IFACE"
#
#   NETNS   the network namespace the device's interface is in, or - for the one this runs in
#   IFACE   the device's interface
#
# Prepare the namespace before the interface comes up, so that Linux is the host the cases describe: identifiers of EUI-64, no
# temporary addresses, IP off after a duplicate link-local address, and the options of newer RFCs:
#
#   sysctl -w net.ipv6.conf.default.addr_gen_mode=0 net.ipv6.conf.default.use_tempaddr=0 net.ipv6.conf.default.accept_dad=2 \
#             net.ipv6.conf.default.accept_ra_rt_info_max_plen=128
set -eu
netns=$1
iface=$2
verb=$3
shift 3

inside() {
    if [ "$netns" = - ]; then "$@"; else ip netns exec "$netns" "$@"; fi
}

groups=${TMPDIR:-/tmp}/kogame-groups-$(inside readlink /proc/self/ns/net | tr -dc 0-9)-$iface

leave() {
    kill "$(cat "$1")" || true
    rm "$1"
}

case $verb in
    can)
        case $1 in
            reboot | ping | join | leave | identifiers | second-interface) ;;
            *) exit 1 ;;
        esac
        ;;
    reboot)
        for group in "$groups"/*; do
            if [ -e "$group" ]; then leave "$group"; fi
        done
        inside ip link set "$iface" down
        # Off and on again: addresses, routes, neighbors and what routers announced are forgotten.
        inside sysctl -q -w "net.ipv6.conf.$iface.disable_ipv6=1"
        inside ip -6 neighbor flush dev "$iface"
        inside ip -6 route flush cache
        inside sysctl -q -w "net.ipv6.conf.$iface.hop_limit=64" "net.ipv6.neigh.$iface.retrans_time_ms=1000" \
            "net.ipv6.neigh.$iface.base_reachable_time_ms=30000" "net.ipv6.conf.$iface.mtu=1500"
        inside sysctl -q -w "net.ipv6.conf.$iface.disable_ipv6=0"
        inside ip link set "$iface" up
        ;;
    ping)
        # ADDRESS size N; fragments are allowed.
        inside ping -6 -c 1 -w 2 -M dont -s "$3" -I "$iface" "$1"
        ;;
    join)
        # A socket that joined, for as long as its process lives.
        mkdir -p "$groups"
        inside perl -MSocket=:DEFAULT,inet_pton -e '
            socket(S, AF_INET6, SOCK_DGRAM, 0) && setsockopt(S, 41, 20, inet_pton(AF_INET6, $ARGV[0]) . pack("I", $ARGV[1]))
                or die "$!";
            defined(my $child = fork) or die "$!";
            if ($child) { print $child; exit }
            close STDOUT;
            sleep' "$1" "$(inside cat "/sys/class/net/$iface/ifindex")" >"$groups/$1"
        ;;
    leave)
        leave "$groups/$1"
        ;;
    identifiers)
        # A secret makes identifiers stable and opaque.
        case $1 in
            eui64) inside sysctl -q -w "net.ipv6.conf.$iface.addr_gen_mode=0" "net.ipv6.conf.$iface.use_tempaddr=0" ;;
            stable) inside sysctl -q -w "net.ipv6.conf.$iface.stable_secret=2001:db8::4b6f:6761:6d65" ;;
            temporary) inside sysctl -q -w "net.ipv6.conf.$iface.addr_gen_mode=0" "net.ipv6.conf.$iface.use_tempaddr=2" ;;
        esac
        ;;
    second-interface)
        inside ip link del kogame2 2>/dev/null || true
        if [ "$1" != none ]; then
            inside ip link add kogame2 type veth peer name kogame3
            inside ip link set kogame2 up
            inside ip link set kogame3 up
            inside ip address add "$1/64" dev kogame2 nodad
        fi
        ;;
    *)
        echo "unknown verb $verb" >&2
        exit 2
        ;;
esac
