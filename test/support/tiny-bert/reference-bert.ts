/**
 * BERT as its paper and the transformers library describe it, in plain float64 and without any haste: what an engine's
 * vectors are compared with. Reads the weights as they were drawn, knowing nothing of files and conversions.
 */
import type { TinyBert } from "./tiny-bert.ts";

type Row = readonly number[];

/** The vector of a text that was cut into tokens already, of length 1; `[CLS]` and `[SEP]` are put around it. */
export function referenceVector(model: TinyBert, tokens: readonly string[], pooling: "mean" | "first" = "mean"): Row {
  const weight = (name: string): Float32Array => {
    const tensor = model.weights.get(name);
    if (tensor === undefined) throw new RangeError(`There is no tensor ${name}`);
    return tensor.values;
  };
  const rowOf = (name: string, index: number): Row =>
    Array.from(weight(name).subarray(index * model.embedding, (index + 1) * model.embedding));

  function norm(row: Row, name: string): Row {
    const [scale, shift] = [weight(`${name}.weight`), weight(`${name}.bias`)];
    const mean = sum(row) / row.length;
    const variance = sum(row.map((value) => (value - mean) ** 2)) / row.length;
    const deviation = Math.sqrt(variance + model.layerNormEpsilon);
    return row.map((value, index) => ((value - mean) / deviation) * (scale[index] ?? 0) + (shift[index] ?? 0));
  }

  function linear(row: Row, name: string): Row {
    const [matrix, bias] = [weight(`${name}.weight`), weight(`${name}.bias`)];
    return Array.from(bias, (start, output) =>
      row.reduce((total, value, input) => total + value * (matrix[output * row.length + input] ?? 0), start),
    );
  }

  /** Each place looks at all places. */
  function attention(rows: readonly Row[], name: string): readonly Row[] {
    const width = model.embedding / model.heads;
    const [queries, keys, values] = ["query", "key", "value"].map((kind) =>
      rows.map((row) => linear(row, `${name}.self.${kind}`)),
    );
    return rows.map((_, place) => {
      const mixed = Array.from({ length: model.embedding }, () => 0);
      for (let start = 0; start < model.embedding; start += width) {
        const scores = rows.map((__, other) => {
          let score = 0;
          for (let index = start; index < start + width; index += 1) {
            score += (queries?.[place]?.[index] ?? 0) * (keys?.[other]?.[index] ?? 0);
          }
          return Math.exp(score / Math.sqrt(width));
        });
        const total = sum(scores);
        for (let index = start; index < start + width; index += 1) {
          mixed[index] = sum(scores.map((score, other) => (score / total) * (values?.[other]?.[index] ?? 0)));
        }
      }
      return mixed;
    });
  }

  const ids = ["[CLS]", ...tokens, "[SEP]"].map((token) => {
    const id = model.tokens.indexOf(token);
    if (id < 0) throw new RangeError(`There is no token ${token}`);
    return id;
  });
  let rows: readonly Row[] = ids.map((id, position) => {
    const parts = [
      rowOf("embeddings.word_embeddings.weight", id),
      rowOf("embeddings.position_embeddings.weight", position),
      rowOf("embeddings.token_type_embeddings.weight", 0),
    ];
    return norm(parts.reduce(add), "embeddings.LayerNorm");
  });
  for (let layer = 0; layer < model.layers; layer += 1) {
    const place = `encoder.layer.${layer}`;
    const mixed = attention(rows, `${place}.attention`);
    rows = rows.map((row, index) => {
      const output = linear(mixed[index] ?? [], `${place}.attention.output.dense`);
      const attended = norm(add(row, output), `${place}.attention.output.LayerNorm`);
      const inner = linear(attended, `${place}.intermediate.dense`).map(gelu);
      return norm(add(attended, linear(inner, `${place}.output.dense`)), `${place}.output.LayerNorm`);
    });
  }
  const pooled = pooling === "first" ? (rows[0] ?? []) : rows.reduce(add);
  const length = Math.sqrt(sum(pooled.map((value) => value ** 2)));
  return pooled.map((value) => value / length);
}

function gelu(value: number): number {
  return value * 0.5 * (1 + errorFunction(value / Math.SQRT2));
}

/** Its Taylor series; exact to float64 for what a layer gives, as terms are added until they no longer count. */
function errorFunction(value: number): number {
  if (Math.abs(value) > 5) return Math.sign(value);
  let term = value;
  let total = value;
  for (let index = 1; Math.abs(term) > 1e-17 * Math.abs(total); index += 1) {
    term *= -(value ** 2) / index;
    total += term / (2 * index + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}

function add(one: Row, other: Row): Row {
  return one.map((value, index) => value + (other[index] ?? 0));
}

function sum(values: Row): number {
  return values.reduce((total, value) => total + value, 0);
}
