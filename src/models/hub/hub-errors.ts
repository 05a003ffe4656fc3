/** The hub's refusals, and the network's, as errors that say what to do next. */
import type { IncomingHttpHeaders } from "node:http";
import { ReparteeError } from "../../core/errors.ts";
import { modelPageUrl, shownUrl } from "./hub-urls.ts";
import { privateAddressCode } from "./private-address.ts";
import { parseRetryAfter } from "../../core/retry-after.ts";

const offlineHint =
  "Check the network connection and that the host can be reached. Without a network, copy the model's .gguf file " +
  "to this machine and give its path as the model.";

/** What was asked for, as an error needs to know it. */
export interface HubErrorContext {
  readonly hubUrl: string;
  readonly repository: string;
  readonly revision: string;
  /** Absent when the repository itself was asked for. */
  readonly file?: string;
  readonly tokenGiven: boolean;
  /** Completes "Cannot …". */
  readonly action: string;
}

/** The part of an answer that its error is made from. */
export interface RefusedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly url: URL;
  /** False when it came from the storage that the hub redirected to. */
  readonly fromHub: boolean;
}

/** `hub_unreachable`, or `download_failed` when the address itself was refused. */
export function unreachable(error: unknown, url: URL, action: string): ReparteeError {
  const code = errorCode(error);
  if (code === privateAddressCode)
    return new ReparteeError("download_failed", `Cannot ${action}: ${messageOf(error)}`, {
      hint: "The hub redirects into a private network, which is not followed. Check the hub's address.",
      cause: error,
    });
  const hint = /CERT|SELF_SIGNED|TLS|SSL/.test(code)
    ? "Its certificate is not trusted. Behind a proxy that inspects traffic, set NODE_EXTRA_CA_CERTS to its certificate."
    : offlineHint;
  const found = `${url.host} cannot be reached (${code === "" ? messageOf(error) : code})`;
  return new ReparteeError("hub_unreachable", `Cannot ${action}: ${found}`, {
    hint,
    cause: error,
    facts: { host: url.host, ...(code === "" ? {} : { cause: code }) },
  });
}

/** The error for an answer that is no success. `facts.retryable` is true when a later try may do better. */
export function refusal(answer: RefusedAnswer, context: HubErrorContext): ReparteeError {
  const { status } = answer;
  if (answer.fromHub) {
    if (status === 401 || status === 403) return accessRefused(answer, context);
    if (status === 404) return notFound(answer, context);
  }
  const retryAfter = parseRetryAfter(answer.headers["retry-after"]);
  // A storage's 403 or 404 is a signature that ran out: the next try gets a new one from the hub.
  const retryable =
    status >= 500 || [408, 425, 429].includes(status) || (!answer.fromHub && [403, 404].includes(status));
  return new ReparteeError("download_failed", `Cannot ${context.action}: ${shownUrl(answer.url)} answered ${status}`, {
    hint:
      status === 429
        ? "The hub limits requests. Wait, or set HUGGINGFACE_TOKEN to a token of yours: its limit is higher."
        : "Try again later; what was downloaded so far is kept.",
    facts: { status, retryable },
    retryAfterSeconds: retryAfter,
  });
}

function accessRefused(answer: RefusedAnswer, context: HubErrorContext): ReparteeError {
  const { action, tokenGiven, repository, hubUrl } = context;
  const reason = answer.headers["x-error-code"];
  const page = modelPageUrl(hubUrl, repository);
  const tokens = `${hubUrl}/settings/tokens`;
  // The hub hides private repositories behind 401, and says so only in this header.
  if (reason === "RepoNotFound") return repositoryMissing(context);
  if (reason !== "GatedRepo" && answer.status === 401 && tokenGiven)
    return new ReparteeError("hub_token_rejected", `Cannot ${action}: the hub does not accept the token`, {
      hint: `Set HUGGINGFACE_TOKEN to a valid token from ${tokens}, or unset it for models that are open to all.`,
      facts: { status: answer.status },
    });
  const found = tokenGiven
    ? "the account of the token has no access to this gated model"
    : "the model is gated and no token was given";
  return new ReparteeError("model_gated", `Cannot ${action}: ${found}`, {
    hint: tokenGiven
      ? `Accept the licence at ${page} with the account that HUGGINGFACE_TOKEN belongs to. ` +
        `A fine-grained token also needs "access to public gated repositories" (${tokens}).`
      : `Accept the licence at ${page}, make a token at ${tokens} and set HUGGINGFACE_TOKEN to it.`,
    facts: { status: answer.status, licenceUrl: page },
  });
}

function notFound(answer: RefusedAnswer, context: HubErrorContext): ReparteeError {
  const { action, file, revision, repository, hubUrl } = context;
  const reason = answer.headers["x-error-code"];
  const page = modelPageUrl(hubUrl, repository);
  if (reason === "RevisionNotFound")
    return new ReparteeError("repository_not_found", `Cannot ${action}: there is no revision "${revision}"`, {
      hint: `See the branches and tags at ${page}; most repositories have "main".`,
    });
  if (reason === "RepoNotFound" || file === undefined) return repositoryMissing(context);
  return new ReparteeError("repository_file_not_found", `Cannot ${action}: the repository has no such file`, {
    hint: `See its files at ${page}/tree/${encodeURIComponent(revision)}.`,
  });
}

function repositoryMissing({ action, repository, hubUrl, tokenGiven }: HubErrorContext): ReparteeError {
  return new ReparteeError(
    "repository_not_found",
    `Cannot ${action}: the hub has no repository "${repository}"${tokenGiven ? " for this token" : " open to all"}`,
    { hint: `Check the name at ${modelPageUrl(hubUrl, repository)}; a private repository needs HUGGINGFACE_TOKEN.` },
  );
}

function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return "";
  // Several addresses tried in turn: what the first one said.
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors[0]);
  return "code" in error && typeof error.code === "string" ? error.code : "";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
