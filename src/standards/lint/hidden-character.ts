const hidden = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Noncharacter_Code_Point}]/u;

/**
 * Tells whether `text` holds a control or bidirectional character, a line separator, a noncharacter or half a surrogate
 * pair: with any of them it shows as something other than what it says.
 */
export function hasHiddenCharacter(text: string): boolean {
  return hidden.test(text);
}
