import { floatsOf, type Library, type Outputs, type Tensor } from "./library.ts";

/** Keys and values of what was read, by the names of a graph's inputs. */
export type Cache = Readonly<Record<string, Tensor>>;

/** How outputs of caches that are no keys and values are called as inputs. */
const otherCaches = /^present_(?=ssm|conv|recurrent|compressor|indexer)/;

/** The cache for the next step, from the outputs of this one. */
export function nextCache(outputs: Outputs, before: Cache | undefined): Cache {
  const cache: Record<string, Tensor> = {};
  for (const [output, tensor] of Object.entries(outputs)) {
    if (tensor === undefined || !output.startsWith("present")) continue;
    const input = otherCaches.test(output)
      ? output.replace("present", "past")
      : output.replace("present", "past_key_values");
    // What an encoder gave is computed in the first step only; later ones put an empty tensor in its place.
    const kept = output.includes(".encoder.") ? before?.[input] : undefined;
    cache[input] = kept ?? tensor;
  }
  return cache;
}

/** The part of a cache that belongs to the first `length` tokens; undefined where it is unknown. */
export function cutCache({ Tensor }: Library, cache: Cache, length: number): Cache | undefined {
  const cut: Record<string, Tensor> = {};
  for (const [name, tensor] of Object.entries(cache)) {
    const [batch = 0, heads = 0, held = 0, width = 0] = tensor.dims;
    if (tensor.dims.length !== 4 || batch !== 1 || held < length) return undefined;
    if (held === length) {
      cut[name] = tensor;
      continue;
    }
    const data = tensor.type === "float32" ? floatsOf(tensor) : undefined;
    if (data === undefined) return undefined;
    const rows = new Float32Array(heads * length * width);
    for (let head = 0; head < heads; head += 1) {
      const start = head * held * width;
      rows.set(data.subarray(start, start + length * width), head * length * width);
    }
    cut[name] = new Tensor("float32", rows, [batch, heads, length, width]);
  }
  return cut;
}
