/**
 * A catalog's vectors in files, so that a restart does not embed a thousand texts again. A file belongs to one model,
 * its prefix and one list of texts: what differs has another name and is embedded anew. Files are written beside their
 * place and moved there, so that a half-written one is never read.
 */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface VectorFiles {
  /** One vector a text; undefined where there is no whole file for these texts. @throws what the file system throws. */
  read(texts: readonly string[]): Promise<readonly Float32Array[] | undefined>;
  /** @throws what the file system throws. */
  write(texts: readonly string[], vectors: readonly Float32Array[]): Promise<void>;
}

export interface VectorFilesOptions {
  readonly folder: string;
  /** What the vectors depend on besides the texts: the model, what is put in front of a text. */
  readonly madeBy: readonly string[];
}

/** Another layout gets another ending: files of the old one are then not found. */
const ending = ".f32v1";
const bytesPerPlace = 4;
/** Of one folder, the newest: catalogs and models of the past would fill the disk. */
const maxFiles = 4;

export function createVectorFiles({ folder, madeBy }: VectorFilesOptions): VectorFiles {
  function pathOf(texts: readonly string[]): string {
    const hash = createHash("sha256").update(JSON.stringify([madeBy, texts]));
    return join(folder, hash.digest("hex").slice(0, 32) + ending);
  }

  async function removeOld(): Promise<void> {
    const names = (await readdir(folder)).filter((name) => name.endsWith(ending));
    const files = await Promise.all(
      names.map(async (name) => ({ path: join(folder, name), time: (await stat(join(folder, name))).mtimeMs })),
    );
    const old = files.toSorted((a, b) => b.time - a.time).slice(maxFiles);
    await Promise.all(old.map(({ path }) => rm(path, { force: true })));
  }

  return {
    async read(texts) {
      const bytes = await readFile(pathOf(texts)).catch((error: unknown) => {
        if (isMissing(error)) return undefined;
        throw error;
      });
      if (bytes === undefined || texts.length === 0) return undefined;
      const dimensions = bytes.length / bytesPerPlace / texts.length;
      // A disk that was full when it was written, a file that somebody cut.
      if (!Number.isInteger(dimensions) || dimensions === 0) return undefined;
      return texts.map((_, index) =>
        Float32Array.from({ length: dimensions }, (__, place) =>
          bytes.readFloatLE((index * dimensions + place) * bytesPerPlace),
        ),
      );
    },
    async write(texts, vectors) {
      const dimensions = vectors[0]?.length ?? 0;
      if (dimensions === 0 || vectors.some(({ length }) => length !== dimensions)) return;
      const bytes = Buffer.alloc(vectors.length * dimensions * bytesPerPlace);
      for (const [index, vector] of vectors.entries()) {
        for (const [place, value] of vector.entries()) {
          bytes.writeFloatLE(value, (index * dimensions + place) * bytesPerPlace);
        }
      }
      await mkdir(folder, { recursive: true });
      const path = pathOf(texts);
      const part = `${path}.${process.pid}.part`;
      try {
        await writeFile(part, bytes);
        await rename(part, path);
      } finally {
        await rm(part, { force: true });
      }
      await removeOld();
    },
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
