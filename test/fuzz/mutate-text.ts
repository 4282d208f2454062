import type { Random } from './random.ts';

const maxLength = 64 * 1024;

/** Characters and words on which readers of text stumble. */
const pieces: readonly string[] = [
  ...Array.from(
    ' \n\t\r\u0000\\"\',;=+#<>:/@.*-_%?[]{|~0٣äßİﬃ\u00ad\u200d\u202e\ufeff\u3002\uffff\ud800',
  ),
  ...'\r\n 😀 e\u0301 // .. *. %00 :: /33 1e9 xn-- xn--a CN= 2.5.4.3= /CN= DNS: dirName:'.split(
    ' ',
  ),
  '-----',
  '-----BEGIN X-----',
  '__proto__',
  'é'.repeat(300),
  'a'.repeat(5000),
];

type TextEdit = (text: string, random: Random, donor: string) => string;

const edits: readonly TextEdit[] = [
  function insert(text, random) {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + random.pick(pieces) + text.slice(at);
  },
  function replace(text, random) {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + random.pick(pieces) + text.slice(at + 1 + random.below(3));
  },
  function replaceCode(text, random) {
    const at = random.below(text.length + 1);
    const code = random.oneIn(3) ? random.below(0x10000) : random.below(0x80);
    return text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
  },
  function remove(text, random) {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + text.slice(at + 1 + random.below(8));
  },
  function repeat(text, random) {
    const from = random.below(text.length + 1);
    const to = from + random.below(16);
    return (
      text.slice(0, from) +
      text.slice(from, to).repeat(2 + random.below(random.oneIn(8) ? 400 : 2)) +
      text.slice(to)
    );
  },
  function cross(text, random, donor) {
    return (
      text.slice(0, random.below(text.length + 1)) + donor.slice(random.below(donor.length + 1))
    );
  },
  function changeCase(text, random) {
    return random.oneIn(2) ? text.toUpperCase() : text.toLowerCase();
  },
];

/** As `mutate`, for text: at most 64 Ki characters, lone surrogates among them. */
export function mutateText(
  seed: string,
  random: Random,
  donors: readonly string[] = [seed],
): string {
  let text = seed;
  do text = random.pick(edits)(text, random, random.pick(donors)).slice(0, maxLength);
  while (random.oneIn(2));
  return text;
}
