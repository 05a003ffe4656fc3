/**
 * A model's dict of tensors as `torch.save` pickles it: an ordered dict whose values are rebuilt from storages, each
 * kept outside of the pickle under a key.
 */
import { pickle } from "./pickle-writer.ts";
import type { NamedTensor } from "./tiny-gpt2.ts";

export interface PickledTensors {
  readonly pickle: Buffer;
  /** Of the storages, one for each tensor in order. */
  readonly keys: readonly string[];
}

const storageNames = { F32: "FloatStorage", F16: "HalfStorage" } as const;

/** @param hasViews the older format says of each storage that it is no view of another */
export function pickleTensors(
  tensors: readonly NamedTensor[],
  elementType: "F32" | "F16",
  hasViews: boolean,
): PickledTensors {
  const keys = tensors.map((_, index) => String(94_000_000 + index * 16));
  const items = tensors.map((tensor, index) =>
    Buffer.concat([pickle.text(tensor.name), rebuilt(tensor, keys[index] ?? "", elementType, hasViews, index === 0)]),
  );
  return {
    keys,
    pickle: pickle.whole(
      orderedDict(),
      pickle.put(0),
      pickle.mark,
      ...items,
      pickle.setItems,
      metadata(),
      pickle.build,
    ),
  };
}

/** Names come once; later they are recalled, as Python's pickler does. */
const rebuildMemo = 1;
const storageMemo = 2;

function rebuilt(
  { shape, values }: NamedTensor,
  key: string,
  elementType: "F32" | "F16",
  hasViews: boolean,
  isFirst: boolean,
): Buffer {
  const rebuild = [pickle.global("torch._utils", "_rebuild_tensor_v2"), pickle.put(rebuildMemo)];
  const storage = [pickle.global("torch", storageNames[elementType]), pickle.put(storageMemo)];
  return Buffer.concat([
    ...(isFirst ? rebuild : [pickle.get(rebuildMemo)]),
    pickle.mark,
    pickle.mark,
    pickle.text("storage"),
    ...(isFirst ? storage : [pickle.get(storageMemo)]),
    pickle.text(key),
    pickle.text("cpu"),
    pickle.integer(values.length),
    ...(hasViews ? [pickle.none] : []),
    pickle.tuple,
    pickle.persistent,
    pickle.integer(0),
    integers(shape),
    integers(shape.map((_, dimension) => shape.slice(dimension + 1).reduce((product, size) => product * size, 1))),
    pickle.false,
    orderedDict(),
    pickle.tuple,
    pickle.reduce,
  ]);
}

function orderedDict(): Buffer {
  return Buffer.concat([pickle.global("collections", "OrderedDict"), pickle.emptyTuple, pickle.reduce]);
}

function integers(values: readonly number[]): Buffer {
  return Buffer.concat([pickle.mark, ...values.map(pickle.integer), pickle.tuple]);
}

/** The attribute that a module's dict of tensors carries along. */
function metadata(): Buffer {
  return Buffer.concat([pickle.emptyDict, pickle.mark, pickle.text("_metadata"), orderedDict(), pickle.setItems]);
}
