/** The hub's answer about a repository, in the fields that are used. */
import { z } from "zod";
import { checkValue } from "../../schema/read-value.ts";

/** What is not of the usual form in a description of a file is left out; the file is listed all the same. */
const listedFile = z
  .object({
    /** Path inside the repository. */
    rfilename: z.string(),
    size: z.int().min(0).optional().catch(undefined),
    /** Of files in large-file storage. */
    lfs: z
      .object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) })
      .optional()
      .catch(undefined),
  })
  .transform(({ rfilename, size, lfs }) => ({ file: rfilename, sizeBytes: size, sha256: lfs?.sha256 }));

const repositoryAnswer = z
  .object({ sha: z.string(), gated: z.unknown().optional(), siblings: z.array(listedFile.optional().catch(undefined)) })
  .transform(({ sha, gated, siblings }) => ({
    commit: sha,
    /** True when people must accept a licence before they get its files. */
    gated: gated !== undefined && gated !== false,
    files: siblings.filter((file) => file !== undefined),
  }));

/** A repository at one revision. */
export type HubRepository = Readonly<z.infer<typeof repositoryAnswer>>;

/** Undefined when the answer is not of the form that the hub gives. */
export function readRepository(answer: unknown): HubRepository | undefined {
  return checkValue(repositoryAnswer, answer).value;
}
