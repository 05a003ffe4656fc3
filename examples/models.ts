// Several models in one process: loaded when wanted, unloaded when their memory is needed elsewhere.
// With a name, it is downloaded first: node examples/models.ts qwen2.5-0.5b
import { createRepartee } from "repartee";

await using repartee = await createRepartee({ preload: false, models: [{ name: "parrot", reference: "echo" }] });
const { models } = repartee;

const requested = process.argv[2];
if (requested !== undefined) {
  await models.pull(requested, {
    onProgress: ({ downloadedBytes, totalBytes }) => console.log(downloadedBytes, totalBytes),
  });
}
const main = models.add(requested ?? "template");

await models.load(main, { onProgress: (fraction) => console.log(`${Math.round(fraction * 100)} %`) });
for (const { name, state, info } of models.list()) console.log(name, state, info?.device ?? "");

const reply = await repartee.chat({ model: "parrot", messages: [{ role: "user", content: "Polly" }] });
console.log(reply.text);

console.log(main, (await models.unload(main)).state);
for (const { name, memoryBytes } of models.running()) console.log(`${name} is in memory: ${memoryBytes ?? 0} bytes`);
