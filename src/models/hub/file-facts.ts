/** What the hub's headers say of one file. */
import type { IncomingHttpHeaders } from "node:http";

/** One file of a repository, as the hub describes it before any byte is sent. */
export interface HubFile {
  readonly sizeBytes: number;
  /** Names the content: two answers with the same identity carry the same bytes. */
  readonly identity: string;
  /** Hex; of files in large-file storage, which all weights are. */
  readonly sha256?: string;
  /** Hex; git's blob hash, of small files. */
  readonly gitSha1?: string;
  /** The commit that the revision is at. */
  readonly commit?: string;
}

/** The content's name in an answer: the hub's linked ETag before the storage's own, without quotes. */
export function contentIdentity(hubHeaders: IncomingHttpHeaders, headers: IncomingHttpHeaders): string | undefined {
  return plainEtag(single(hubHeaders["x-linked-etag"])) ?? plainEtag(headers.etag);
}

/**
 * Undefined when size or identity is missing.
 * @param knownBytes The size where it is known from elsewhere than `Content-Length`.
 */
export function readHubFile(
  hubHeaders: IncomingHttpHeaders,
  headers: IncomingHttpHeaders,
  knownBytes?: number,
): HubFile | undefined {
  const identity = contentIdentity(hubHeaders, headers);
  const sizeBytes = knownBytes ?? wholeNumber(single(hubHeaders["x-linked-size"]) ?? headers["content-length"]);
  if (identity === undefined || sizeBytes === undefined) return undefined;
  const commit = single(hubHeaders["x-repo-commit"]);
  return {
    sizeBytes,
    identity,
    ...(/^[0-9a-f]{64}$/.test(identity) ? { sha256: identity } : {}),
    ...(/^[0-9a-f]{40}$/.test(identity) ? { gitSha1: identity } : {}),
    ...(commit !== undefined && /^[0-9a-f]{40}$/.test(commit) ? { commit } : {}),
  };
}

/** An ETag that `If-Range` may carry: RFC 9110 (13.1.5) asks for a strong one. */
export function strongEtag(header: string | undefined): string | undefined {
  return header !== undefined && /^"[^"]*"$/.test(header) ? header : undefined;
}

/** The range that a 206 answer says it carries. */
export interface ContentRange {
  readonly start: number;
  /** The first byte that is not in it. */
  readonly end: number;
  readonly total: number;
}

export function readContentRange(header: string | undefined): ContentRange | undefined {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(header ?? "");
  if (match === null) return undefined;
  const [start = 0, last = 0, total = 0] = match.slice(1).map(Number);
  return last < start || last >= total ? undefined : { start, end: last + 1, total };
}

export function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function plainEtag(header: string | undefined): string | undefined {
  const plain = header?.replace(/^W\//, "").replace(/^"|"$/g, "");
  return plain === "" ? undefined : plain;
}

function single(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === "string" ? header : header?.[0];
}
