// Resources end with their scope: running replies get their terminal event, models are unloaded, child processes end.
import { createRepartee, type Repartee } from "repartee";

async function greet(repartee: Repartee): Promise<string> {
  const { text } = await repartee.chat("Hello!");
  return text;
}

{
  await using repartee = await createRepartee({ model: process.argv[2] ?? "echo" });
  console.log(await greet(repartee));
} // disposed here, also when something was thrown

const repartee = await createRepartee({ model: "echo" });
try {
  console.log(await greet(repartee));
} finally {
  await repartee[Symbol.asyncDispose](); // the same without `using`
}
