/** Gets one piece of a file, however many tries that takes within the limits. */
import type { Clock } from "../../core/clock.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { HubFile } from "../hub/file-facts.ts";
import type { Hub, HubBody, HubFileRequest } from "../hub/hub.ts";
import type { ByteRange } from "./byte-ranges.ts";
import type { DownloadLimits } from "./download-limits.ts";
import { isRetryable, pause, retryDelayMs } from "./retry-delay.ts";
import { watchForStall, type StallWatch } from "./stall-watch.ts";

/** The hub has another file now than when the download began. */
export class FileChangedError extends Error {
  override readonly name = "FileChangedError";
}

/** The storage answers with the whole file when it is asked for a part. */
export class NoRangesError extends Error {
  override readonly name = "NoRangesError";
}

/** What all pieces of one download share. */
export interface PieceContext {
  readonly hub: Hub;
  /** Names the commit, where the hub named one, so that all pieces come from the same version. */
  readonly request: Omit<HubFileRequest, "signal">;
  readonly expected: HubFile;
  /** False for a storage that knows no ranges: a try that fails begins at the first byte again. */
  readonly usesRanges: boolean;
  readonly limits: DownloadLimits;
  readonly clock: Clock;
  readonly log: Log;
  /** 0 to 1, for the jitter. */
  readonly random: () => number;
  /** Completes "Cannot …". */
  readonly action: string;
  readonly shared: SharedState;
}

/** What one piece learns and the others heed. */
export interface SharedState {
  /** The storage's own version of the file as last seen, for `If-Range`. */
  storageEtag: string | undefined;
  /** No request before this time: one answer of 429 slows all pieces down. */
  notBeforeMs: number;
}

/** Takes bytes at their place in the file. */
export type ByteSink = (bytes: Uint8Array, position: number) => Promise<void>;

/**
 * @throws ReparteeError when the tries are used up or trying again cannot help; FileChangedError; NoRangesError; what
 * `sink` throws; the signal's reason.
 */
export async function fetchPiece(
  [start, end]: ByteRange,
  context: PieceContext,
  sink: ByteSink,
  signal: AbortSignal,
): Promise<void> {
  const { limits, clock, log, shared, usesRanges } = context;
  let position = start;
  let failedTries = 0;
  while (position < end) {
    await pauseUntil(shared, clock, signal);
    const from = position;
    try {
      for await (const chunk of openAt(context, [position, end], signal)) {
        await sink(chunk, position);
        position += chunk.byteLength;
      }
      if (position < end) throw shortBody(context, position - from);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (!isRetryable(error)) throw error;
      failedTries = usesRanges && position - from >= limits.progressBytes ? 1 : failedTries + 1;
      const delayMs = retryDelayMs(error, failedTries, limits, context.random);
      if (failedTries >= limits.maxTries || delayMs === undefined) throw error;
      const fields = { code: error.code, failedTries, delayMs: Math.round(delayMs), position };
      log.debug({ ...fields, error: error.message }, "part of a download failed and is tried again");
      if (!usesRanges) position = start;
      if (error.retryAfterSeconds !== undefined) shared.notBeforeMs = clock.now() + delayMs;
      else await pause(clock, delayMs, signal);
    }
  }
}

async function pauseUntil(shared: SharedState, clock: Clock, signal: AbortSignal): Promise<void> {
  // Another part may have to wait longer meanwhile.
  for (let left = shared.notBeforeMs - clock.now(); left > 0; left = shared.notBeforeMs - clock.now())
    await pause(clock, left, signal);
}

function shortBody({ action }: PieceContext, receivedBytes: number): ReparteeError {
  return new ReparteeError("download_failed", `Cannot ${action}: the answer ended after ${receivedBytes} bytes`, {
    hint: "Something between here and the hub cuts answers short. Try again; what was downloaded so far is kept.",
    facts: { retryable: true },
  });
}

/** The bytes from `range[0]` on, at most to `range[1]`, from one answer. */
async function* openAt(context: PieceContext, range: ByteRange, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const { limits, clock, action } = context;
  const seconds = limits.stallMs / 1000;
  using watch = watchForStall(clock, limits.stallMs, signal, () => {
    return new ReparteeError("download_stalled", `Cannot ${action}: no byte came for ${seconds} s`, {
      hint: "Check the network, then start the download again: it goes on where it stopped.",
    });
  });
  const body = await openBody(context, range, watch);
  try {
    let left = range[1] - range[0];
    for await (const chunk of body.chunks) {
      // Time spent writing is not time without bytes.
      watch.hold();
      const wanted = chunk.byteLength > left ? chunk.subarray(0, left) : chunk;
      left -= wanted.byteLength;
      yield wanted;
      watch.touch();
      if (left === 0) return;
    }
  } catch (error) {
    if (watch.signal.aborted) throw watch.signal.reason;
    throw error;
  } finally {
    body.close();
  }
}

async function openBody(context: PieceContext, [start, end]: ByteRange, watch: StallWatch): Promise<HubBody> {
  const { hub, request, expected, shared } = context;
  // The whole file is asked for without a range, so that small files come from any server in one answer.
  const asksForAll = start === 0 && end === expected.sizeBytes;
  const ifRange = asksForAll ? undefined : shared.storageEtag;
  const body = await hub.open({
    ...request,
    signal: watch.signal,
    ...(asksForAll ? {} : { range: { start, end } }),
    ifRange,
  });
  watch.touch();
  if (body === undefined) throw new FileChangedError("a part of the file is no longer in it");
  try {
    checkBody(body, context, { start, asksForAll, ifRange });
  } catch (error) {
    body.close();
    throw error;
  } finally {
    // Also of an answer that was no use: the next try asks for the version that the storage has now.
    shared.storageEtag = body.storageEtag;
  }
  return body;
}

interface Asked {
  readonly start: number;
  readonly asksForAll: boolean;
  readonly ifRange: string | undefined;
}

/** Each answer is held against what the download began with, whatever `If-Range` already sorted out. */
function checkBody(body: HubBody, { expected, action }: PieceContext, { start, asksForAll, ifRange }: Asked): void {
  if (body.identity !== undefined && body.identity !== expected.identity)
    throw new FileChangedError(`its version is ${body.identity}, it was ${expected.identity}`);
  const total = body.totalBytes ?? 0;
  if (body.kind === "part" ? total !== expected.sizeBytes : total > expected.sizeBytes)
    throw new FileChangedError(`its size is ${total} bytes, it was ${expected.sizeBytes}`);
  if (body.start === start && (body.kind === "part" || asksForAll)) return;
  if (body.kind === "whole" && (ifRange === undefined || ifRange === body.storageEtag))
    throw new NoRangesError("the storage answers with the whole file");
  // `If-Range` did not match though the hub still names the same content: another copy of it in the storage.
  throw new ReparteeError("download_failed", `Cannot ${action}: the storage answers with other bytes than asked for`, {
    hint: "Try again; what was downloaded so far is kept.",
    facts: { retryable: true },
  });
}
