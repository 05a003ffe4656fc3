import type { FastifyInstance } from "fastify";
import { ReparteeError } from "../core/errors.ts";

/** JSON that people write is 5–10 levels deep; a JSON Schema inside a tool adds up to 16 levels of two brackets each. */
const maxNesting = 64;

const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const quote = 0x22;
const backslash = 0x5c;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** JSON is the one type of body that is read. */
export function addJsonParser(
  app: FastifyInstance,
  bodyLimit: number,
  contentType: "application/json" | "*" = "application/json",
): void {
  app.removeAllContentTypeParsers();
  const options = { parseAs: "buffer", bodyLimit } as const;
  app.addContentTypeParser<Buffer>(contentType, options, (request, body, done) => {
    const encoding = request.headers["content-encoding"];
    if (encoding !== undefined && encoding !== "identity") {
      throw new ReparteeError("unsupported_media_type", "Cannot read the body: it is compressed", {
        hint: "Send the body as it is, without `Content-Encoding`",
      });
    }
    done(null, parseRequestBody(body));
  });
}

/**
 * Reads an untrusted body; `undefined` where it is empty. Refused with `invalid_request`: what is not
 * UTF-8, not JSON, nested too deep, or holds half a character or a key that reaches an object's prototype.
 */
export function parseRequestBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  // Before JSON.parse: two million levels block the event loop for more than a second.
  if (isNestedDeeperThan(bytes, maxNesting)) throw refused(`it is nested deeper than ${maxNesting} levels`);
  const text = decode(bytes);
  const value = parse(text);
  // Both faults need one of these in the text: most bodies need not be walked.
  if (/\\u|__proto__|"constructor"/.test(text)) refuseHostileValue(value, "");
  return value;
}

function isNestedDeeperThan(bytes: Buffer, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index];
    if (inString) {
      if (byte === backslash) index++;
      else if (byte === quote) inString = false;
    } else if (byte === quote) {
      inString = true;
    } else if (byte === openBrace || byte === openBracket) {
      if (++depth > limit) return true;
    } else if (byte === closeBrace || byte === closeBracket) {
      depth--;
    }
  }
  return false;
}

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw refused("it is not valid UTF-8", cause);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refused(`it is not valid JSON${position(cause)}`, cause);
  }
}

/** The engine's message may quote the body, which is a user's conversation: only the position is used. */
function position(cause: unknown): string {
  const found = cause instanceof Error ? /at position (\d+)/.exec(cause.message) : null;
  return found === null ? "" : ` at position ${found[1]}`;
}

/** Recursion is bounded by `maxNesting`. */
function refuseHostileValue(value: unknown, path: string): void {
  if (typeof value === "string") {
    if (/\p{Surrogate}/u.test(value))
      throw refused("a text holds half a character (an unpaired surrogate)", undefined, path);
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) refuseHostileValue(item, `${path}[${index}]`);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const itemPath = path === "" ? key : `${path}.${key}`;
      refuseHostileValue(key, path);
      if (key === "__proto__" || (key === "constructor" && reachesPrototype(item))) {
        throw refused("it holds a key that reaches an object's prototype", undefined, itemPath);
      }
      refuseHostileValue(item, itemPath);
    }
  }
}

function reachesPrototype(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "prototype");
}

/** Keys may be long. */
const maxPathLength = 200;

function refused(reason: string, cause?: unknown, path: string = ""): ReparteeError {
  const param = path.slice(0, maxPathLength);
  return new ReparteeError(
    "invalid_request",
    `Cannot read the body: ${param === "" ? "" : `at \`${param}\` `}${reason}`,
    { cause, param: param === "" ? undefined : param },
  );
}
