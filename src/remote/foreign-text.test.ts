import { expect, it } from "vitest";
import { showForeignText } from "./foreign-text.ts";

it("foreign text is shown without the key it was sent, whole or in part", () => {
  expect(showForeignText("wrong key s3cret!, sk-proj-abc*****xyz", "s3cret!")).toBe("wrong key [removed], [removed]");
});

it("foreign text is shown as one short line without control characters", () => {
  expect(showForeignText("a\n\n b\u001b[31mc\u0000", undefined)).toBe("a b [31mc");
  expect(showForeignText("x".repeat(1000), undefined)).toBe(`${"x".repeat(300)}…`);
});
