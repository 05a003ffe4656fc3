/**
 * PyTorch's file format since 1.6: a ZIP file of one folder with the pickle `data.pkl` and a file `data/<key>` for each
 * storage.
 */
import { PickleError } from "../pickle/byte-cursor.ts";
import { quoted, unreadable } from "../unreadable.ts";
import { readZipDirectory, type ZipEntry } from "../zip/zip-directory.ts";
import { openZipEntry, readZipEntry } from "../zip/zip-entry.ts";
import type { ByteSource } from "../byte-source.ts";
import { elementBytes } from "../element-type.ts";
import type { SourceTensor } from "./checkpoint.ts";
import { readTorchPickle, refusal, sourceTensor, storedTensors } from "./torch-tensors.ts";

/** A checkpoint of a billion weights has a pickle of some 100 KB. */
const maxPickleBytes = 64 * 2 ** 20;
const maxByteOrderBytes = 16;

/** @throws ReparteeError `model_file_invalid` */
export async function readTorchZip(file: ByteSource, label: string): Promise<SourceTensor[]> {
  const entries = await readZipDirectory(file, label);
  const folder = folderOf(entries, label);
  const entry = (name: string): ZipEntry => {
    const found = entries.get(folder + name);
    if (found === undefined) throw unreadable(label, `it has no entry ${quoted(folder + name)}`);
    return found;
  };
  if (entries.has(`${folder}byteorder`)) {
    const order = (await readZipEntry(file, entry("byteorder"), maxByteOrderBytes, label)).toString("latin1");
    if (order !== "little") throw unreadable(label, `its byte order is ${quoted(order)}, known is "little"`);
  }
  const pickle = await readZipEntry(file, entry("data.pkl"), maxPickleBytes, label);
  const tensors: SourceTensor[] = [];
  const storages = new Map<string, ByteSource>();
  for (const [name, tensor] of storedTensors(readPickle(pickle, label), label)) {
    const { key, elementType, elements } = tensor.storage;
    const bytes = storages.get(key) ?? (await openZipEntry(file, entry(`data/${key}`), label));
    if (bytes.byteLength !== elements * elementBytes[elementType]) {
      throw unreadable(
        label,
        `storage ${quoted(key)} has ${bytes.byteLength} bytes, not ${elements} of ${elementType}`,
      );
    }
    storages.set(key, bytes);
    tensors.push(sourceTensor(name, tensor, bytes));
  }
  return tensors;
}

function readPickle(pickle: Buffer, label: string): unknown {
  try {
    return readTorchPickle(pickle, 0, label).value;
  } catch (error) {
    throw error instanceof PickleError ? refusal(error, label) : error;
  }
}

/** The folder that all entries are in, such as `archive/`. */
function folderOf(entries: ReadonlyMap<string, ZipEntry>, label: string): string {
  const folders = [...entries.keys()].filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  const [pickle] = folders;
  if (pickle === undefined || folders.length > 1) throw unreadable(label, "it is a ZIP file, but none of PyTorch's");
  return pickle.slice(0, -"data.pkl".length);
}
