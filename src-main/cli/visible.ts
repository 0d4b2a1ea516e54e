// Names and texts of documents on a terminal: what would move its cursor, colour it or turn its lines round is written out.
// Before colour is put on, which is made of such characters itself.

/** Controls, line and paragraph separators, and marks that change the direction of text. */
const UNSEEN = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

const code = (character: string): string => {
  const digits = character.charCodeAt(0).toString(16)
  return digits.length <= 2 ? `\\x${digits.padStart(2, '0')}` : `\\u${digits}`
}

export const visible = (text: string): string => text.replace(UNSEEN, (one) => NAMED[one] ?? code(one))
