import type { XmlAttributes, XmlElement } from "./xml.ts";

/** Kinds of elements that stand in several of the protocol's documents. */

/** An element that holds a list: of its children, those called `name` (given in lower case) count. */
export function childrenNamed(name: string, child: (attributes: XmlAttributes) => XmlElement): XmlElement {
  return { child: (sent, attributes) => (sent.toLowerCase() === name ? child(attributes) : null) };
}

/**
 * Keeps the element's text, unless it is empty, under its name in lower case. Passes over elements inside.
 */
export function textElement(texts: Map<string, string>, name: string): XmlElement {
  return {
    child: () => null,
    end: (text) => {
      if (text !== "") texts.set(name.toLowerCase(), text);
    },
  };
}
