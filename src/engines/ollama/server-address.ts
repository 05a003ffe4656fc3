import { ReparteeError } from "../../core/errors.ts";

const defaultPort = 11_434;

/**
 * The URL of an Ollama server, from an address as `OLLAMA_HOST` has it: `gpu`, `gpu:11434`, `:11434`,
 * `https://gpu.example/ollama`. Without a scheme it is http with port 11434. An address to listen on at every network
 * (`0.0.0.0`, `[::]`) cannot be connected to and means this machine.
 * @throws ReparteeError `config_invalid`
 */
export function ollamaUrl(address: string): string {
  const text = address.trim();
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const candidate = hasScheme ? text : `http://${text.startsWith(":") || text === "" ? "127.0.0.1" : ""}${text}`;
  if (!URL.canParse(candidate)) {
    throw new ReparteeError("config_invalid", "Cannot use the address of Ollama: it is neither HOST:PORT nor a URL", {
      hint: "Write it as 127.0.0.1:11434 or https://HOST/PATH.",
    });
  }
  const url = new URL(candidate);
  if (url.hostname === "0.0.0.0") url.hostname = "127.0.0.1";
  if (url.hostname === "[::]") url.hostname = "[::1]";
  // The parsed URL has no port where the default (80) was written out.
  if (!hasScheme && url.port === "" && !/:80(?:\/|$)/.test(text)) url.port = String(defaultPort);
  return url.href;
}
