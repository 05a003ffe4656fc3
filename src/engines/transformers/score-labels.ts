import { softmax } from "../../core/softmax.ts";

/**
 * A probability per label, from a model's own next-token logits. The labels' tokens form a tree: at every node with
 * more than one branch the branches are compared with each other alone, and a label's probability is the product along
 * its path. Labels that differ in their first token, as most do, need no evaluation beyond the prompt's.
 * @param labels Each label's tokens; not empty, all different.
 * @param logitsBehind The logits behind the prompt and these tokens.
 */
export async function scoreLabels(
  labels: readonly (readonly number[])[],
  logitsBehind: (tokens: readonly number[]) => Promise<Float32Array>,
): Promise<number[]> {
  const scores = labels.map(() => 0);

  /** `members` share the tokens of `path`; `share` is the probability of getting there. */
  async function score(path: readonly number[], members: readonly number[], share: number): Promise<void> {
    const [only] = members;
    if (members.length === 1 && only !== undefined) {
      scores[only] = share;
      return;
    }
    const branches = new Map<number | undefined, number[]>();
    for (const member of members) {
      const token = labels[member]?.[path.length];
      branches.set(token, [...(branches.get(token) ?? []), member]);
    }
    const logits = await logitsBehind(path);
    const tokens = [...branches.keys()];
    const known = tokens.map((token) => (token === undefined ? -Infinity : (logits[token] ?? -Infinity)));
    // A label that is the beginning of others ends here when the model would write none of their next tokens; such
    // sets of labels are rare, and an even share keeps the sum at 1.
    const shares = softmax(known.map((logit, index) => (tokens[index] === undefined ? Math.max(...known) : logit)));
    for (const [index, token] of tokens.entries()) {
      const next = token === undefined ? path : [...path, token];
      await score(next, branches.get(token) ?? [], share * (shares[index] ?? 0));
    }
  }

  await score([], [...labels.keys()], 1);
  return scores;
}
