import { expect, it } from "vitest";
import { ReparteeError } from "../core/errors.ts";
import { reportError } from "./report-error.ts";

const systemError = (details: object): Error => Object.assign(new Error("ENOENT: no such file or directory"), details);

it.each([
  [
    new ReparteeError("not_found", "There is none", { hint: "Look again" }),
    "Error: There is none\nHint:  Look again\n",
  ],
  [
    systemError({ code: "ENOENT", syscall: "open", path: "/nosuch/x" }),
    "Error: Cannot open /nosuch/x: there is no such file or folder (ENOENT)\n",
  ],
  [
    systemError({ code: "ENOENT", syscall: "uv_cwd" }),
    "Error: The current folder cannot be used: it was deleted\nHint:  Change into another one\n",
  ],
  [systemError({ code: "EPROTO", syscall: "connect" }), "Error: ENOENT: no such file or directory\n"],
])("says what happened without a stack and without a bug: %s", (error, text) => {
  expect(reportError(error, { isVerbose: false })).toBe(text);
});

it("calls a bug what nobody foresaw", () => {
  expect(reportError(new TypeError("x is not a function"), { isVerbose: false })).toContain("looks like a bug");
});
