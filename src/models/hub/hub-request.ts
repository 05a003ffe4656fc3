/**
 * One request to the hub, its redirects followed by our own rules:
 * - the token goes to the hub's own origin only, and no longer once a redirect has left it;
 * - never from https to http, never to a URL with credentials, at most `maxRedirects` times;
 * - from a hub on a public address never to a private one.
 */
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { ReparteeError } from "../../core/errors.ts";
import { shownUrl } from "./hub-urls.ts";
import { unreachable } from "./hub-errors.ts";
import { hasPrivateHost, isPrivateAddress, publicLookup } from "./private-address.ts";

const maxRedirects = 5;

export interface HubRequestOptions {
  readonly method: "GET" | "HEAD";
  readonly url: URL;
  readonly token: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Completes "Cannot …" in errors. */
  readonly action: string;
  readonly signal: AbortSignal;
  /** When false, a redirect to another origin is the answer. */
  readonly leaveHub: boolean;
}

export interface HubResponse {
  /** Of the last answer. */
  readonly message: IncomingMessage;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** What the hub's own origin said on the way, a later answer before an earlier one. */
  readonly hubHeaders: IncomingHttpHeaders;
  /** Where the last answer came from. */
  readonly url: URL;
  readonly fromHub: boolean;
}

/**
 * Resolves with an answer of any status; the caller reads or destroys its message.
 * @throws ReparteeError `hub_unreachable`, `download_failed` for a redirect that must not be followed; and the signal's
 * reason.
 */
export async function hubRequest(options: HubRequestOptions): Promise<HubResponse> {
  const { signal, token, action } = options;
  const hubOrigin = options.url.origin;
  const hubHeaders: IncomingHttpHeaders = {};
  let url = options.url;
  let leftHub = false;
  let hubIsPrivate = false;
  for (let redirects = 0; ; redirects += 1) {
    const fromHub = !leftHub;
    const message = await send(url, {
      method: options.method,
      headers: {
        ...options.headers,
        // A compressed body has other bytes, another length and a weak ETag.
        "accept-encoding": "identity",
        "user-agent": "repartee",
        ...(fromHub && token !== undefined ? { authorization: `Bearer ${token}` } : {}),
      },
      signal,
      publicOnly: leftHub && !hubIsPrivate,
    }).catch((error: unknown) => {
      if (signal.aborted) throw signal.reason;
      throw unreachable(error, url, action);
    });
    if (fromHub) {
      hubIsPrivate = isPrivateAddress(message.socket.remoteAddress ?? "");
      Object.assign(hubHeaders, message.headers);
    }
    const status = message.statusCode ?? 0;
    const target = redirectTarget(message, url);
    const answer: HubResponse = { message, status, headers: message.headers, hubHeaders, url, fromHub };
    if (target === undefined || (!options.leaveHub && target.origin !== hubOrigin)) return answer;
    message.destroy();
    refuseUnsafe(url, target, { redirects, fromPublicHub: !hubIsPrivate, action });
    leftHub ||= target.origin !== hubOrigin;
    url = target;
  }
}

interface SendOptions {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly publicOnly: boolean;
}

function send(url: URL, options: SendOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const settings = {
      method: options.method,
      headers: options.headers,
      signal: options.signal,
      // One connection per request: no pool that would hold sockets made under other rules.
      agent: false,
      ...(options.publicOnly ? { lookup: publicLookup } : {}),
    } as const;
    const outgoing = url.protocol === "https:" ? httpsRequest(url, settings) : httpRequest(url, settings);
    outgoing.once("error", reject);
    outgoing.once("response", (message) => {
      // A body that fails before anybody reads it must not bring the process down; a reader sees the error as well.
      message.on("error", () => {});
      outgoing.on("error", () => {});
      resolve(message);
    });
    outgoing.end();
  });
}

function redirectTarget(message: IncomingMessage, from: URL): URL | undefined {
  const location = message.headers.location;
  if (![301, 302, 303, 307, 308].includes(message.statusCode ?? 0) || location === undefined) return undefined;
  return URL.canParse(location, from.href) ? new URL(location, from) : undefined;
}

interface RedirectContext {
  readonly redirects: number;
  readonly fromPublicHub: boolean;
  readonly action: string;
}

function refuseUnsafe(from: URL, to: URL, { redirects, fromPublicHub, action }: RedirectContext): void {
  const problem =
    redirects >= maxRedirects
      ? `it was redirected more than ${maxRedirects} times`
      : to.protocol !== "https:" && !(to.protocol === "http:" && from.protocol === "http:")
        ? `the redirect to ${shownUrl(to)} is not encrypted`
        : to.username !== "" || to.password !== ""
          ? `the redirect to ${shownUrl(to)} carries credentials`
          : fromPublicHub && hasPrivateHost(to)
            ? `the redirect to ${shownUrl(to)} leads into a private network`
            : undefined;
  if (problem === undefined) return;
  throw new ReparteeError("download_failed", `Cannot ${action}: ${problem}`, {
    hint: `The hub at ${from.origin} answers in a way that is not safe to follow. Check the hub's address.`,
  });
}
