import { askGateway, type GatewayRequest, type SeenAnswer } from "./ask-gateway.ts";
import { judgeAnswer } from "./judge-answer.ts";
import { wallCells, type WallCell } from "./wall-cells.ts";
import { brokenModel, goodModel } from "./wall-provider.ts";

/** How a gateway is asked for a chain of models. */
export type ChainRequest = (
  chain: readonly [string, ...string[]],
) => Pick<GatewayRequest, "model" | "headers" | "body">;

export interface WallOptions {
  /** Base URL of the gateway, without `/v1`. */
  readonly target: string;
  readonly chain: ChainRequest;
  /** Default 90,000. */
  readonly deadlineMs?: number;
  /** Requests at once. Default 48. */
  readonly concurrency?: number;
  /** Default: all. */
  readonly cells?: readonly WallCell[];
}

export interface WallResult {
  readonly cell: WallCell;
  readonly answer: SeenAnswer;
  /** What is wrong with it; undefined: it passes. */
  readonly failure: string | undefined;
}

/** Asks a gateway for a reply in each cell of the wall. */
export async function runWall(options: WallOptions): Promise<readonly WallResult[]> {
  const { target, chain, deadlineMs = 90_000, concurrency = 48, cells = wallCells } = options;
  await warmUp(options);
  return await inParallel(cells, concurrency, async (cell, index): Promise<WallResult> => {
    const words = `Please repeat number ${index} for me`;
    const request = chain(chainOf(cell));
    const answer = await askGateway({ target, words, stream: cell.form === "stream", deadlineMs, ...request });
    return { cell, answer, failure: judgeAnswer(cell, answer, words) };
  });
}

/** Gateways load parts of themselves at their first request, which is nobody's fault. */
export async function warmUp({ target, chain }: Pick<WallOptions, "target" | "chain">): Promise<void> {
  await askGateway({ target, words: "Hello", stream: true, deadlineMs: 60_000, ...chain([goodModel]) });
}

function chainOf({ context, model }: WallCell): readonly [string, ...string[]] {
  if (context === "first") return [model, goodModel];
  return context === "last" ? [brokenModel, model] : [model];
}

/** For gateways whose chains are configured: `first-MODEL` and `last-MODEL` are names of models there. */
export const namedChain: ChainRequest = ([first, second]) => {
  if (second === undefined) return { model: first };
  return { model: second === goodModel ? `first-${first}` : `last-${second}` };
};

export async function inParallel<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let next = 0;
  const run = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await work(items[index] as Item, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, run));
  return results;
}
