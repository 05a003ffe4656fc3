import { fileURLToPath } from "node:url";

/** The folder of the personas that ship with the package: three folders up from here in `src/` as in `dist/`. */
export function builtInPersonas(): string {
  return fileURLToPath(new URL("../../../personas", import.meta.url));
}
