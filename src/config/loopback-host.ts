import { isIPv4 } from "node:net";

/** Whether only this machine can reach an address: 127.0.0.0/8, ::1 and localhost. */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  if (isIPv4(bare)) return bare.startsWith("127.");
  return bare === "localhost" || bare === "::1" || bare === "0:0:0:0:0:0:0:1";
}
