import { ReparteeError } from "../../core/errors.ts";
import type { YamlProblem } from "../../schema/index.ts";

/** `personas/ollie.yaml:12:3: limits.sentences: expected a whole number from 1 to 20, got 0`. */
function problemLine(file: string, { line, column, path, message }: YamlProblem): string {
  return `${file}:${line}:${column}: ${path === "" ? "" : `${path}: `}${message}`;
}

/** Reports all problems of a persona's file, one a line. */
export function personaFileError(file: string, problems: readonly YamlProblem[]): ReparteeError {
  const lines = problems.map((problem) => problemLine(file, problem));
  return new ReparteeError("config_invalid", `Cannot use the persona file ${file}:\n${lines.join("\n")}`, {
    hint: "Correct these lines; docs/personas.md describes the file.",
    facts: { file, line: problems[0]?.line ?? 1, problems: problems.length },
  });
}

export function unknownPersona(name: string, known: readonly string[]): ReparteeError {
  const names = known.length === 0 ? "there are none" : `there are ${known.join(", ")}`;
  const message = `Cannot answer as "${name.slice(0, 80)}": no persona has this name; ${names}`;
  return new ReparteeError("persona_not_found", message, { param: "persona", hint: "GET /api/personas lists them" });
}
