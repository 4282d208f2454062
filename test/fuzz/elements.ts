/**
 * A message as a tree that may be changed. Unlike the reader of `#der` this one takes what it finds: it is only here to
 * know where to hurt.
 */
export interface Element {
  identifier: number;
  /** Content octets; where there are `inner` elements, only those before them (the first octet of a BIT STRING). */
  content: Uint8Array;
  /** Also of OCTET STRINGs and BIT STRINGs that hold elements, as extensions and keys do. */
  inner: Element[] | undefined;
  /** Where its identifier octet stood in the message. */
  readonly start: number;
  /** How many elements there were: itself and all in it. */
  readonly count: number;
}

/** An element and where it stands in its tree. */
export interface Place {
  readonly list: Element[];
  readonly index: number;
  readonly element: Element;
}

const maxDepth = 40;
const maxElements = 4000;
const maxHeader = 6;
const buffer = new Uint8Array(1 << 20);

/** The elements of a message, one after the other; undefined when they do not reach to its very end. */
export function readElements(message: Uint8Array): Element[] | undefined {
  return readUntilEnd(message, {
    at: 0,
    end: message.length,
    depth: 0,
    left: { count: maxElements },
  });
}

/** Their encoding, every length in its shortest form; undefined when it takes more than a mebibyte. */
export function writeElements(elements: readonly Element[]): Uint8Array | undefined {
  const start = writeBefore(elements, buffer, buffer.length);
  return start < 0 ? undefined : buffer.slice(start);
}

/** Every element of a tree with the list it stands in, outer ones first. */
export function listElements(elements: Element[]): Place[] {
  const places: Place[] = [];
  visit(elements, places);
  return places;
}

function visit(list: Element[], places: Place[]): void {
  for (let index = 0; index < list.length; index++) {
    const element = list[index];
    if (!element) continue;
    places.push({ list, index, element });
    if (element.inner) visit(element.inner, places);
  }
}

/** How many elements a tree had when it was read. */
export function countElements(elements: readonly Element[]): number {
  let sum = 0;
  for (const { count } of elements) sum += count;
  return sum;
}

/**
 * The element with this number (from 0 on, outer ones first) in a copy of a tree that is as it was read: whatever is not
 * on the way to it is shared with that tree, which stays as it is.
 */
export function reachElement(
  elements: readonly Element[],
  number: number,
): Place & { readonly tree: Element[] } {
  const tree = elements.slice();
  let left = number;
  for (const [index, original] of elements.entries()) {
    if (left < original.count) {
      const element = { ...original };
      tree[index] = element;
      if (left === 0) return { tree, list: tree, index, element };
      const place = reachElement(original.inner ?? [], left - 1);
      element.inner = place.tree;
      return { ...place, tree };
    }
    left -= original.count;
  }
  throw new RangeError(`there is no element number ${number}`);
}

interface Span {
  readonly at: number;
  readonly end: number;
  readonly depth: number;
  readonly left: { count: number };
}

function readUntilEnd(message: Uint8Array, { at, end, depth, left }: Span): Element[] | undefined {
  const elements: Element[] = [];
  let position = at;
  while (position < end) {
    const header = readHeader(message, position, end);
    if (!header || --left.count < 0) return undefined;
    const [from, to] = header;
    elements.push(readElement(message, position, { at: from, end: to, depth: depth + 1, left }));
    position = to;
  }
  return elements;
}

function readElement(message: Uint8Array, start: number, span: Span): Element {
  const identifier = message[start] ?? 0;
  const skipped = identifier === 0x03 && message[span.at] === 0 ? 1 : 0;
  const looksInside = identifier & 0x20 || identifier === 0x04 || skipped === 1;
  const from = span.at + skipped;
  const worthIt = looksInside && span.depth < maxDepth && (identifier & 0x20 || from < span.end);
  const inner = worthIt ? readUntilEnd(message, { ...span, at: from }) : undefined;
  const content = message.subarray(span.at, inner ? from : span.end);
  return { identifier, content, inner, start, count: 1 + countElements(inner ?? []) };
}

/** Where the content of the element at `at` begins and ends. */
function readHeader(
  message: Uint8Array,
  at: number,
  end: number,
): [from: number, to: number] | undefined {
  const identifier = message[at] ?? 0x1f;
  const first = message[at + 1] ?? 0x80;
  const width = first < 0x80 ? 0 : first & 0x7f;
  if ((identifier & 0x1f) === 0x1f || first === 0x80 || width > 3) return undefined;
  let length = width === 0 ? first : 0;
  for (let i = 0; i < width; i++) length = length * 256 + (message[at + 2 + i] ?? 0);
  const from = at + 2 + width;
  return from + length <= end ? [from, from + length] : undefined;
}

/** Puts elements before `at`, the last one first, and tells where they begin; negative when there is no room. */
function writeBefore(elements: readonly Element[], buffer: Uint8Array, at: number): number {
  let position = at;
  for (let i = elements.length - 1; i >= 0 && position >= 0; i--) {
    const element = elements[i];
    if (element) position = writeOne(element, buffer, position);
  }
  return position;
}

function writeOne({ identifier, content, inner }: Element, buffer: Uint8Array, at: number): number {
  let position = (inner ? writeBefore(inner, buffer, at) : at) - content.length;
  if (position < maxHeader) return -1;
  if (content.length > 0) buffer.set(content, position);
  const size = at - position;
  if (size < 0x80) {
    buffer[--position] = size;
  } else {
    let width = 0;
    for (let rest = size; rest > 0; rest >>>= 8, width++) buffer[--position] = rest & 0xff;
    buffer[--position] = 0x80 | width;
  }
  buffer[--position] = identifier;
  return position;
}
