import type { IncomingMessage } from "node:http";

/** For Fastify. */
export function rewriteUrl({ url = "/" }: Pick<IncomingMessage, "url">): string {
  return isReadable(url) ? encodeModelName(url) : unreadable;
}

/**
 * No route has this path. The framework would answer a path that it cannot decode before any hook has run, and so to
 * strangers and foreign web pages as well.
 */
const unreadable = "/unreadable";

function isReadable(url: string): boolean {
  try {
    decodeURIComponent(url.split("?", 1)[0] ?? "");
    return true;
  } catch {
    return false;
  }
}

/**
 * Names of models contain slashes (`microsoft/DialoGPT-medium`) and clients send them raw or percent-encoded. The
 * router sees one path segment a name: raw slashes are encoded before it looks.
 */
export function encodeModelName(url: string): string {
  const queryStart = url.indexOf("?");
  const path = queryStart === -1 ? url : url.slice(0, queryStart);
  const parts = /^(\/v1\/models\/|\/models\/)(.+?)(\/load|\/unload)?$/.exec(path);
  if (parts === null) return url;
  const [, prefix = "", name = "", action = ""] = parts;
  // The action belongs to the management routes only; under /v1 the whole rest is the name.
  const encoded = prefix === "/v1/models/" ? slashless(name + action) : slashless(name) + action;
  return prefix + encoded + url.slice(path.length);
}

function slashless(name: string): string {
  return name.replaceAll("/", "%2F");
}
