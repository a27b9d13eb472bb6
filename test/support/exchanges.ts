/** A request that a page shows, and the answer that it shows for it. */
export interface Exchange {
  readonly path: string;
  readonly body: string;
  /** `json` for the whole document, `text` for what the virtual Addin prints of it. */
  readonly language: string;
  readonly answer: string;
}

/** Stands in a request for the XML that the page shows apart, with its lines in order. */
const xmlBelow = JSON.stringify("(the XML below)");

/**
 * The exchanges of a page: an `http` block, an `xml` block where the request speaks of one, and the answer.
 */
export function exchangesOf(page: string): readonly Exchange[] {
  const blocks = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = "", text = ""]) => ({
    language,
    text,
  }));
  return blocks.flatMap(({ language, text }, at) => {
    if (language !== "http") return [];
    const [, path = "", body = ""] = /^POST (\S+)\n\n([\s\S]*)$/.exec(text) ?? [];
    const xml = blocks[at + 1]?.language === "xml" ? (blocks[at + 1]?.text ?? "") : null;
    const answer = blocks[at + (xml === null ? 1 : 2)];
    return {
      path,
      body:
        xml === null
          ? body
          : body.replace(xmlBelow, () => JSON.stringify(xml.replaceAll(/>\s+</g, "><").trim())),
      language: answer?.language ?? "",
      answer: answer?.text ?? "",
    };
  });
}
