-- The same rows every time: arithmetic, no chance.

-- 25 first words by 20 second ones. Every tenth customer is another client's.
INSERT INTO demo.customers (customer_id, client_id, company, city, credit_limit)
SELECT
  upper(left(first_word, 3)) || to_char(n, 'FM000'),
  CASE n % 10 WHEN 0 THEN 'other-client' ELSE 'local-client' END,
  first_word || ' ' || second_word,
  (ARRAY['Oslo', 'Leeds', 'Graz', 'Porto', 'Lyon', 'Bergen', 'Gdańsk', 'Zürich', 'Turku', 'Cork', 'Malmö'])[1 + n % 11],
  5000 + (n * 250) % 20000
FROM (
  SELECT
    n,
    (ARRAY[
      'Harbour', 'Cedar', 'Northgate', 'Bluebell', 'Quarry', 'Lantern', 'Meadow', 'Summit', 'Copper', 'Willow', 'Falcon', 'Granite',
      'Orchard', 'Anchor', 'Juniper', 'Beacon', 'Mistral', 'Pebble', 'Saffron', 'Thistle', 'Umber', 'Violet', 'Walnut', 'Yarrow', 'Zephyr'
    ])[1 + (n - 1) % 25] AS first_word,
    (ARRAY[
      'Trading', 'Foods', 'Market', 'Supplies', 'Imports', 'Kitchens', 'Textiles', 'Tools', 'Paper', 'Glass',
      'Garden', 'Marine', 'Coffee', 'Bikes', 'Lighting', 'Timber', 'Optics', 'Ceramics', 'Outdoors', '& Daughters'
    ])[1 + (n - 1) / 25] AS second_word
  FROM generate_series(1, 500) AS n
) AS words;

CREATE TEMPORARY TABLE numbered_customers AS
SELECT customer_id, client_id, row_number() OVER (ORDER BY right(customer_id, 3)) AS n FROM demo.customers;

INSERT INTO demo.orders (order_id, client_id, customer_id, order_date)
SELECT o.n, customer.client_id, customer.customer_id, date '2025-08-01' + (o.n * 7) % 330
FROM generate_series(1, 5000) AS o (n)
JOIN numbered_customers AS customer ON customer.n = 1 + (o.n * 37) % 500;

INSERT INTO demo.order_lines (order_id, line, product, quantity, unit_price)
SELECT
  n,
  line,
  (ARRAY['Crate', 'Barrel', 'Pallet', 'Carton', 'Bale', 'Drum', 'Sack'])[1 + (n + line) % 7],
  1 + (n * line) % 12,
  (500 + (n * 13 + line * 29) % 9500) / 100.0
FROM generate_series(1, 5000) AS n, generate_series(1, 1 + n % 3) AS line;

-- The last thousand orders are not invoiced yet.
INSERT INTO demo.invoices (invoice_id, client_id, customer_id, order_id, invoice_date, due_date, amount)
SELECT
  100000 + o.order_id, o.client_id, o.customer_id, o.order_id, o.order_date + 2, o.order_date + 32,
  (SELECT sum(l.quantity * l.unit_price) FROM demo.order_lines AS l WHERE l.order_id = o.order_id)
FROM demo.orders AS o
WHERE o.order_id <= 4000;

-- Of six invoices three are paid after twenty days, one is paid by half, and two are open.
INSERT INTO demo.payments (payment_id, client_id, invoice_id, paid_on, amount)
SELECT
  200000 + order_id, client_id, invoice_id, invoice_date + 20,
  CASE order_id % 6 WHEN 3 THEN round(amount / 2, 2) ELSE amount END
FROM demo.invoices
WHERE order_id % 6 < 4 AND invoice_date + 20 <= date '2026-06-30';

INSERT INTO demo.credit_notes (credit_note_id, client_id, invoice_id, issued_on, amount, reason)
SELECT 300000 + order_id, client_id, invoice_id, invoice_date + 10, round(amount / 10, 2), 'Damaged in transit'
FROM demo.invoices
WHERE order_id % 48 = 5 AND invoice_date + 10 <= date '2026-06-30';

DROP TABLE numbered_customers;

INSERT INTO demo.accounts (division, account, name)
SELECT
  division::text,
  (4000 + 10 * n)::text,
  (ARRAY['Sales', 'Returns', 'Freight', 'Wages', 'Rent', 'Energy', 'Repairs', 'Travel', 'Insurance', 'Interest'])[1 + n % 10]
  || ' ' || (1 + n / 10)
FROM generate_series(701, 705) AS division, generate_series(0, 49) AS n;

-- 30 months from January 2024, 5 divisions with 4 locations each, 50 accounts.
INSERT INTO demo.ledger (entry_id, division, location, account, period, amount, posted_at, memo)
SELECT
  n + 1,
  (701 + n % 5)::text,
  (100 * (1 + n % 5) + n / 7500 % 4)::text,
  (4000 + 10 * (n / 5 % 50))::text,
  period::date,
  ((n::bigint * 7919) % 200001 - 100000) / 100.0,
  (period + n % 28 * interval '1 day' + n % 24 * interval '1 hour') AT TIME ZONE 'UTC',
  CASE n % 4 WHEN 0 THEN NULL ELSE 'Posting ' || n + 1 END
FROM (
  SELECT n, timestamp '2024-01-01' + n / 250 % 30 * interval '1 month' AS period FROM generate_series(0, 99999) AS n
) AS numbers;
-- Checked once, not row by row.
ALTER TABLE demo.ledger ADD FOREIGN KEY (division, account) REFERENCES demo.accounts;
CREATE INDEX ON demo.ledger (division, period);
CREATE INDEX ON demo.invoices (customer_id);
CREATE INDEX ON demo.orders (customer_id);
CREATE INDEX ON demo.payments (invoice_id);
ANALYZE demo.customers, demo.orders, demo.order_lines, demo.invoices, demo.payments, demo.credit_notes, demo.accounts, demo.ledger;
