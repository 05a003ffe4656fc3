import { parseArgs } from "node:util";
import { isLanguage, languages, type Language } from "#repartee/core/language.js";
import type { Hints } from "./answer.ts";
import { wholeTable, type SampleSize } from "./lines.ts";

/** `persona` asks `/api/respond`, `chat` asks `/v1/chat/completions` with a short system prompt of the evaluation's. */
export type Route = "persona" | "chat";

/** What one evaluation runs and where its figures go. */
export interface EvalOptions {
  /** A reference as the server's `--model` takes it; with `url`, a name that the server at it knows. */
  readonly model: string | undefined;
  /** A running server. */
  readonly url: string | undefined;
  /** Absent: `persona` where the server has one. */
  readonly route: Route | undefined;
  readonly lines: SampleSize;
  readonly hints: readonly Hints[];
  readonly greedy: boolean;
  /** Persona probes and recommendations, at most; all when absent. */
  readonly limit: number | undefined;
  /** Where replies are written, one file a run. */
  readonly transcripts: string | undefined;
  /** Names the transcript. */
  readonly name: string | undefined;
  /** Where the JSON goes. */
  readonly output: string;
  /** The variable of the environment that holds a server's key. */
  readonly keyVariable: string | undefined;
}

export const help = `Measures what people would notice about a model's replies: lines of eval/lines in ten languages, with and without
language and feeling sent, then lines that try to make a persona step out of its part, and recommendations.

  npm run eval -- --model REFERENCE            starts a server with that model, in memory, on a free port
  npm run eval -- --url URL                    asks a running server; any that speaks OpenAI's chat completions will do
  npm run eval                                 no model: what people get when none can answer

  --model REFERENCE   a .gguf file, a name of the registry, ollama:MODEL …; with --url, a model of that server
                      (default: the first that it lists)
  --route ROUTE       persona (POST /api/respond) or chat (POST /v1/chat/completions with a short system prompt, the
                      same for every server); default: persona where the server has one
  --lines SIZES       lines of each language: 5, or 5,en=40, or 0,de=30 (default: 200 English, 30 of each other);
                      the same sample each time, evenly of all feelings
  --hints HINTS       given (language and feeling are sent), heard (nothing but the words) or both (default both)
  --greedy            temperature 0; needs the chat route, as a persona samples as measured for it
  --limit N           at most N persona probes and N recommendations; 0 leaves them out
  --transcripts FOLDER  writes every reply with its verdict to FOLDER/NAME.jsonl
  --name NAME         NAME of the transcript (default: the model's)
  --key-variable VAR  the environment variable with the key of the server at --url
  --output FILE       where the figures go as JSON (default eval/results/latest.json)

  npm run eval -- --model smollm2-135m --lines 5,en=40 --transcripts eval/results
  npm run eval -- --url http://127.0.0.1:11434 --model llama3.2 --lines 5,en=40 --greedy

docs/evaluation.md says what each figure counts.
`;

/** @throws Error that names the flag that is wrong */
export function readOptions(args: readonly string[]): EvalOptions | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      model: { type: "string" },
      url: { type: "string" },
      route: { type: "string" },
      lines: { type: "string" },
      hints: { type: "string", default: "both" },
      greedy: { type: "boolean", default: false },
      limit: { type: "string" },
      transcripts: { type: "string" },
      name: { type: "string" },
      "key-variable": { type: "string" },
      output: { type: "string", default: "eval/results/latest.json" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  return {
    model: values.model,
    url: values.url?.replace(/(?:\/v1)?\/*$/, ""),
    route:
      values.route === undefined ? undefined : oneOf("--route", values.route, { persona: "persona", chat: "chat" }),
    lines: values.lines === undefined ? wholeTable : readSizes(values.lines),
    hints: oneOf("--hints", values.hints, { both: ["given", "heard"], given: ["given"], heard: ["heard"] }),
    greedy: values.greedy,
    limit: values.limit === undefined ? undefined : readCount("--limit", values.limit),
    transcripts: values.transcripts,
    name: values.name,
    output: values.output,
    keyVariable: values["key-variable"],
  };
}

function oneOf<Value>(flag: string, name: string, known: Readonly<Record<string, Value>>): Value {
  const value = Object.hasOwn(known, name) ? known[name] : undefined;
  if (value === undefined) throw new Error(`${flag}: expected ${Object.keys(known).join(" or ")}, got "${name}"`);
  return value;
}

/** `5,en=40`: five lines of each language, forty of English. */
function readSizes(text: string): SampleSize {
  const named: Partial<Record<Language, number>> = {};
  let others = Infinity;
  for (const part of text.split(",")) {
    const [language = "", count] = part.trim().split("=");
    if (count === undefined) others = readCount("--lines", language);
    else if (isLanguage(language)) named[language] = readCount("--lines", count);
    else throw new Error(`--lines: expected a language of ${languages.join(", ")}, got "${language}"`);
  }
  return { others, named };
}

function readCount(flag: string, text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new Error(`${flag}: expected a whole number from 0, got "${text}"`);
}
