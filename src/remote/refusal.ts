/** From an answer that is not a reply to its error, and whether asking again may help. */
import { type ErrorCode, type ErrorDetails, ReparteeError } from "../core/errors.ts";
import { type ErrorWords, readErrorBody } from "./error-body.ts";
import { showForeignText } from "./foreign-text.ts";
import { parseRetryAfter } from "../core/retry-after.ts";
import { countField } from "./wire-fields.ts";

export interface ForeignAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Who answered, and what must not be shown. */
export interface UpstreamIdentity {
  readonly name: string;
  readonly apiKey: string | undefined;
}

export interface Refusal {
  readonly error: ReparteeError;
  /** Milliseconds after which to ask again at the earliest; undefined: do not. */
  readonly retryAfterMs: number | undefined;
}

/** A server that asks for no more than this is waited for. */
const shortRetryAfterSeconds = 2;
const passingStatuses: ReadonlySet<number> = new Set([502, 503, 504]);

export function refusalOf(answer: ForeignAnswer, upstream: UpstreamIdentity): Refusal {
  const { status, headers } = answer;
  const error = errorOf(answer, upstream);
  const asked = parseRetryAfter(headerOf(headers, "retry-after"));
  if (asked !== undefined && (status === 429 || passingStatuses.has(status))) {
    return { error, retryAfterMs: asked <= shortRetryAfterSeconds ? asked * 1000 : undefined };
  }
  return { error, retryAfterMs: passingStatuses.has(status) ? 0 : undefined };
}

function errorOf(answer: ForeignAnswer, upstream: UpstreamIdentity): ReparteeError {
  const { status, headers, text } = answer;
  if (status >= 300 && status < 400) return redirectError(answer, upstream);
  const words = readErrorBody(text);
  const retryAfterSeconds = parseRetryAfter(headerOf(headers, "retry-after"));
  const details = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  if (words !== undefined) return upstreamError(words, upstream, status, details);
  const found = /^\s*</.test(text) ? "a web page" : text.trim() === "" ? "an empty answer" : "something else";
  const hint = status === 404 ? "Check the upstream's address: it has no such route." : undefined;
  const message = `Upstream "${upstream.name}" answered with status ${status} and ${found}, expected JSON`;
  const code = status === 429 ? "upstream_rate_limited" : "upstream_error";
  const facts = { upstream: upstream.name, status };
  return new ReparteeError(code, message, { ...details, facts, hint });
}

/** An error that an upstream reports in its own words, whether as its whole answer or in the middle of a stream. */
export function upstreamError(
  words: ErrorWords,
  upstream: UpstreamIdentity,
  status: number | undefined,
  details: Pick<ErrorDetails, "retryAfterSeconds"> = {},
): ReparteeError {
  const overflow = contextOverflow(words);
  const code = overflow === undefined ? codeOf(status, words) : "context_length_exceeded";
  const said = showForeignText(words.message, upstream.apiKey) || "no reason given";
  const shownStatus = status === undefined ? "" : ` (status ${status})`;
  const hint = overflow === undefined ? hints[code] : "Send fewer or shorter messages.";
  return new ReparteeError(code, `Upstream "${upstream.name}" reports an error${shownStatus}: ${said}`, {
    ...details,
    facts: { upstream: upstream.name, ...(status === undefined ? {} : { status }), ...overflow },
    ...(code === "upstream_error" && (status === 401 || status === 403) ? { hint: keyHint } : hint && { hint }),
  });
}

const keyHint = "Check the key of this upstream; it is read from the environment variable that its entry names.";

const hints: Partial<Record<ErrorCode, string>> = {
  model_not_found: "Check the model's name, or let the upstream load it first.",
  upstream_rate_limited: "Wait, or allow more requests at the upstream.",
};

function codeOf(status: number | undefined, words: ErrorWords): ErrorCode {
  switch (status) {
    case 400:
    case 422:
      return "invalid_request";
    case 404:
      return /model/i.test(`${words.kind} ${words.message}`) ? "model_not_found" : "upstream_error";
    case 413:
      return "payload_too_large";
    case 429:
      return "upstream_rate_limited";
    default:
      return "upstream_error";
  }
}

/** How servers say that a prompt is too long; llama-server counts as well. */
function contextOverflow({ message, kind, fields }: ErrorWords): Record<string, number> | undefined {
  const isOverflow =
    /context_length_exceeded|exceed_context_size/.test(kind) ||
    /exceeds? .*context|maximum context length|context (?:length|window|size) (?:exceeded|is too small)/i.test(message);
  if (!isOverflow) return undefined;
  const promptTokens = countField.parse(fields["n_prompt_tokens"]) ?? undefined;
  const contextTokens = countField.parse(fields["n_ctx"]) ?? windowIn(message);
  return {
    ...(promptTokens === undefined ? {} : { n_prompt_tokens: promptTokens }),
    ...(contextTokens === undefined ? {} : { n_ctx: contextTokens }),
  };
}

/** `This model's maximum context length is 4096 tokens` → 4096. */
function windowIn(message: string): number | undefined {
  const found = /maximum context length is (?<tokens>\d{1,9}) tokens/i.exec(message)?.groups?.["tokens"];
  return found === undefined ? undefined : Number(found);
}

/** Never followed: the request carries a key and somebody's words, and the other address was not configured. */
function redirectError({ status, headers }: ForeignAnswer, upstream: UpstreamIdentity): ReparteeError {
  const location = headerOf(headers, "location") ?? "";
  const target = URL.canParse(location) ? new URL(location) : undefined;
  // Without the query, which may hold a token.
  const shown = target === undefined ? "another path" : target.origin + target.pathname;
  const message = `Upstream "${upstream.name}" redirects (status ${status}) to ${showForeignText(shown, upstream.apiKey)}`;
  return new ReparteeError("upstream_error", message, {
    hint: "Redirects are not followed; set the upstream's address to the one that answers.",
    facts: { upstream: upstream.name, status },
  });
}

function headerOf(headers: ForeignAnswer["headers"], name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
