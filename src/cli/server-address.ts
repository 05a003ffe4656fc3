import type { Config } from "../config/index.ts";
import { ReparteeError } from "../core/errors.ts";
import type { ServerAddress } from "./ask-server.ts";

/** Where a running server is asked. @throws ReparteeError `config_invalid` when `url` is none. */
export function serverAddress({ host, port, apiKeys: [apiKey] }: Config, url: string | undefined): ServerAddress {
  if (url !== undefined && !/^https?:\/\/[^/]/.test(url)) {
    throw new ReparteeError(
      "config_invalid",
      `Cannot use --url ${JSON.stringify(url)}: it is no address of a server.`,
      {
        hint: "Write it like http://127.0.0.1:8000.",
      },
    );
  }
  // What listens on every address is asked on this machine's own.
  const local = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : host.includes(":") ? `[${host}]` : host;
  return { url: url ?? `http://${local}:${port}`, apiKey };
}
