// Conversations are kept with the feelings of both sides; a user's data is exported and deleted by one call each.
import { createRepartee } from "repartee";

await using repartee = await createRepartee({ model: process.argv[2] ?? null, databasePath: ":memory:" });
const { conversations, users } = repartee;

for (const text of ["I am so happy today!", "Now my dog is ill and I am sad."]) {
  await repartee.respond({ text, conversationId: "first", userId: "mia" });
}

for (const { id, persona } of await conversations.list({ userId: "mia" })) console.log(`${id}, with ${persona}`);
for (const { role, text, emotion } of await conversations.messages("first")) {
  console.log(`${role} (${emotion?.label}): ${text}`);
}
const { summary } = await conversations.emotions("first");
console.log(`mostly ${summary.dominant}, ${summary.direction}`);

const data = await users.export("mia");
console.log(`exported ${data.conversations.length} conversation`);
console.log("deleted", await users.remove("mia"));
