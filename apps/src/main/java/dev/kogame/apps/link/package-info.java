/**
 * What a device without a chip of its own is plugged into: the other end of its cable. A TAP leads to the kernel of this machine;
 * the user link is a router inside this process, whose relay carries datagrams of the machine's own loopback address to the
 * device, without any privilege and on any system.
 */
package dev.kogame.apps.link;
