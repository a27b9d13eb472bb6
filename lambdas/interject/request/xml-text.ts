/** What XML 1.0 cannot hold at all (section 2.2), not even as a reference. */
const impossible = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const references: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  // A reader takes a bare carriage return for a line feed (section 2.11).
  "\r": "&#13;",
};

/** A text as an element's content. What XML cannot hold becomes U+FFFD. */
export function xmlText(text: string): string {
  return text
    .replace(impossible, "\ufffd")
    .replace(/[&<>\r]/g, (character) => references[character] ?? character);
}
