-- One routine for each kind of report, all with the rights of their caller. A name in quotation marks keeps its letter case.

CREATE FUNCTION reports.customer_aging(company_name text DEFAULT NULL)
RETURNS TABLE (
  "CustomerID" text, "Company" text, "Current" numeric, "1-30" numeric, "31-60" numeric, "61-90" numeric, "Over 90" numeric
)
LANGUAGE sql STABLE AS $$
  WITH open AS (
    SELECT i.customer_id, date '2026-06-30' - i.due_date AS days,
      i.amount
      - coalesce((SELECT sum(p.amount) FROM demo.payments AS p WHERE p.invoice_id = i.invoice_id), 0)
      - coalesce((SELECT sum(n.amount) FROM demo.credit_notes AS n WHERE n.invoice_id = i.invoice_id), 0) AS amount
    FROM demo.invoices AS i
  )
  SELECT
    c.customer_id,
    c.company,
    coalesce(sum(o.amount) FILTER (WHERE o.days <= 0), 0),
    coalesce(sum(o.amount) FILTER (WHERE o.days BETWEEN 1 AND 30), 0),
    coalesce(sum(o.amount) FILTER (WHERE o.days BETWEEN 31 AND 60), 0),
    coalesce(sum(o.amount) FILTER (WHERE o.days BETWEEN 61 AND 90), 0),
    coalesce(sum(o.amount) FILTER (WHERE o.days > 90), 0)
  FROM demo.customers AS c
  JOIN open AS o ON o.customer_id = c.customer_id AND o.amount <> 0
  WHERE coalesce(company_name, '') = '' OR c.company ILIKE '%' || company_name || '%'
  GROUP BY c.customer_id, c.company
  ORDER BY c.company COLLATE "C", c.customer_id
$$;
COMMENT ON FUNCTION reports.customer_aging IS
  'ReportRange: what customers owe on 2026-06-30, by days past due; those whose company contains company_name.';

CREATE FUNCTION reports.ledger_range(division text, from_period date, to_period date, max_rows integer DEFAULT NULL)
RETURNS TABLE (
  "Division" text, "Location" text, "Account" text, "Period" date, "Amount" numeric, "PostedAt" timestamptz, "Memo" text
)
LANGUAGE sql STABLE AS $$
  SELECT l.division, l.location, l.account, l.period, l.amount, l.posted_at, l.memo
  FROM demo.ledger AS l
  WHERE l.division = ledger_range.division AND l.period BETWEEN from_period AND to_period
  ORDER BY l.entry_id
  LIMIT max_rows
$$;
COMMENT ON FUNCTION reports.ledger_range IS 'ReportRange: a division''s ledger entries of some months, all or the first max_rows.';

CREATE FUNCTION reports.ledger_rows(number_of_rows bigint)
RETURNS refcursor
LANGUAGE plpgsql AS $$
DECLARE
  entries refcursor;
BEGIN
  OPEN entries FOR
    SELECT
      n AS "Entry",
      (701 + n % 5)::text AS "Division",
      (100 + n % 40)::text AS "Location",
      (4000 + 10 * (n % 50))::text AS "Account",
      date '2024-01-01' + (n % 900)::integer AS "Day",
      ((n * 7919) % 200001 - 100000) / 100.0 AS "Amount",
      (n % 1000)::double precision / 8 AS "Quantity",
      timestamptz '2024-01-01 00:00:00+00' + n % 1000000 * interval '1 minute' AS "PostedAt",
      n % 2 = 0 AS "Approved",
      'Posting ' || n AS "Memo"
    -- Made one by one: in FROM itself the series would be stored first.
    FROM (SELECT generate_series(1, number_of_rows) AS n) AS numbers;
  RETURN entries;
END
$$;
COMMENT ON FUNCTION reports.ledger_rows IS
  'ReportRange: as many rows as asked for, ten columns of eight types, made while they are read.';

CREATE FUNCTION reports.ledger_fixed("Interject_RequestContext" text)
RETURNS TABLE ("RowDefName" text, "Account" text, "Name" text, "MTD" numeric, "QTD" numeric, "YTD" numeric)
LANGUAGE sql STABLE AS $$
  SELECT
    d.name,
    d.account,
    (SELECT a.name FROM demo.accounts AS a WHERE a.account = d.account AND a.division = coalesce(d.division, '701')),
    coalesce(sum(l.amount) FILTER (WHERE l.period = date '2026-06-01'), 0),
    coalesce(sum(l.amount) FILTER (WHERE l.period >= date '2026-04-01'), 0),
    coalesce(sum(l.amount), 0)
  -- The declared encoding is UTF-16, whatever it arrived in.
  FROM XMLTABLE(
    '/RequestContext/RowDefItems2/Value'
    PASSING (regexp_replace("Interject_RequestContext", '^\s*<\?xml[^>]*\?>', '')::xml)
    COLUMNS
      place FOR ORDINALITY,
      name text PATH '@RowDefName',
      division text PATH
        'ColKey[translate(@Name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz") = "division"]',
      account text PATH
        'ColKey[translate(@Name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz") = "account"]'
  ) AS d
  LEFT JOIN demo.ledger AS l
    ON l.account = d.account AND l.division = coalesce(d.division, l.division)
    AND l.period BETWEEN date '2026-01-01' AND date '2026-06-01'
  GROUP BY d.place, d.name, d.division, d.account
  ORDER BY d.place
