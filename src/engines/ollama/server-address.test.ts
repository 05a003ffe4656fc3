import { expect, it } from "vitest";
import { ollamaUrl } from "./server-address.ts";

it.each([
  ["", "http://127.0.0.1:11434/"],
  ["gpu", "http://gpu:11434/"],
  ["gpu:8080", "http://gpu:8080/"],
  ["gpu:80", "http://gpu/"],
  [":4000", "http://127.0.0.1:4000/"],
  ["0.0.0.0", "http://127.0.0.1:11434/"],
  ["0.0.0.0:4000", "http://127.0.0.1:4000/"],
  ["[::]:4000", "http://[::1]:4000/"],
  [" 10.0.0.5:11434 ", "http://10.0.0.5:11434/"],
  ["http://gpu", "http://gpu/"],
  ["https://gpu.example/ollama", "https://gpu.example/ollama"],
])("Ollama's address %j is %s", (address, url) => {
  expect(ollamaUrl(address)).toBe(url);
});

it.each(["a b", "gpu:port", "http://"])("Ollama's address %j is refused", (address) => {
  expect(() => ollamaUrl(address)).toThrow("neither HOST:PORT nor a URL");
});
