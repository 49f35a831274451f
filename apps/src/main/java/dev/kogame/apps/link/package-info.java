/**
 * What devices without a chip of their own are plugged into: the far end of their cable. A TAP leads to the kernel of this machine;
 * the user link is a router inside this process, whose relay carries datagrams of the machine's own loopback address to the
 * devices, without any privilege and on any system.
 */
package dev.kogame.apps.link;
