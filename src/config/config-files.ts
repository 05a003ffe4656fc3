/** Reads `.env` and `repartee.config.yaml`: only their form; settings check the values. */
import { readFileSync } from "node:fs";
import { LineCounter, parseDocument } from "yaml";
import { ReparteeError } from "../core/errors.ts";
import { isRecord } from "../core/is-record.ts";
import { parseEnvFile } from "./parse-env-file.ts";

/**
 * The names of an `.env` file; none when there is no file.
 * @throws ReparteeError `config_invalid` when a line is neither blank, a comment nor NAME=VALUE.
 */
export function readEnvFile(path: string): Readonly<Record<string, string | undefined>> {
  const parsed = parseEnvFile(readTextIfPresent(path) ?? "");
  if ("values" in parsed) return parsed.values;
  // The line itself is not quoted: it may hold a key.
  throw new ReparteeError(
    "config_invalid",
    `Cannot read ${path}: line ${parsed.strayLine}: expected a blank line, a comment or NAME=VALUE`,
    { hint: "Write one NAME=VALUE a line, # before a comment, and close every quote." },
  );
}

export interface ConfigFile {
  /** The file's top keys; none when there is no file. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The file's name as the user knows it, for errors. */
  readonly label: string;
}

/** @throws ReparteeError `config_invalid` when a required file is missing or the file is not a group of keys. */
export function readConfigFile(path: string, options: { required: boolean; label: string }): ConfigFile {
  const { label } = options;
  const text = readTextIfPresent(path);
  if (text === undefined) {
    if (!options.required) return { values: {}, label };
    throw new ReparteeError("config_invalid", `Cannot read the configuration: there is no file ${path}`, {
      hint: "Check the path given with --config.",
    });
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const [problem] = document.errors;
  // The parser's message quotes no text of the file (`prettyErrors: false`): the line may hold a key.
  if (problem !== undefined) {
    const { line, col } = lines.linePos(problem.pos[0]);
    throw new ReparteeError("config_invalid", `Cannot read ${label}: line ${line}, column ${col}: ${problem.message}`, {
      hint: "Write it as YAML: one `key: value` a line, lists as `- item`.",
    });
  }
  const values: unknown = document.toJS() ?? {};
  if (!isRecord(values)) {
    throw new ReparteeError("config_invalid", `Cannot read ${label}: expected \`key: value\` lines, got none`, {
      hint: "For example: `model: ./model.gguf`.",
    });
  }
  return { values, label };
}

function readTextIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    if (error instanceof Error && "code" in error && error.code === "EISDIR") {
      throw new ReparteeError("config_invalid", `Cannot read ${path}: expected a file, got a folder`, {
        hint: "Give the path of a file, or move the folder away.",
        cause: error,
      });
    }
    throw new ReparteeError(
      "config_invalid",
      `Cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`,
      { hint: "Make the file readable for the user who runs Repartee.", cause: error },
    );
  }
}
