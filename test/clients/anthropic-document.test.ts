/** Answers held against a copy of Anthropic's OpenAPI document, as `openai-document.test.ts` does with OpenAI's. */
import { describe } from "vitest";
import { anthropicDocumentTests } from "../support/vendor-documents/document-tests.ts";

const given = process.env["REPARTEE_TEST_ANTHROPIC_DOCUMENT"];
const reason = given === undefined ? " (skipped: REPARTEE_TEST_ANTHROPIC_DOCUMENT names no copy of it)" : "";
describe.skipIf(given === undefined)(`Anthropic's document${reason}`, () => {
  anthropicDocumentTests(() => ({ file: given ?? "" }));
});
