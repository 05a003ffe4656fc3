import type { ControlledEvaluateInputItem, LlamaContextSequence, Token } from "node-llama-cpp";
import { ReparteeError, toReparteeError } from "../../core/errors.ts";
import { placeInBatch } from "./batch-order.ts";
import type { PromptReader } from "./prompt-reader.ts";
import type { StepTask } from "./step-task.ts";
import { softmax } from "../../core/softmax.ts";

/**
 * Scores labels by the model's own next-token probabilities, as a task on one slot.
 *
 * The labels' tokens form a tree. At every node with more than one branch the branches' logits are compared with each
 * other alone, and a label's probability is the product along its path. Labels that differ in their first token, as
 * most do, cost one evaluation after the prompt.
 */
export interface Classification extends StepTask {
  /**
   * A probability per label, in order; they sum to 1.
   * @throws ReparteeError what went wrong, or `cancelled`.
   */
  outcome(): readonly number[];
}

export interface ClassificationOptions {
  readonly sequence: LlamaContextSequence;
  readonly prompt: PromptReader;
  /** Each label's tokens; not empty, all different. */
  readonly labels: readonly (readonly Token[])[];
  readonly signal: AbortSignal;
}

export function createClassification({ sequence, prompt, labels, signal }: ClassificationOptions): Classification {
  let result: readonly number[] | undefined;
  let error: ReparteeError | undefined;

  /** Logits of `wanted` after `tokens` are evaluated behind what the sequence holds. */
  async function nextLogits(tokens: readonly Token[], wanted: readonly Token[]): Promise<number[]> {
    const last = tokens.at(-1);
    if (last === undefined) throw new ReparteeError("internal", "A classification was given no token to look behind");
    const item: ControlledEvaluateInputItem = [
      last,
      { generateNext: { logits: { filter: { tokens: [...wanted] } }, options: { temperature: 0, topK: 0, topP: 1 } } },
    ];
    const outputs = await sequence.controlledEvaluate([...tokens.slice(0, -1), item], {
      evaluationPriority: placeInBatch(sequence),
    });
    const logits = outputs.at(-1)?.next.logits;
    return wanted.map((token) => logits?.get(token) ?? -Infinity);
  }

  /** Probabilities of `members` (indexes of labels that share their first `depth` tokens). */
  async function score(
    rest: readonly Token[],
    members: readonly number[],
    depth: number,
  ): Promise<Map<number, number>> {
    const { branches, ended } = branchesOf(labels, members, depth);
    const tokens = [...branches.keys()];
    const logits = await nextLogits(rest, tokens);
    // A label that is the beginning of others ends here when the model would write none of their next tokens; such
    // sets of labels are rare, and an even share keeps the sum at 1.
    const shares = softmax(ended.length > 0 ? [...logits, Math.max(...logits)] : logits);
    const scored = new Map<number, number>();
    for (const member of ended) scored.set(member, shares.at(-1) ?? 0);
    const endOfPrefix = sequence.nextTokenIndex;
    for (const [index, token] of tokens.entries()) {
      const share = shares[index] ?? 0;
      const branch = branches.get(token) ?? [];
      const [only] = branch;
      if (branch.length === 1 && only !== undefined) {
        scored.set(only, share);
        continue;
      }
      for (const [member, inner] of await score([token], branch, depth + 1)) scored.set(member, share * inner);
      await sequence.eraseContextTokenRanges([{ start: endOfPrefix, end: sequence.nextTokenIndex }]);
    }
    return scored;
  }

  return {
    isGenerating: false,
    begin: prompt.begin,
    get isReady() {
      return signal.aborted || prompt.isReady();
    },
    get pendingPromptTokens() {
      return signal.aborted ? 0 : prompt.pendingTokens();
    },
    get promptTokensRead() {
      return prompt.readTokens();
    },
    async step(promptTokenLimit) {
      try {
        if (signal.aborted) throw new ReparteeError("cancelled", "Cannot classify: the request was cancelled");
        if (prompt.pendingTokens() > promptTokenLimit) {
          await prompt.read(promptTokenLimit);
          return false;
        }
        const scored = await score(prompt.takeRest(), [...labels.keys()], 0);
        result = labels.map((_, index) => scored.get(index) ?? 0);
      } catch (thrown) {
        error = toReparteeError(thrown, "generation_failed");
      }
      return true;
    },
    outcome() {
      if (result === undefined) throw error ?? new ReparteeError("internal", "The classification has not ended");
      return result;
    },
  };
}

/** Which labels go on with which token after their first `depth`, and which have no more. */
function branchesOf(
  labels: readonly (readonly Token[])[],
  members: readonly number[],
  depth: number,
): { readonly branches: ReadonlyMap<Token, readonly number[]>; readonly ended: readonly number[] } {
  const branches = new Map<Token, number[]>();
  const ended: number[] = [];
  for (const member of members) {
    const token = labels[member]?.[depth];
    if (token === undefined) ended.push(member);
    else branches.set(token, [...(branches.get(token) ?? []), member]);
  }
  return { branches, ended };
}
