/** The three things asked of a Hugging Face hub, or of a mirror that speaks its routes. */
import type { HubFile } from "./file-facts.ts";
import type { HubRepository } from "./repository-files.ts";

export interface HubRepositoryRequest {
  /** `owner/name`. */
  readonly repository: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
  /** Sent to the hub's own origin and nowhere else. */
  readonly token?: string;
  readonly signal: AbortSignal;
}

export interface HubFileRequest extends HubRepositoryRequest {
  /** Path inside the repository. */
  readonly file: string;
}

export interface HubOpenRequest extends HubFileRequest {
  /** Asks for a part of the file; absent asks for all of it. */
  readonly range?: { readonly start: number; readonly end: number };
  /** A strong ETag with its quotes: the part is wanted only while the storage still has this version. */
  readonly ifRange?: string;
}

/** An answer that carries bytes. Either read `chunks` to the end or call `close`. */
export interface HubBody {
  /** `part`: the bytes from `start` on; `whole`: the file from its first byte, though a part may have been asked for. */
  readonly kind: "part" | "whole";
  readonly start: number;
  /** Bytes that the answer promises; undefined when it does not say. */
  readonly lengthBytes: number | undefined;
  /** Size of the whole file as this answer knows it. */
  readonly totalBytes: number | undefined;
  /** Names the content; see `HubFile.identity`. */
  readonly identity: string | undefined;
  /** For `ifRange` of the next request; undefined when it is weak or missing. */
  readonly storageEtag: string | undefined;
  /** Fails when the connection ends before `lengthBytes`. */
  readonly chunks: AsyncIterable<Uint8Array>;
  close(): void;
}

/**
 * Errors of all methods: ReparteeError `hub_unreachable`, `model_gated`, `hub_token_rejected`, `repository_not_found`,
 * `repository_file_not_found`, `download_failed` (`facts.status`, `facts.retryable`, `retryAfterSeconds`),
 * `invalid_request` for names that are not plain; and the signal's reason.
 */
export interface Hub {
  /** Origin and path prefix, without a slash at the end. */
  readonly url: string;
  /** Size, hash and commit of a file. No byte of it is sent. */
  describe(request: HubFileRequest): Promise<HubFile>;
  /** Undefined when the range lies outside of the file (416). */
  open(request: HubOpenRequest): Promise<HubBody | undefined>;
  list(request: HubRepositoryRequest): Promise<HubRepository>;
}
