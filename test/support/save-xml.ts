/**
 * Writes `XMLDataToSave` as the Addin does (protocol section 3): the other half of what the
 * data function reads.
 */

/**
 * .NET's XmlConvert.EncodeName: what an XML name cannot hold becomes `_x` and its code; so does a `_` that
 * would begin such an escape.
 */
export function encodeName(name: string): string {
  const escapeOf = (character: string) => {
    const code = character.codePointAt(0) ?? 0;
    return `_x${code
      .toString(16)
      .toUpperCase()
      .padStart(code > 0xffff ? 8 : 4, "0")}_`;
  };
  return [...name.replace(/_(?=x(?:[0-9a-f]{4}|[0-9a-f]{8})_)/gi, "_x005F_")]
    .map((character, index) => {
      const legal = index === 0 ? /^[A-Za-z_:À-ÖØ-öø-ÿ]$/u : /^[A-Za-z0-9_:.\-·À-ÖØ-öø-ÿ]$/u;
      return legal.test(character) ? character : escapeOf(character);
    })
    .join("");
}

function escapeText(text: string): string {
  return text.replace(/[&<>"\t\n]/g, (character) => `&#${character.codePointAt(0)};`);
}

const cell = (name: string, text: string | null) =>
  text === null ? `<${encodeName(name)}/>` : `<${encodeName(name)}>${escapeText(text)}</${encodeName(name)}>`;

const columns = (names: readonly string[]) =>
  names.map((name) => `<c Column="${escapeText(name)}" OrigValue="${escapeText(name)}"/>`).join("");

/** The whole element. */
export const saveXml = Object.assign(
  (names: readonly string[], rows: readonly (readonly (string | null)[])[]): string => {
    const written = rows.map(
      (row) => `<r>${names.map((name, index) => cell(name, row[index] ?? null)).join("")}</r>`,
    );
    return `<XMLDataToSave>${columns(names)}${written.join("")}</XMLDataToSave>`;
  },
  { cell, columns },
);
