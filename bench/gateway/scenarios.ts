import { cpuMs, residentBytes } from "../process-figures.ts";
import type { Asked } from "./ask.ts";
import type { GatewaySubject } from "./subjects.ts";

/** What one scenario gave for one subject. */
export interface GatewayFigures {
  readonly requests: number;
  /** Failures by what was said. */
  readonly failures: Readonly<Record<string, number>>;
  readonly requestsPerSecond: number;
  /** To the first text, or of a whole reply to its end. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU of the subject's process. */
  readonly cpuUsPerToken: number;
  readonly cpuUsPerRequest: number;
  readonly residentMb: number;
}

export interface Scenario {
  readonly name: string;
  run(subject: GatewaySubject): Promise<GatewayFigures>;
}

const streamTokens = 64;
const wholeTokens = 32;
const clients = 16;

/** `seconds` is how long the steady ones take. */
export function gatewayScenarios(seconds: number): readonly Scenario[] {
  return [
    {
      name: `whole replies, ${clients} clients`,
      run: (subject) => measured(subject, wholeTokens, () => closedLoop(subject, seconds * 1000)),
    },
    {
      name: "50 new streams a second",
      run: (subject) => measured(subject, streamTokens, () => openLoop(subject, 50, seconds)),
    },
    { name: "200 streams at once", run: (subject) => measured(subject, streamTokens, () => atOnce(subject, 200)) },
    { name: "1,000 streams at once", run: (subject) => measured(subject, streamTokens, () => atOnce(subject, 1_000)) },
  ];
}

async function closedLoop({ ask }: GatewaySubject, durationMs: number): Promise<readonly Asked[]> {
  const untilMs = performance.now() + durationMs;
  const asked: Asked[] = [];
  async function client(): Promise<void> {
    while (performance.now() < untilMs) asked.push(await ask({ stream: false, tokens: wholeTokens }));
  }
  await Promise.all(Array.from({ length: clients }, client));
  return asked;
}

/** Requests come when they come, however long earlier ones take. */
async function openLoop({ ask }: GatewaySubject, perSecond: number, seconds: number): Promise<readonly Asked[]> {
  const startedMs = performance.now();
  const running: Promise<Asked>[] = [];
  for (let index = 0; index < perSecond * seconds; index += 1) {
    const waitMs = startedMs + (index * 1000) / perSecond - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    running.push(ask({ stream: true, tokens: streamTokens }));
  }
  return await Promise.all(running);
}

async function atOnce({ ask }: GatewaySubject, count: number): Promise<readonly Asked[]> {
  return await Promise.all(Array.from({ length: count }, () => ask({ stream: true, tokens: streamTokens })));
}

async function measured(
  { pid }: GatewaySubject,
  tokens: number,
  work: () => Promise<readonly Asked[]>,
): Promise<GatewayFigures> {
  const startedMs = performance.now();
  const cpuBefore = cpuMs(pid) ?? Number.NaN;
  const asked = await work();
  const cpuUs = ((cpuMs(pid) ?? Number.NaN) - cpuBefore) * 1000;
  const wallMs = performance.now() - startedMs;
  const good = asked.filter(({ failure }) => failure === undefined);
  const failures: Record<string, number> = {};
  for (const { failure } of asked) if (failure !== undefined) failures[failure] = (failures[failure] ?? 0) + 1;
  const times = good.map(({ firstMs }) => firstMs).toSorted((a, b) => a - b);
  return {
    requests: asked.length,
    failures,
    requestsPerSecond: (good.length * 1000) / wallMs,
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
    cpuUsPerToken: cpuUs / (asked.length * tokens),
    cpuUsPerRequest: cpuUs / asked.length,
    residentMb: Math.round((residentBytes(pid) ?? 0) / 1e6),
  };
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
