/** Answers of tiny models held against the documents of OpenAI and Anthropic, where pip answers. */
import { beforeAll, describe } from "vitest";
import {
  anthropicDocumentTests,
  openAiDocumentTests,
  type DocumentCopy,
} from "../test/support/vendor-documents/document-tests.ts";
import { vendorDocument } from "./vendor-documents.ts";

describe.each([
  ["openai", openAiDocumentTests],
  ["anthropic", anthropicDocumentTests],
] as const)("the document of %s", (vendor, documentTests) => {
  let copy: DocumentCopy = { problem: "not looked for yet" };
  beforeAll(async () => {
    copy = await vendorDocument(vendor);
  });
  documentTests(() => copy);
});
