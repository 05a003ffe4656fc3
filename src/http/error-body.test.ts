import { describe, expect, it } from "vitest";
import { errorCatalog, ReparteeError } from "../core/errors.ts";
import type { ErrorCode } from "../core/errors.ts";
import { toErrorAnswer } from "./error-body.ts";

const codes = Object.keys(errorCatalog) as ErrorCode[];

describe("an error's answer", () => {
  it.each(codes)("has the catalog's status and type for %s", (code) => {
    const { status, body } = toErrorAnswer(new ReparteeError(code, "Cannot do it"), "id-1");
    expect(status).toBe(errorCatalog[code].status);
    expect(body.error).toMatchObject({ type: errorCatalog[code].type, code, param: null });
  });

  it("carries hint, param and facts, and no fact replaces a field", () => {
    const details = { hint: "Send less", param: "messages", facts: { n_ctx: 8, message: "forged", code: "forged" } };
    const { body } = toErrorAnswer(new ReparteeError("context_length_exceeded", "Too long", details), "id-1");
    expect(body).toEqual({
      error: {
        message: "Too long",
        type: "invalid_request_error",
        param: "messages",
        code: "context_length_exceeded",
        hint: "Send less",
        n_ctx: 8,
      },
    });
  });

  it("says when to come back where waiting helps, in whole seconds and at least one", () => {
    const after = (code: ErrorCode, retryAfterSeconds?: number): string | undefined =>
      toErrorAnswer(
        new ReparteeError(code, "Busy", retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
        "id-1",
      ).headers["retry-after"];
    expect(after("queue_full", 0.2)).toBe("1");
    expect(after("model_loading", 2.1)).toBe("3");
    for (const code of ["queue_full", "model_loading", "draining"] as const) expect(after(code)).toMatch(/^\d+$/);
    expect(after("invalid_request")).toBeUndefined();
  });

  it("tells nothing of what went wrong inside, but the way to the log", () => {
    const error = new ReparteeError("internal", "password is hunter2", { facts: { path: "/etc" }, hint: "secret" });
    const text = JSON.stringify(toErrorAnswer(error, "id-1").body);
    expect(text).toContain("id-1");
    expect(text).not.toMatch(/hunter2|etc|secret/);
  });
});
