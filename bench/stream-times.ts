/** When the pieces of one reply came, in milliseconds of one clock. */
export interface StreamTimes {
  readonly startedAt: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** Tokens from the first piece to the last, both included. */
  readonly tokens: number;
  readonly cachedTokens: number;
  /** CPU time of the serving process when the first and the last piece came; absent where it is unknown. */
  readonly servingCpuMs?: { readonly first: number; readonly last: number };
}

/** One reply to measure. */
export interface Prompt {
  readonly messages: readonly { readonly role: "system" | "user" | "assistant"; readonly content: string }[];
  readonly maxTokens: number;
  readonly seed: number;
}

/** Something that answers prompts and can be timed. */
export interface Subject {
  readonly name: string;
  /** Answers all prompts at once. */
  answer(prompts: readonly Prompt[]): Promise<readonly StreamTimes[]>;
  /** Resident memory in bytes, by process. */
  residentBytes(): Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/** Tokens a second of all streams together, from each stream's first token to its last. */
export function decodeRate(streams: readonly StreamTimes[]): number {
  return streams.reduce((sum, { tokens, firstAt, lastAt }) => sum + ((tokens - 1) * 1000) / (lastAt - firstAt), 0);
}

/**
 * CPU milliseconds of the serving process for one token while all streams run: from the last stream's first token to
 * the first stream's last, so that what a request costs once is not counted. Undefined where it is unknown.
 */
export function servingMsPerToken(streams: readonly StreamTimes[]): number | undefined {
  const times = streams.flatMap(({ servingCpuMs }) => (servingCpuMs === undefined ? [] : [servingCpuMs]));
  if (times.length === 0 || times.length < streams.length) return undefined;
  const spentMs = Math.min(...times.map(({ last }) => last)) - Math.max(...times.map(({ first }) => first));
  return spentMs / streams.reduce((sum, { tokens }) => sum + tokens - 1, 0);
}

export function firstTokenMs({ startedAt, firstAt }: StreamTimes): number {
  return firstAt - startedAt;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** The value that `share` of all values do not exceed, by nearest rank. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
