import { describe, expect, it } from "vitest";
import { requestContext, type RequestContext } from "../serving/request-context.ts";
import { createRequestScope } from "./request-hooks.ts";

/** What is known inside of a request with each of `contexts`, one after another. */
function known(contexts: readonly RequestContext[]): (string | undefined)[] {
  const inScope = createRequestScope();
  const clients: (string | undefined)[] = [];
  for (const context of contexts) inScope(context, () => clients.push(requestContext.getStore()?.client));
  return clients;
}

describe("a request's context", () => {
  it("is not kept while one client asks that nothing limits", () => {
    expect(known([{ client: "anna" }, { client: "anna" }])).toEqual([undefined, undefined]);
  });

  it("is kept from the second client's first request on, for both", () => {
    expect(known([{ client: "anna" }, { client: "bob" }, { client: "anna" }])).toEqual([undefined, "bob", "anna"]);
  });

  it("is kept at once for a client with a limit, and for all after it", () => {
    expect(known([{ client: "anna", spend: () => {} }])).toEqual(["anna"]);
    expect(known([{ client: "anna" }, { client: "anna", spend: () => {} }, { client: "anna" }])).toEqual([
      undefined,
      "anna",
      "anna",
    ]);
  });

  it("ends with its request", () => {
    known([{ client: "anna" }, { client: "bob" }]);
    expect(requestContext.getStore()).toBeUndefined();
  });
});
