/** Each line is one kind that a small model was read to write; what is on what was said stays. */
import { expect, test } from "vitest";
import { isBeside, ungroundedWords } from "./ungrounded.ts";

test.each([
  ["I haven't had a panic attack in three months.", "How did you feel when", " you got your panic attack?"],
  ["The scan was clear, no cancer anymore.", "How did you feel when", " you got the cancer?"],
  ["The scan was clear, no cancer anymore.", "What kind of", " cancer is that?"],
  ["Got a hug from my teenage son today.", "How did you feel when", " you gave your son a hug?"],
  ["The band I loved played their last show.", "Do you want to tell me about", " your last show?"],
  ["I miss living by the sea.", "Do you want to tell me about", " your life before you went to sea?"],
  ["My shop sold its hundredth order tonight!", "What are you going to do with", " your order?"],
  ["My grandfather was a spy and nobody told me!", "How did you feel when", " your grandfather was a spy?"],
  ["My friends made me a chocolate cake", "How did you feel when", " you made your friend's cake?"],
  ["My friend told everyone about my diagnosis.", "How do you feel about", " your friend's diagnosis?"],
  ["Everyone at school has a group except me.", "How do you feel about", " your group?"],
  ["He called me by my uncle's name.", "Would you like to talk about", " your uncle's name?"],
  ["A hedgehog just walked into our kitchen!", "Do you want to tell me more about", " your hedgehog?"],
  ["I got an email, I sent that book to a publisher four years ago!", "What did you do when", " you got the book?"],
  ["The doctor says it's twins!!", "What did you think when", " you saw the twins?"],
  ["What should I cook with some rice?", "How long have you been", " cooking with rice?"],
  ["I walk to school with my cousin.", "What kind of", " school is your cousin going to?"],
  ["I thought it was a date but he brought his mother!", "How did you feel when", " you saw your mother?"],
  ["My boss sings in a punk band!", "How did it feel when", " your boss was singing a punk band?"],
  ["The airline lost my suitcase.", "Do you want to tell me more about", " the airline or the phone?"],
  ["Everything was covered in snow!", "How did you feel when", " it snowed you?"],
  ["Today I walked without crutches for the first time.", "How long have you been", " walking without crutches?"],
  ["My best friend is moving to Australia.", "What is the hardest part of", " moving to Australia?"],
  ["My sister told my mom my secret.", "What would you like to say to", " your mom?"],
  ["They raised the price for the third time.", "Do you want to tell me more about", " the third time?"],
  ["The movers broke my grandmother's mirror.", "Do you want to tell me more about", " your grandmother?"],
  ["My hands hurt so much that I can't play the violin.", "What is the hardest part of", " playing the violin?"],
  ["My nephew named his teddy after me.", "How did you feel when", " your nephew named him?"],
  ["We came home and all the furniture was gone!", "How did you feel when", " you saw the furniture?"],
  ["My dog barks every morning.", "How did you feel when", " your dog barked?"],
])("%j, %j: %j is not what was said", (user, lead, text) => {
  expect(ungroundedWords({ lead, text }, user, "en")).toBeDefined();
});

test.each([
  ["I got the apartment!", "How did you feel when", " you got the apartment?"],
  ["We adopted a rescue dog yesterday.", "How did you feel when", " you adopted him?"],
  ["My dog is very old.", "Do you want to tell me about", " your dog?"],
  ["I have to renew my passport this month.", "How do you feel about", " renewing your passport?"],
  ["A deer walked into the classroom today!", "What did you do when", " the deer walked into the classroom?"],
  ["I looked up and there were two rainbows!", "What did you think when", " you saw the rainbows?"],
  ["My brother sold my guitar.", "What would you like to say to", " your brother?"],
  ["I'm waiting for the bus.", "How long have you been", " waiting for the bus?"],
  [
    "I can't believe it, my grandma bought a motorcycle!",
    "What did you think when",
    " your grandma bought a motorcycle?",
  ],
  ["He left.", "Would you like to talk about", " it?"],
])("%j, %j: %j is on what was said", (user, lead, text) => {
  expect(ungroundedWords({ lead, text }, user, "en")).toBeUndefined();
});

test("a thing that is only a place or somebody beside is found, one that the feeling is about is not", () => {
  const about = { lead: "Do you want to tell me more about", text: " your husband?" };
  expect(isBeside(about, "watching the news with my husband", "en")).toBe(true);
  expect(isBeside(about, "I'm so fed up with my husband", "en")).toBe(false);
});
