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

case $verb in
    can)
        case $1 in
            reboot | ping | join | leave) ;;
            *) exit 1 ;;
        esac
        ;;
    reboot)
        for group in $(inside ip -6 -o address show dev "$iface" | grep -o 'ff[0-9a-f:]*/128'); do
            inside ip address del "$group" dev "$iface"
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
        # The kernel itself listens to a group that is set as an address, if told so.
        inside ip address add "$1/128" dev "$iface" autojoin
        ;;
    leave)
        inside ip address del "$1/128" dev "$iface"
        ;;
    *)
        echo "unknown verb $verb" >&2
        exit 2
        ;;
esac
