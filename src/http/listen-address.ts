import { ReparteeError } from "../core/errors.ts";

/** Where a server listens; port 0 lets the system pick a free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** An address that people can open. */
export function toUrl({ host, port }: ListenAddress): string {
  if (host === "0.0.0.0" || host === "::" || host === "") return `http://localhost:${port}`;
  return host.includes(":") ? `http://[${host}]:${port}` : `http://${host}:${port}`;
}

/** Why the port cannot be opened, with what to do. */
export function toListenError(address: ListenAddress, cause: unknown): ReparteeError {
  const taken = cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE";
  const reason = taken ? "another program uses this port" : cause instanceof Error ? cause.message : String(cause);
  return new ReparteeError("config_invalid", `Cannot listen on ${toUrl(address)}: ${reason}`, {
    hint: taken
      ? "Stop the other program, or choose another port with PORT"
      : "Set HOST and PORT to an address of this machine",
    cause,
  });
}
