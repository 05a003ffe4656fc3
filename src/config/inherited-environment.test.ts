import { expect, test } from "vitest";
import { commandWords } from "./inherited-environment.ts";

test.each([
  ["npm", ["npm"]],
  ["python3.12 -m pip", ["python3.12", "-m", "pip"]],
  [`"C:\\Program Files\\Python\\python.exe" -m pip`, ["C:\\Program Files\\Python\\python.exe", "-m", "pip"]],
])("the words of %s", (command, words) => {
  expect(commandWords(command)).toEqual(words);
});
