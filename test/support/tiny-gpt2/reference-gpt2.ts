/**
 * GPT-2 as its paper and the transformers library describe it, in plain float64 and without any haste: what an engine's
 * answers are compared with. Reads the weights as they were drawn, knowing nothing of files and conversions.
 */
import type { TinyGpt2 } from "./tiny-gpt2.ts";

export interface ReferenceGpt2 {
  /** Log probabilities of each token to come after `tokens`, natural logarithm. */
  next(tokens: readonly number[]): Float64Array;
  /** The likeliest tokens one after the other, up to `count` or the end of the text, which is not given. */
  greedy(tokens: readonly number[], count: number): GreedyReply;
}

export interface GreedyReply {
  readonly tokens: readonly number[];
  /** The smallest distance between the best and the second best log probability on the way. */
  readonly smallestGap: number;
}

type Rows = Float64Array[];

export function createReferenceGpt2(model: TinyGpt2): ReferenceGpt2 {
  const weight = (name: string): Float32Array => {
    const tensor = model.weights.get(name);
    if (tensor === undefined) throw new RangeError(`There is no tensor ${name}`);
    return tensor.values;
  };

  function normalized(row: Float64Array, name: string): Float64Array {
    const [scale, shift] = [weight(`${name}.weight`), weight(`${name}.bias`)];
    const mean = sum(row) / row.length;
    const variance = sum(row.map((value) => (value - mean) ** 2)) / row.length;
    const deviation = Math.sqrt(variance + model.layerNormEpsilon);
    return row.map((value, index) => ((value - mean) / deviation) * (scale[index] ?? 0) + (shift[index] ?? 0));
  }

  /** Weights are stored with inputs as rows: `Conv1D`. */
  function linear(row: Float64Array, name: string): Float64Array {
    const [matrix, bias] = [weight(`${name}.weight`), weight(`${name}.bias`)];
    const result = Float64Array.from(bias);
    row.forEach((value, input) => {
      for (let output = 0; output < result.length; output++) {
        result[output] = (result[output] ?? 0) + value * (matrix[input * result.length + output] ?? 0);
      }
    });
    return result;
  }

  /** Each place looks at itself and at the places before it. */
  function attention(rows: Rows, name: string): Rows {
    const width = model.embedding / model.heads;
    const projected = rows.map((row) => linear(row, `${name}.c_attn`));
    const part = (place: number, kind: 0 | 1 | 2, head: number): Float64Array => {
      const start = kind * model.embedding + head * width;
      return (projected[place] ?? new Float64Array()).subarray(start, start + width);
    };
    return rows.map((_, place) => {
      const mixed = new Float64Array(model.embedding);
      for (let head = 0; head < model.heads; head++) {
        const scores = Float64Array.from(
          { length: place + 1 },
          (__, other) => dot(part(place, 0, head), part(other, 1, head)) / Math.sqrt(width),
        );
        softmax(scores).forEach((share, other) => {
          part(other, 2, head).forEach((value, index) => {
            mixed[head * width + index] = (mixed[head * width + index] ?? 0) + share * value;
          });
        });
      }
      return linear(mixed, `${name}.c_proj`);
    });
  }

  function next(tokens: readonly number[]): Float64Array {
    const { embedding } = model;
    const row = (name: string, index: number): Float64Array =>
      Float64Array.from(weight(name).subarray(index * embedding, (index + 1) * embedding));
    let rows = tokens.map((token, place) => added(row("wte.weight", token), row("wpe.weight", place)));
    for (let layer = 0; layer < model.layers; layer++) {
      const name = `h.${layer}`;
      const attended = attention(
        rows.map((stream) => normalized(stream, `${name}.ln_1`)),
        `${name}.attn`,
      );
      rows = rows.map((stream, place) => added(stream, attended[place] ?? stream));
      rows = rows.map((stream) => {
        const inner = linear(normalized(stream, `${name}.ln_2`), `${name}.mlp.c_fc`).map(gelu);
        return added(stream, linear(inner, `${name}.mlp.c_proj`));
      });
    }
    const last = normalized(rows.at(-1) ?? new Float64Array(embedding), "ln_f");
    return softmax(Float64Array.from(model.tokens, (_, token) => dot(row("wte.weight", token), last))).map(Math.log);
  }

  return {
    next,
    greedy(tokens, count) {
      const reply: number[] = [];
      let smallestGap = Infinity;
      while (reply.length < count) {
        const logprobs = next([...tokens, ...reply]);
        const [best = 0, second = 0] = logprobs.toSorted((one, other) => other - one);
        const token = logprobs.indexOf(best);
        smallestGap = Math.min(smallestGap, best - second);
        if (token === model.endOfText) break;
        reply.push(token);
      }
      return { tokens: reply, smallestGap };
    },
  };
}

/** The approximation by tanh, GPT-2's "gelu_new". */
function gelu(value: number): number {
  return 0.5 * value * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (value + 0.044715 * value ** 3)));
}

function softmax(scores: Float64Array): Float64Array {
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - largest));
  const total = sum(powers);
  return powers.map((power) => power / total);
}

function added(one: Float64Array, other: Float64Array): Float64Array {
  return one.map((value, index) => value + (other[index] ?? 0));
}

function dot(one: Float64Array, other: Float64Array): number {
  return sum(one.map((value, index) => value * (other[index] ?? 0)));
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
