/** What people say to a companion, two to four seconds each. */
export const voiceSentences: readonly string[] = [
  "I lost my keys this morning and I feel so stupid.",
  "My dog is sick and I am really worried about him.",
  "Guess what, I passed my driving test today.",
  "Nobody came to my birthday party last night.",
  "What should I cook for dinner tonight?",
  "I feel lonely since my best friend moved away.",
  "I did not sleep well and my head hurts.",
  "My boss shouted at me in front of everyone.",
  "I am scared of the exam next week.",
  "My baby smiled at me for the first time.",
  "The train was late and I missed my appointment.",
  "Thank you for listening, you made me feel better.",
];
