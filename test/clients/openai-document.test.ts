/**
 * Answers held against OpenAI's OpenAPI document, which is not part of this repository: `REPARTEE_TEST_OPENAI_DOCUMENT` is
 * the path of a copy; `npm run test:real` gets one as a package. An excerpt by hand shows on every run that the check finds
 * what is wrong.
 */
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerPlace, readAnswerValidator } from "../support/vendor-documents/answer-validator.ts";
import { asked } from "../support/vendor-documents/asked.ts";
import { checkAnswers } from "../support/vendor-documents/check-answers.ts";
import { openAiDocumentTests } from "../support/vendor-documents/document-tests.ts";
import { chatCases } from "../support/vendor-documents/openai-answers.ts";
import { startModelServer, type ModelServer } from "./model-server.ts";

describe("the check of answers", () => {
  const validator = readAnswerValidator(
    fileURLToPath(new URL("../support/vendor-documents/excerpt.yaml", import.meta.url)),
  );
  const place = answerPlace("POST", "/chat/completions");
  const body = { model: "random", messages: [{ role: "user", content: "Hi" }], max_tokens: 4 };
  let server: ModelServer;
  beforeAll(async () => {
    server = await startModelServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test.for(chatCases)("finds nothing wrong with $name", async (one) => {
    await checkAnswers(one, { baseUrl: server.baseUrl, extensions: /./, validator });
  });

  test("names each wrong field", async () => {
    const { answer } = (await asked(server.baseUrl, { path: "/chat/completions", body })) as {
      answer: { choices: [{ message: object }]; usage: object };
    };
    const [choice] = answer.choices;
    const broken: readonly (readonly [wrong: object, problem: RegExp])[] = [
      [{ ...answer, object: "text_completion" }, /\/object: must be equal to one of/],
      [{ ...answer, created: 1.5 }, /\/created: must be integer/],
      [{ ...answer, usage: { ...answer.usage, total_tokens: "8" } }, /\/usage\/total_tokens/],
      [{ ...answer, choices: [{ ...choice, logprobs: undefined }] }, /required property 'logprobs'/],
      [{ ...answer, choices: [{ ...choice, logprobs: { content: [] } }] }, /required property 'refusal'/],
      [{ ...answer, choices: [{ ...choice, finish_reason: "cancelled" }] }, /\/choices\/0\/finish_reason/],
    ];
    for (const [wrong, problem] of broken) {
      const sent: unknown = JSON.parse(JSON.stringify(wrong));
      expect(validator.check(place, sent)?.problems.join("\n")).toMatch(problem);
    }
  });

  test("names a field that the document does not have, as a misspelt one", async () => {
    const { answer } = await asked(server.baseUrl, { path: "/chat/completions", body });
    const sent = { ...(answer as object), usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2, totl: 2 } };
    expect(validator.check(place, sent)).toEqual({
      problems: [],
      unknown: ["/system_fingerprint", "/usage/totl", "/repartee"],
    });
  });

  test("says so where the document has no such route", () => {
    expect(validator.check(answerPlace("POST", "/nothing"), {})).toBeUndefined();
  });
});

const given = process.env["REPARTEE_TEST_OPENAI_DOCUMENT"];
const reason = given === undefined ? " (skipped: REPARTEE_TEST_OPENAI_DOCUMENT names no copy of it)" : "";
describe.skipIf(given === undefined)(`OpenAI's document${reason}`, () => {
  openAiDocumentTests(() => ({ file: given ?? "" }));
});
