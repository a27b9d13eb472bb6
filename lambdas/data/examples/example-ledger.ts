/**
 * The general ledger that the example reports answer: division, location, account, month,
 * quarter, year to date.
 */
export const ledger = [
  ["701", "123", "3333", "94.30", "904.34", "9804.34"],
  ["701", "123", "3334", "94.31", "904.34", "9804.34"],
  ["701", "124", "3334", "94.32", "904.34", "9804.34"],
  ["701", "124", "3334", "94.33", "904.34", "9804.34"],
  ["701", "124", "3335", "94.34", "904.34", "9804.34"],
  ["702", "223", "3333", "94.35", "904.34", "9804.34"],
  ["702", "224", "3334", "94.36", "904.34", "9804.34"],
  ["702", "225", "3333", "94.37", "904.34", "9804.34"],
] as const;

export const ledgerColumns = ["div", "loc", "acct", "MTD", "QTD", "YTD"] as const;

/**
 * What the two reports that name their row definitions begin with: the ledger and two more rows of its last
 * location.
 */
export const namedLedger = [
  ...ledger,
  ["702", "225", "3334", "94.38", "904.34", "9804.34"],
  ["702", "225", "3335", "94.39", "904.34", "9804.34"],
] as const;
