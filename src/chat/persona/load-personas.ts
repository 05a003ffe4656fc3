import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ReparteeError } from "../../core/errors.ts";
import { readYaml } from "../../schema/index.ts";
import { personaFileError } from "./persona-error.ts";
import { personaSchema, type Persona } from "./persona.ts";

export interface PersonaFile {
  readonly file: string;
  readonly persona: Persona;
  /** The file's own fields, for overrides to be merged into. */
  readonly fields: unknown;
}

export interface LoadedPersonas {
  readonly files: readonly PersonaFile[];
  /** Files and folders that cannot be used. */
  readonly errors: readonly { readonly file: string; readonly error: ReparteeError }[];
}

/** A persona is a page or two; what is larger is another file by mistake. */
const maxFileCharacters = 1_048_576;

/**
 * Reads one file.
 * @throws ReparteeError `config_invalid` with file, line and column of every problem.
 */
export async function loadPersonaFile(file: string): Promise<PersonaFile> {
  let yaml: string;
  try {
    yaml = await readFile(file, "utf8");
  } catch (thrown) {
    throw new ReparteeError("config_invalid", `Cannot read the persona file ${file}: ${reasonOf(thrown)}`, {
      hint: "Give the path of a YAML file that this user may read.",
      cause: thrown,
    });
  }
  if (yaml.length > maxFileCharacters) {
    throw new ReparteeError(
      "config_invalid",
      `Cannot use the persona file ${file}: expected at most ${maxFileCharacters} characters, got ${yaml.length}`,
    );
  }
  const { value: persona, given, problems } = readYaml(personaSchema, yaml);
  if (persona === undefined) throw personaFileError(file, problems);
  return { file, persona, fields: given };
}

/** Reads every `.yaml` and `.yml` file of the folders; of two personas with one name, the later folder's is used. */
export async function loadPersonas(folders: readonly string[]): Promise<LoadedPersonas> {
  const byName = new Map<string, PersonaFile>();
  const errors: { file: string; error: ReparteeError }[] = [];
  for (const folder of folders) {
    let names: readonly string[];
    try {
      names = (await readdir(folder)).filter((name) => /\.ya?ml$/i.test(name)).toSorted();
    } catch (thrown) {
      const message = `Cannot read the folder of personas ${folder}: ${reasonOf(thrown)}`;
      const hint = "Give a folder that exists with `personas_dir`.";
      errors.push({ file: folder, error: new ReparteeError("config_invalid", message, { hint, cause: thrown }) });
      continue;
    }
    for (const name of names) {
      const file = join(folder, name);
      try {
        const loaded = await loadPersonaFile(file);
        byName.set(loaded.persona.name, loaded);
      } catch (thrown) {
        if (!(thrown instanceof ReparteeError)) throw thrown;
        errors.push({ file, error: thrown });
      }
    }
  }
  return { files: [...byName.values()], errors };
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
