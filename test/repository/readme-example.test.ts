import { createRepartee } from "repartee";
import { expect, test } from "vitest";
import { readRepositoryFile } from "./repository-files.ts";

const readme = readRepositoryFile("README.md");

/** The body that README's `curl` sends, and the answer that it shows. */
function readExample(): { readonly body: string; readonly answer: unknown } {
  const body = /-d '(\{.*\})'/.exec(readme)?.[1];
  const answer = /^(\{"id":.*\})$/m.exec(readme)?.[1];
  if (body === undefined || answer === undefined) throw new Error("README shows no curl with its answer.");
  return { body, answer: JSON.parse(answer) };
}

test("README's curl gets the answer that README shows, but for its id and time", async () => {
  const { body, answer } = readExample();
  await using repartee = await createRepartee();
  const { url } = await repartee.listen({ port: 0 });
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${url}/v1/chat/completions`, { method: "POST", headers, body });
  expect(await response.json()).toEqual(
    Object.assign({}, answer, { id: expect.stringMatching(/^chatcmpl-/), created: expect.any(Number) }),
  );
});
