import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LlamaContextSequence } from "node-llama-cpp";

/** Whether sequences of this kind can be cut to a prefix: those of recurrent models and sliding windows cannot. */
export function canCopySequence(sequence: LlamaContextSequence): boolean {
  return !sequence.needsCheckpoints;
}

/**
 * Makes `target` hold the first `length` tokens of `source`.
 * @returns false where that failed; `target` is empty then.
 */
export type CopySequence = (
  source: LlamaContextSequence,
  target: LlamaContextSequence,
  length: number,
) => Promise<boolean>;

/** What a sequence held when it was saved, for as long as somebody reads it. */
interface SavedState {
  readonly tokens: number;
  readonly folder: Promise<string>;
  readers: number;
}

/**
 * Copies by way of a file that nobody else can read and that is removed when it is read. llama.cpp's own copy between
 * sequences moves a whole context, whatever is in it: of 4,096 tokens on a 135M model in 40 ms, where the 240 tokens of a
 * persona take 8 by file. Several copies of one sequence at once share its file.
 */
export function createSequenceCopier(): CopySequence {
  const saved = new Map<LlamaContextSequence, SavedState>();

  function open(source: LlamaContextSequence): SavedState {
    const known = saved.get(source);
    const state =
      known?.tokens === source.nextTokenIndex
        ? known
        : { tokens: source.nextTokenIndex, folder: save(source), readers: 0 };
    state.readers += 1;
    saved.set(source, state);
    return state;
  }

  async function close(source: LlamaContextSequence, state: SavedState): Promise<void> {
    state.readers -= 1;
    if (state.readers > 0) return;
    if (saved.get(source) === state) saved.delete(source);
    const folder = await state.folder.catch(() => undefined);
    if (folder !== undefined) await rm(folder, { recursive: true });
  }

  return async (source, target, length) => {
    const state = open(source);
    try {
      // The risk is that of another model's file.
      await target.loadStateFromFile(join(await state.folder, fileName), { acceptRisk: true });
      await target.eraseContextTokenRanges([{ start: length, end: target.nextTokenIndex }]);
      if (target.nextTokenIndex === length) return true;
    } catch (thrown) {
      await target.clearHistory();
      throw thrown;
    } finally {
      await close(source, state);
    }
    await target.clearHistory();
    return false;
  };
}

const fileName = "state";

async function save(source: LlamaContextSequence): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "repartee-prefix-"));
  try {
    await source.saveStateToFile(join(folder, fileName));
    return folder;
  } catch (thrown) {
    await rm(folder, { recursive: true });
    throw thrown;
  }
}