$$;
COMMENT ON FUNCTION reports.ledger_fixed IS
  'ReportFixed: month, quarter and year to date on 2026-06-30 for each of the sheet''s rows, whose keys Account and Division it reads.';

CREATE FUNCTION reports.ledger_variable(division text)
RETURNS TABLE (
  "RowDefName" text, "Division" text, "Location" text, "Account" text, "Name" text, "MTD" numeric, "QTD" numeric, "YTD" numeric
)
LANGUAGE sql STABLE AS $$
  SELECT
    l.division, l.division, l.location, l.account, min(a.name),
    coalesce(sum(l.amount) FILTER (WHERE l.period = date '2026-06-01'), 0),
    coalesce(sum(l.amount) FILTER (WHERE l.period >= date '2026-04-01'), 0),
    sum(l.amount)
  FROM demo.ledger AS l
  JOIN demo.accounts AS a ON a.division = l.division AND a.account = l.account
  WHERE l.division = ledger_variable.division AND l.period BETWEEN date '2026-01-01' AND date '2026-06-01'
  GROUP BY l.division, l.location, l.account
  ORDER BY l.location, l.account
$$;
COMMENT ON FUNCTION reports.ledger_variable IS
  'ReportVariable: accounts by location, under the row definition whose name is the division.';

CREATE FUNCTION reports.customer_lookup(customer_id text)
RETURNS TABLE ("CustomerID" text, "Company" text, "City" text, "CreditLimit" numeric, "Notes" text)
LANGUAGE sql STABLE AS $$
  SELECT c.customer_id, c.company, c.city, c.credit_limit, c.notes
  FROM demo.customers AS c
  WHERE c.customer_id = upper(customer_lookup.customer_id)
$$;
COMMENT ON FUNCTION reports.customer_lookup IS 'ReportLookup: one customer.';

CREATE FUNCTION reports.division_list()
RETURNS TABLE ("Value" text, "Label" text)
LANGUAGE sql STABLE AS $$
  SELECT a.division, 'Division ' || a.division || ' (' || count(*) || ' accounts)'
  FROM demo.accounts AS a
  GROUP BY a.division
  ORDER BY a.division
$$;
COMMENT ON FUNCTION reports.division_list IS 'jDropdown: the divisions.';

CREATE FUNCTION reports.customer_card(customer_id text)
RETURNS SETOF refcursor
LANGUAGE plpgsql AS $$
DECLARE
  customer refcursor := 'customer';
  orders refcursor := 'orders';
  invoices refcursor := 'invoices';
BEGIN
  OPEN customer FOR
    SELECT c.customer_id AS "CustomerID", c.company AS "Company", c.city AS "City", c.credit_limit AS "CreditLimit"
    FROM demo.customers AS c WHERE c.customer_id = customer_card.customer_id;
  RETURN NEXT customer;
  OPEN orders FOR
    SELECT o.order_id AS "Order", o.order_date AS "Date", sum(l.quantity * l.unit_price) AS "Amount"
    FROM demo.orders AS o JOIN demo.order_lines AS l ON l.order_id = o.order_id
    WHERE o.customer_id = customer_card.customer_id
    GROUP BY o.order_id, o.order_date ORDER BY o.order_id;
  RETURN NEXT orders;
  OPEN invoices FOR
    SELECT i.invoice_id AS "Invoice", i.invoice_date AS "Date", i.due_date AS "Due", i.amount AS "Amount"
    FROM demo.invoices AS i WHERE i.customer_id = customer_card.customer_id ORDER BY i.invoice_id;
  RETURN NEXT invoices;
END
$$;
COMMENT ON FUNCTION reports.customer_card IS 'Three tables: a customer, its orders, its invoices.';

CREATE PROCEDURE reports.period_totals(
  IN period date, OUT total numeric, INOUT "Interject_ReturnError" text DEFAULT ''
)
LANGUAGE plpgsql AS $$
BEGIN
  SELECT sum(l.amount) INTO total FROM demo.ledger AS l WHERE l.period = date_trunc('month', period_totals.period)::date;
  IF total IS NULL THEN
    "Interject_ReturnError" := 'The ledger has no entries in ' || to_char(period, 'YYYY-MM') || '.';
  END IF;
END
$$;
COMMENT ON PROCEDURE reports.period_totals IS
  'Output parameters: the ledger''s total of a month, or what is wrong with the month.';

CREATE FUNCTION reports.whoami()
RETURNS TABLE ("Setting" text, "Value" text)
LANGUAGE sql STABLE AS $$
  SELECT name, nullif(current_setting('interject.' || name, true), '')
  FROM unnest(ARRAY['principal', 'user_id', 'client_id', 'login_name', 'subject', 'issuer', 'roles']) AS name
$$;
COMMENT ON FUNCTION reports.whoami IS 'ReportRange: whom the API says the caller is, from the verified token.';
