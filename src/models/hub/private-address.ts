/**
 * Keeps a public hub from sending us into the private network (SSRF through a redirect): each address that a name
 * resolves to is checked, and the connection goes to exactly those addresses, so that a second look-up cannot differ.
 */
import { lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

const privateAddresses = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const)
  privateAddresses.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of [
  ["::", 127], // unspecified and loopback
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const)
  privateAddresses.addSubnet(network, prefix, "ipv6");

/** True for loopback, link-local, private, shared and multicast addresses; IPv4 inside IPv6 is seen through. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  return privateAddresses.check(address, family === 4 ? "ipv4" : "ipv6");
}

/** True when a URL's host is written as a private address. Names are looked at when they are resolved. */
export function hasPrivateHost(url: URL): boolean {
  return isPrivateAddress(url.hostname.replace(/^\[|\]$/g, ""));
}

/** The code of the error that `publicLookup` gives. */
export const privateAddressCode = "EPRIVATEADDRESS";

/** Resolves as usual, and fails when any of the name's addresses is private. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, []);
    const hidden = addresses.find(({ address }) => isPrivateAddress(address));
    if (hidden !== undefined) {
      const refused = new Error(`${hostname} resolves to the private address ${hidden.address}`);
      return callback(Object.assign(refused, { code: privateAddressCode }), []);
    }
    if (options.all === true) return callback(null, addresses);
    const [first] = addresses;
    callback(null, first?.address ?? "", first?.family);
  });
};
