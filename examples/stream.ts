// A reply as it is written, with its terminal event. Aborting the signal would end it within one token.
import { createRepartee } from "repartee";

await using repartee = await createRepartee({ model: process.argv[2] ?? "echo" });

const stopButton = new AbortController();
for await (const event of repartee.stream({
  messages: [{ role: "user", content: "Tell me about the sea." }],
  signal: stopButton.signal,
})) {
  if (event.type === "loading") console.log(`loading ${Math.round(event.fraction * 100)} %`);
  if (event.type === "text-delta") process.stdout.write(event.text);
  if (event.type === "finish")
    console.log(`\n${event.finishReason}, first word after ${event.timings.firstTokenMs} ms`);
  if (event.type === "error") console.error(`\n${event.error.code}: ${event.error.message}`);
}
