import { expect, test } from "vitest";
import { findDeath } from "./death-news.ts";

test.each([
  "My grandfather passed away peacefully, he was 98",
  "my lovely old neighbour died on Sunday",
  "Grandpa passed away in his sleep, surrounded by all of us",
  "I lost my mother to cancer last spring",
  "We had to put our dog to sleep",
  "It was my grandma's funeral today and the flowers were beautiful",
  "Mi abuelo falleció en paz, tenía 98 años",
  "Ayer murió mi querida abuela",
  "Perdimos a nuestro perro",
  "Mon grand-père est mort paisiblement, il avait 98 ans",
  "Ma grand-mère s'est éteinte hier",
  "Mein Opa ist friedlich eingeschlafen, er war 98",
  "Gestern ist meine Oma gestorben",
  "O meu avô faleceu em paz, tinha 98 anos",
  "Morreu a minha gata",
  "Mio nonno è morto serenamente, aveva 98 anni",
  "È venuta a mancare mia zia",
  "Мой дедушка тихо умер, ему было 98",
  "Вчера не стало моей бабушки",
  "爷爷安详地走了，享年98岁",
  "我家的狗昨天去世了",
  "祖父が98歳で安らかに亡くなりました",
  "うちの猫が死んじゃった",
  "할아버지가 편안히 돌아가셨어요, 98세셨어요",
  "우리 강아지가 죽었어",
])("%j tells of a death", (text) => {
  expect(findDeath(text)).toBe("recent");
});

test.each([
  "My dad died ten years ago",
  "My grandmother passed away when I was little",
  "Mi abuelo murió hace muchos años",
  "Mein Opa ist vor vielen Jahren gestorben",
])("%j tells of one long ago", (text) => {
  expect(findDeath(text)).toBe("past");
});

test.each([
  "my phone died",
  "My dad nearly died laughing",
  "My sister passed her exam",
  "My friend died laughing at the joke",
  "my brother's battery died",
  "I lost my mother at the market",
  "I lost my brother's keys",
  "My son dyed his hair",
  "My cat had kittens",
  "Mi hermano se murió de risa",
  "Mi madre casi se murió",
  "Ma sœur est morte de rire",
  "Mon ami est parti en vacances",
  "Meine Tochter ist endlich eingeschlafen",
  "Mein Bruder ist fast gestorben vor Lachen",
  "Meine Freundin hat ihr Handy verloren",
  "O meu telemóvel morreu",
  "A minha irmã quase morreu de rir",
  "Mia sorella è morta dal ridere",
  "Мой брат чуть не умер со смеху",
  "妈妈笑死了",
  "爸爸走了一小时的路",
  "母の鍵がなくなった",
  "弟は笑い死にしそうだった",
  "엄마가 집에 돌아가셨어요",
  "친구가 웃겨 죽었어",
])("%j tells of none", (text) => {
  expect(findDeath(text)).toBeUndefined();
});
