/** The tests of a vendor's document, wherever a copy of it comes from. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { startModelServer, type ModelServer } from "../../clients/model-server.ts";
import { anthropicCases, anthropicExtensions } from "./anthropic-answers.ts";
import { readAnswerValidator, type AnswerValidator } from "./answer-validator.ts";
import type { AnswerCase } from "./asked.ts";
import { checkAnswers } from "./check-answers.ts";
import { openAiCases, openAiExtensions } from "./openai-answers.ts";
import { openAiVoiceCases } from "./openai-voice-answers.ts";

/** Where it is, or why it cannot be had here. */
export type DocumentCopy = { readonly file: string } | { readonly problem: string };

export function openAiDocumentTests(copy: () => DocumentCopy): void {
  documentTests(copy, [...openAiCases, ...openAiVoiceCases], openAiExtensions);
}

export function anthropicDocumentTests(copy: () => DocumentCopy): void {
  documentTests(copy, anthropicCases, anthropicExtensions);
}

/** @param copy Read before the first test. */
function documentTests(copy: () => DocumentCopy, cases: readonly AnswerCase[], extensions: RegExp): void {
  let problem: string | undefined;
  let validator: AnswerValidator | undefined;
  let server: ModelServer | undefined;
  beforeAll(async () => {
    const found = copy();
    if ("problem" in found) {
      ({ problem } = found);
      return;
    }
    validator = readAnswerValidator(found.file);
    server = await startModelServer();
  });
  afterAll(async () => await server?.[Symbol.asyncDispose]());

  test.for(cases)("finds nothing wrong with $name", async (one, { skip }) => {
    skip(problem !== undefined, problem);
    if (validator === undefined || server === undefined) return expect.unreachable("The document was not read");
    await checkAnswers(one, { baseUrl: server.baseUrl, extensions, validator });
  });
}
