// The HTTP server within a program of your own: any OpenAI client can talk with it.
import { createRepartee } from "repartee";

await using repartee = await createRepartee({ model: process.argv[2] ?? "echo", openaiFallback: "template" });
const { url } = await repartee.listen({ port: 0 });

const response = await fetch(`${url}/v1/chat/completions`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ messages: [{ role: "user", content: "Hello!" }] }),
});
console.log(response.status, await response.json());
