/** Speech of a server without models: a text becomes a tone as long as it, and sound becomes one sentence. */
import type { ServerResponse } from "node:http";
import { answerJson } from "../fake-upstream/answers.ts";
import type { SeenRequest } from "../fake-upstream/fake-server.ts";

const sampleRate = 24_000;
const samplesPerCharacter = 1200;
const voices: readonly unknown[] = ["alloy", "nova"];

/** 16-bit samples as a WAV file. */
export function speakAsTone({ body }: SeenRequest, response: ServerResponse): void {
  const { input, voice, speed = 1 } = body;
  if (typeof input !== "string" || input === "" || !voices.includes(voice)) {
    return answerJson(response, 400, { error: { message: "Invalid input or voice", code: "invalid_request" } });
  }
  const samples = Math.round((input.length * samplesPerCharacter) / Number(speed));
  const file = Buffer.alloc(44 + samples * 2);
  file.write("RIFF\0\0\0\0WAVEfmt ", "latin1");
  file.writeUInt32LE(36 + samples * 2, 4);
  for (const [offset, value] of [
    [16, 16],
    [24, sampleRate],
    [28, sampleRate * 2],
    [40, samples * 2],
  ] as const)
    file.writeUInt32LE(value, offset);
  for (const [offset, value] of [
    [20, 1],
    [22, 1],
    [32, 2],
    [34, 16],
  ] as const)
    file.writeUInt16LE(value, offset);
  file.write("data", 36, "latin1");
  for (let index = 0; index < samples; index += 1) {
    file.writeInt16LE(Math.round(9000 * Math.sin((index * 2 * Math.PI * 220) / sampleRate)), 44 + index * 2);
  }
  response.writeHead(200, { "content-type": "audio/wav" }).end(file);
}

/** What is heard in sound; silence has no words. */
export const fakeTranscript = "somebody is speaking";

/** With `jsonOnly` the answer has no language, and other formats are refused, as OpenAI's newer models do. */
export function hearTone({ body }: SeenRequest, response: ServerResponse, { jsonOnly }: { jsonOnly: boolean }): void {
  const { file, language, response_format: format = "json" } = body;
  if (!(file instanceof Uint8Array) || file.length < 44) {
    return answerJson(response, 400, { error: { message: "file: expected a file", code: "invalid_request" } });
  }
  if (jsonOnly && format !== "json") {
    const message = `response_format '${String(format)}' is not compatible with this model`;
    return answerJson(response, 400, { error: { message, type: "invalid_request_error", code: "unsupported_value" } });
  }
  const samples = file.subarray(44);
  const text = samples.some((byte, index) => index % 2 === 1 && byte > 1 && byte < 254) ? fakeTranscript : "";
  const spoken = typeof language === "string" ? language : "english";
  answerJson(response, 200, format === "verbose_json" ? { task: "transcribe", text, language: spoken } : { text });
}
