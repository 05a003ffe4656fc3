/**
 * The whole world of a PyTorch checkpoint: ordered dicts, and tensors rebuilt from storages that lie outside of the
 * pickle. The names below are all that a checkpoint may ask for.
 */
import type { ElementType } from "../element-type.ts";
import { PickleError } from "./byte-cursor.ts";
import type { PickleWorld } from "./unpickle.ts";

/** A run of elements of one type, kept in the file under a key. */
export interface StorageReference {
  readonly key: string;
  readonly elementType: ElementType;
  /** Elements of the whole storage. */
  readonly elements: number;
  /** Where this view of the storage begins, in elements. Only the older format has views. */
  readonly firstElement: number;
}

/** A tensor as the pickle describes it. */
export class StoredTensor {
  readonly storage: StorageReference;
  /** Of the tensor's first element in the storage, in elements. */
  readonly offset: number;
  readonly shape: readonly number[];

  constructor(storage: StorageReference, offset: number, shape: readonly number[]) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
  }
}

class StorageType {
  readonly elementType: ElementType;

  constructor(elementType: ElementType) {
    this.elementType = elementType;
  }
}

class Storage {
  readonly reference: StorageReference;

  constructor(reference: StorageReference) {
    this.reference = reference;
  }
}

class Callable {
  readonly call: (args: readonly unknown[]) => unknown;

  constructor(call: (args: readonly unknown[]) => unknown) {
    this.call = call;
  }
}

const maxDimensions = 8;

const storageTypes: Readonly<Record<string, ElementType>> = {
  DoubleStorage: "F64",
  FloatStorage: "F32",
  HalfStorage: "F16",
  BFloat16Storage: "BF16",
  LongStorage: "I64",
  IntStorage: "I32",
  ShortStorage: "I16",
  CharStorage: "I8",
  ByteStorage: "U8",
  BoolStorage: "BOOL",
};

const allowedGlobals: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["collections.OrderedDict", new Callable(createDict)],
  ["torch._utils._rebuild_tensor_v2", new Callable(rebuildTensor)],
  ["torch._utils._rebuild_parameter", new Callable(rebuildParameter)],
  ...Object.entries(storageTypes).flatMap(([name, elementType]): [string, unknown][] => {
    const type = new StorageType(elementType);
    return [
      [`torch.${name}`, type],
      [`torch.cuda.${name}`, type],
    ];
  }),
]);

export const torchWorld: PickleWorld = {
  global(module, name) {
    const global = `${module}.${name}`;
    const allowed = allowedGlobals.get(global);
    if (allowed === undefined) throw new PickleError("it asks for a name that no tensor needs", { global });
    return allowed;
  },
  call(callable, args) {
    if (callable instanceof Callable) return callable.call(args);
    throw new PickleError("it calls something that is no function");
  },
  /** ("storage", type, key, device, elements), and in the older format (view key, offset, elements) or None. */
  persistent(id) {
    const [kind, type, key, , elements, view = null] = asList(id);
    if (kind !== "storage" || !(type instanceof StorageType) || typeof key !== "string" || !isCount(elements)) {
      throw new PickleError("it refers to something outside that is no storage");
    }
    const firstElement = view === null ? 0 : asList(view)[1];
    if (!isCount(firstElement)) throw new PickleError("a view of a storage in it has no place");
    return new Storage({ key, elementType: type.elementType, elements, firstElement });
  },
};

function createDict(args: readonly unknown[]): Map<unknown, unknown> {
  if (args.length > 0) throw new PickleError("it fills a dict in a way that PyTorch does not");
  return new Map();
}

/** (storage, offset, shape, strides, …), all in elements. */
function rebuildTensor([storage, offset, shape, strides]: readonly unknown[]): StoredTensor {
  if (!(storage instanceof Storage) || !isCount(offset) || !isCounts(shape) || !isCounts(strides)) {
    throw new PickleError("a tensor in it has no storage, place or shape");
  }
  if (shape.length !== strides.length) throw new PickleError("a tensor in it has a shape unlike its strides");
  let elements = 1;
  for (const [dimension, size] of [...shape.entries()].toReversed()) {
    if (size > 1 && strides[dimension] !== elements)
      throw new PickleError("a tensor in it is not stored row after row");
    elements *= size;
  }
  const first = storage.reference.firstElement + offset;
  if (!Number.isSafeInteger(first + elements) || first + elements > storage.reference.elements) {
    throw new PickleError("a tensor in it reaches beyond its storage");
  }
  return new StoredTensor(storage.reference, first, [...shape]);
}

function rebuildParameter([tensor]: readonly unknown[]): StoredTensor {
  if (tensor instanceof StoredTensor) return tensor;
  throw new PickleError("a parameter in it has no tensor");
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length <= maxDimensions && value.every(isCount);
}
