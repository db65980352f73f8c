/**
 * Percent-decodes a text from a URL exactly once. `+` stays, because it is a character of base64. A text that is not valid
 * percent-encoding is returned as it is.
 */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
