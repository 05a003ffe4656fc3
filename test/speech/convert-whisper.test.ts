/** CTranslate2's Whisper as ONNX: what is written is loaded by the library itself. */
import { mkdtemp, readFile, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openSherpaStt } from "../../src/speech/open-engines.ts";
import { convertWhisper } from "../../src/speech/models/whisper/convert-whisper.ts";
import { writeTinyWhisper } from "../support/tiny-whisper/write-tiny-whisper.ts";
import { never, speechContext, spoken } from "./speech-context.ts";

async function workFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "repartee-whisper-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

it("a converted Whisper is loaded by sherpa-onnx and decodes to an end", async () => {
  const folder = await workFolder();
  await convertWhisper({ ...(await writeTinyWhisper(folder)), folder, size: "tiny.en" });
  const [encoder, decoder, tokens] = ["encoder.onnx", "decoder.onnx", "tokens.txt"].map((file) => join(folder, file));
  if (encoder === undefined || decoder === undefined || tokens === undefined) throw new Error("expected three files");
  expect((await readFile(tokens, "utf8")).split("\n")[1]).toBe(`${Buffer.from("w1").toString("base64")} 1`);
  await using engine = openSherpaStt(
    { name: "whisper-tiny.en", family: "whisper", encoder, decoder, tokens },
    speechContext,
  );
  const { text } = await engine.transcribe({ samples: await spoken("Good morning.") }, never);
  expect(typeof text).toBe("string");
});

it("weights that were cut off are refused by name", async () => {
  const folder = await workFolder();
  const files = await writeTinyWhisper(folder);
  await truncate(files.weights, 100_000);
  await expect(convertWhisper({ ...files, folder, size: "tiny.en" })).rejects.toMatchObject({
    code: "model_file_invalid",
  });
});
