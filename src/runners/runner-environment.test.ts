import { describe, expect, it } from "vitest";
import { runnerEnvironment } from "./runner-environment.ts";

describe("a runner's environment", () => {
  it.each([
    "OPENAI_API_KEY",
    "REPARTEE_API_KEYS",
    "HF_TOKEN",
    "HUGGING_FACE_HUB_TOKEN",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "PGPASSWORD",
    "DATABASE_URL",
    "APP_DATABASE_URL",
    "SENTRY_DSN",
    "SESSION_COOKIE",
    "NPM_CONFIG__AUTH",
    "github_token",
    "NODE_OPTIONS",
  ])("lacks %s", (name) => {
    expect(runnerEnvironment({ [name]: "value" })).toEqual({});
  });

  it("lacks addresses with a password, whatever their name", () => {
    expect(runnerEnvironment({ CACHE: "redis://user:pass@host:6379", HTTPS_PROXY: "http://u:p@proxy" })).toEqual({});
  });

  it("says how many threads run native calls, where the engine has a number", () => {
    const chosen = { UV_THREADPOOL_SIZE: "16" };
    expect(runnerEnvironment(chosen)).toEqual(chosen);
    expect(runnerEnvironment(chosen, 1)).toEqual({ UV_THREADPOOL_SIZE: "1" });
  });

  it("has what native libraries read", () => {
    const kept = {
      PATH: "/bin",
      LD_LIBRARY_PATH: "/lib",
      CUDA_VISIBLE_DEVICES: "0",
      TMPDIR: "/tmp",
      KEYBOARD_LAYOUT: "de",
      AUTHOR: "me",
      HTTP_PROXY: "http://proxy:3128",
      GGML_VK_VISIBLE_DEVICES: "",
    };
    expect(runnerEnvironment(kept)).toEqual(kept);
  });
});
