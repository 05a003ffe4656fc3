// A persona's reply as it is spoken: its feeling first, then its words. Without a model it is a canned line, marked.
import { createRepartee } from "repartee";

const model = process.argv[2];
await using repartee = await createRepartee(model === undefined ? {} : { model });

for await (const event of repartee.respondStream({ text: "My dog died yesterday.", language: "en" })) {
  if (event.type === "emotion") console.log(`(${event.emotion.label}, ${event.emotion.confidence.toFixed(2)})`);
  if (event.type === "text") process.stdout.write(event.text);
  if (event.type === "done")
    console.log(`\n${event.reply.source}${event.reply.success ? "" : `: ${event.reply.reason}`}`);
}
