import { expect, test } from "vitest";
import { ReparteeError } from "../core/errors.ts";
import { createLog, type LogOptions } from "./create-log.ts";

function capture(options: Partial<LogOptions> & { isTTY?: boolean } = {}) {
  const lines: string[] = [];
  const { isTTY = false, ...rest } = options;
  const log = createLog({
    level: "debug",
    format: "json",
    ...rest,
    destination: { isTTY, write: (line) => lines.push(line) },
  });
  return { log, lines };
}

test("log writes one JSON object a line, with level, time and fields", () => {
  const { log, lines } = capture();
  log.info({ model: "llama", loadMs: 12 }, "model loaded");
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/\n$/);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: "info", model: "llama", loadMs: 12, msg: "model loaded" });
});

test("log leaves out what is below its level, and everything when silent", () => {
  const warn = capture({ level: "warn" });
  warn.log.info({}, "no");
  warn.log.warn({}, "yes");
  expect(warn.lines).toHaveLength(1);
  const silent = capture({ level: "silent" });
  silent.log.error({}, "no");
  expect(silent.lines).toEqual([]);
});

test("log replaces keys in fields, headers and nested groups, in both forms", () => {
  for (const format of ["json", "pretty"] as const) {
    const { log, lines } = capture({ format });
    log.info({ authorization: "Bearer hunter2", apiKey: "hunter2", config: { apiKeys: ["hunter2"] } }, "one");
    log.info({ request: { headers: { authorization: "Bearer hunter2", cookie: "hunter2" } } }, "two");
    expect(lines.join("")).not.toContain("hunter2");
    expect(lines.join("")).toContain("[secret]");
  }
});

test("log describes an error with its code, hint and causes, and a stack only for foreign ones", () => {
  const { log, lines } = capture();
  const cause = new TypeError("x is not a function");
  log.error({ error: new ReparteeError("model_load_failed", "Cannot load", { hint: "Try again", cause }) }, "load");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    error: {
      code: "model_load_failed",
      message: "Cannot load",
      hint: "Try again",
      cause: { type: "TypeError", message: "x is not a function", stack: expect.stringContaining("create-log.test") },
    },
  });
  expect(lines[0]?.match(/"stack"/g)).toHaveLength(1);
});

test("pretty form is one readable line, coloured on a terminal only", () => {
  const { log, lines } = capture({ format: "pretty" });
  log.warn({ model: "llama", reason: "runner crashed", facts: { signal: "SIGSEGV" }, none: null }, "model exited");
  expect(lines[0]).toMatch(
    /^\d\d:\d\d:\d\d warn  model exited  model=llama reason="runner crashed" facts\.signal=SIGSEGV\n$/,
  );
  const terminal = capture({ format: "auto", isTTY: true });
  terminal.log.warn({}, "x");
  expect(terminal.lines[0]).toContain("\u001b[33m");
  const pipe = capture({ format: "auto", isTTY: false });
  pipe.log.warn({}, "x");
  expect(pipe.lines[0]).toMatch(/^\{/);
});

test("pretty form shows control characters of values and messages instead of sending them to the terminal", () => {
  const { log, lines } = capture({ format: "pretty" });
  log.info({ name: "a\u001b[2Jb\nc" }, "hello\u001b[2J\nforged");
  expect(lines.join("")).not.toContain("\u001b");
  expect(lines.join("").trimEnd()).not.toContain("\n");
});

test.each([
  { name: "a missing file", cause: Object.assign(new Error("ENOENT: no such file"), { code: "ENOENT" }) },
  { name: "text that is not JSON", cause: new SyntaxError("Unexpected token") },
  {
    name: "a server that is not there",
    cause: new TypeError("fetch failed", { cause: Object.assign(new Error("refused"), { code: "ECONNREFUSED" }) }),
  },
])("log shows the stack of $name only on the level of --verbose", ({ cause }) => {
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  const err = new ReparteeError("model_file_missing", "Cannot read it", { cause });
  for (const level of ["info", "debug"] as const) {
    createLog({ level, format: "json", destination }).warn({ err }, "model could not be loaded");
  }
  expect(lines[0]).toContain(cause.message);
  expect(lines[0]).not.toContain("stack");
  expect(lines[1]).toContain("create-log.test");
});
