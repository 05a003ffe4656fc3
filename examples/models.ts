// Several models in one process: loaded when wanted, unloaded when their memory is needed elsewhere.
import { createRepartee } from "repartee";

await using repartee = await createRepartee({
  preload: false,
  models: [
    { name: "main", reference: process.argv[2] ?? "echo", contextSize: 2048 },
    { name: "parrot", reference: "echo" },
  ],
});

await repartee.models.load("main", { onProgress: (fraction) => console.log(`${Math.round(fraction * 100)} %`) });
for (const { name, state, info } of repartee.models.list()) console.log(name, state, info?.device ?? "");

const reply = await repartee.chat({ model: "parrot", messages: [{ role: "user", content: "Polly" }] });
console.log(reply.text);

await repartee.models.unload("main");
