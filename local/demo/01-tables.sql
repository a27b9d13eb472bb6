-- A small trading company, invented: what its reports read and write. As of 2026-06-30, whatever the day is.
CREATE SCHEMA demo;
CREATE SCHEMA reports;

-- The user that the API signs in as. It owns nothing, so that row-level security holds for it.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'interject_api') THEN
    CREATE ROLE interject_api LOGIN;
  END IF;
END
$$;

CREATE TABLE demo.customers (
  customer_id text PRIMARY KEY,
  client_id text NOT NULL,
  company text NOT NULL,
  city text NOT NULL,
  credit_limit numeric(12, 2) NOT NULL,
  notes text NOT NULL DEFAULT ''
);
COMMENT ON TABLE demo.customers IS 'Each belongs to the Interject client that client_id names.';

CREATE TABLE demo.orders (
  order_id integer PRIMARY KEY,
  client_id text NOT NULL,
  customer_id text NOT NULL REFERENCES demo.customers,
  order_date date NOT NULL
);
CREATE TABLE demo.order_lines (
  order_id integer NOT NULL REFERENCES demo.orders,
  line integer NOT NULL,
  product text NOT NULL,
  quantity integer NOT NULL,
  unit_price numeric(10, 2) NOT NULL,
  PRIMARY KEY (order_id, line)
);
CREATE TABLE demo.invoices (
  invoice_id integer PRIMARY KEY,
  client_id text NOT NULL,
  customer_id text NOT NULL REFERENCES demo.customers,
  order_id integer NOT NULL REFERENCES demo.orders,
  invoice_date date NOT NULL,
  due_date date NOT NULL,
  amount numeric(12, 2) NOT NULL
);
CREATE TABLE demo.payments (
  payment_id integer PRIMARY KEY,
  client_id text NOT NULL,
  invoice_id integer NOT NULL REFERENCES demo.invoices,
  paid_on date NOT NULL,
  amount numeric(12, 2) NOT NULL
);
CREATE TABLE demo.credit_notes (
  credit_note_id integer PRIMARY KEY,
  client_id text NOT NULL,
  invoice_id integer NOT NULL REFERENCES demo.invoices,
  issued_on date NOT NULL,
  amount numeric(12, 2) NOT NULL,
  reason text NOT NULL
);
CREATE TABLE demo.accounts (
  division text NOT NULL,
  account text NOT NULL,
  name text NOT NULL,
  PRIMARY KEY (division, account)
);
CREATE TABLE demo.ledger (
  entry_id integer PRIMARY KEY,
  division text NOT NULL,
  location text NOT NULL,
  account text NOT NULL,
  period date NOT NULL,
  amount numeric(14, 2) NOT NULL,
  posted_at timestamptz NOT NULL,
  memo text
);
COMMENT ON COLUMN demo.ledger.period IS 'The first day of the month.';

-- The API sets interject.client_id from the verified token before it calls anything. Without it nothing is seen, not
-- even a row with an empty client.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['customers', 'orders', 'invoices', 'payments', 'credit_notes'] LOOP
    EXECUTE format('ALTER TABLE demo.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY own_client ON demo.%I USING (client_id = nullif(current_setting(''interject.client_id'', true), ''''))',
      name
    );
  END LOOP;
END
$$;
ALTER TABLE demo.order_lines ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_orders ON demo.order_lines USING (order_id IN (SELECT o.order_id FROM demo.orders o));

GRANT USAGE ON SCHEMA demo, reports TO interject_api;
GRANT SELECT ON ALL TABLES IN SCHEMA demo TO interject_api;
GRANT UPDATE (credit_limit, notes) ON demo.customers TO interject_api;
