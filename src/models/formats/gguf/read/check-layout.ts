import type { RefuseGguf } from "./invalid-gguf.ts";
import { quote } from "./read-metadata.ts";
import type { TensorInfo } from "./tensor-info.ts";

export interface DataSection {
  /** Byte of the file at which tensor data begins. */
  readonly start: number;
  readonly alignment: number;
  readonly fileSizeBytes: number;
}

/**
 * Checks where tensors lie: each aligned and inside the file, no two sharing a byte. An offset beyond the file makes
 * native code read what is none of the file's.
 * @throws ReparteeError `model_file_invalid`
 */
export function checkLayout(tensors: readonly TensorInfo[], section: DataSection, refuse: RefuseGguf): void {
  for (const tensor of tensors) checkPlace(tensor, section, refuse);
  const byOffset = tensors.toSorted((one, other) => one.offset - other.offset);
  for (const [index, tensor] of byOffset.entries()) {
    const before = byOffset[index - 1];
    if (before === undefined || before.offset + before.byteLength <= tensor.offset) continue;
    const subject = `offset of ${quote(tensor.name)}`;
    const allowed = `${before.offset + before.byteLength} or more, where ${quote(before.name)} ends`;
    throw refuse({ check: "tensor-overlap", offset: tensor.tablePosition, subject, found: tensor.offset, allowed });
  }
}

function checkPlace(tensor: TensorInfo, { start, alignment, fileSizeBytes }: DataSection, refuse: RefuseGguf): void {
  const { name, offset, byteLength, tablePosition } = tensor;
  const subject = `offset of ${quote(name)}`;
  const room = fileSizeBytes - start - byteLength;
  if (offset > room) {
    const found = `${offset} (with ${byteLength} bytes from there)`;
    const allowed = room < 0 ? `impossible: the file has ${fileSizeBytes} bytes` : `at most ${room}`;
    throw refuse({ check: "tensor-bounds", offset: tablePosition, subject, found, allowed });
  }
  if (offset % alignment !== 0) {
    const allowed = `a multiple of ${alignment}`;
    throw refuse({ check: "tensor-alignment", offset: tablePosition, subject, found: offset, allowed });
  }
}
