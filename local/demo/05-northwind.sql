-- Customers and their invoices by the names that Interject's documentation and example workbooks use, so that a
-- data portal made from them works as it is. The companies are invented. The folder samples/ has the same for
-- MySQL, MariaDB and SQL Server. As of 2026-06-30, whatever the day is.
CREATE TABLE demo.northwind_customers (
  customer_id text PRIMARY KEY,
  client_id text NOT NULL DEFAULT 'local-client',
  company_name text NOT NULL,
  contact_name text NOT NULL,
  contact_title text NOT NULL,
  address text NOT NULL,
  city text NOT NULL,
  region text,
  postal_code text NOT NULL,
  country text NOT NULL,
  phone text NOT NULL,
  credit_limit numeric(12, 2) NOT NULL DEFAULT 5000,
  account_freeze text NOT NULL DEFAULT '',
  account_notes text NOT NULL DEFAULT ''
);
CREATE TABLE demo.northwind_invoices (
  invoice_id integer PRIMARY KEY,
  customer_id text NOT NULL REFERENCES demo.northwind_customers,
  invoice_date date NOT NULL,
  invoice_total numeric(12, 2) NOT NULL,
  is_paid boolean NOT NULL
);
ALTER TABLE demo.northwind_customers ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_client ON demo.northwind_customers
  USING (client_id = nullif(current_setting('interject.client_id', true), ''));
ALTER TABLE demo.northwind_invoices ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_customers ON demo.northwind_invoices
  USING (customer_id IN (SELECT c.customer_id FROM demo.northwind_customers AS c));

INSERT INTO demo.northwind_customers
  (customer_id, company_name, contact_name, contact_title, address, city, region, postal_code, country, phone)
VALUES
    ('ALDER', 'Alderwood Market Hall', 'Ines Kowal', 'Owner', '4 Mill Lane', 'Leeds', NULL, 'LS1 4DY', 'UK', '0113 555 0101'),
    ('BRAMB', 'Bramble & Sons', 'Tom Achterberg', 'Buyer', 'Kade 12', 'Utrecht', NULL, '3511 AB', 'Netherlands', '030 555 0102'),
    ('CORAL', 'Coral Bay Foods', 'Lucia Duarte', 'Sales Manager', 'Rua do Sol 8', 'Porto', NULL, '4000-001', 'Portugal', '022 555 0103'),
    ('DUNES', 'Dunes Market', 'Pieter Maas', 'Owner', 'Strandweg 3', 'Den Haag', NULL, '2586 JK', 'Netherlands', '070 555 0104'),
    ('ELMER', 'Elmer''s Pantry', 'Rosa Elmer', 'Accounting Manager', '19 Oak Street', 'Boise', 'ID', '83702', 'USA', '208 555 0105'),
    ('FJORD', 'Fjord Provisions', 'Nils Aune', 'Buyer', 'Havnegata 2', 'Bergen', NULL, '5003', 'Norway', '055 555 0106'),
    ('GROVE', 'Grove Street Market', 'Dana Reyes', 'Sales Representative', '77 Grove Street', 'Portland', 'OR', '97205', 'USA', '503 555 0107'),
    ('HILLT', 'Hilltop Grocers', 'Sean Byrne', 'Owner', '1 Patrick Hill', 'Cork', NULL, 'T23 X0P4', 'Ireland', '021 555 0108'),
    ('ISLAN', 'Island Spice Trading', 'Mara Okafor', 'Marketing Manager', '9 Harbour Row', 'Bristol', NULL, 'BS1 5TY', 'UK', '0117 555 0109'),
    ('JUNIP', 'Juniper Market', 'Eva Lind', 'Buyer', 'Storgatan 40', 'Lund', NULL, '222 23', 'Sweden', '046 555 0110'),
    ('KESTR', 'Kestrel Kitchens', 'Jan Novak', 'Accounting Manager', 'Dlouha 5', 'Prague', NULL, '110 00', 'Czechia', '02 555 0111'),
    ('LARKS', 'Larkspur Deli', 'Amy Chen', 'Owner', '300 Pine Avenue', 'Seattle', 'WA', '98101', 'USA', '206 555 0112');

-- The last customer has no invoice; of four invoices one is paid.
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 60),
customers AS (SELECT customer_id, row_number() OVER (ORDER BY customer_id) AS place FROM demo.northwind_customers)
INSERT INTO demo.northwind_invoices (invoice_id, customer_id, invoice_date, invoice_total, is_paid)
SELECT 10000 + n, customer_id, date '2026-06-30' - n * 17 % 120, 100 + n * 137 % 900, n % 4 = 0
FROM numbers
JOIN customers ON place = 1 + n % 11;

CREATE FUNCTION demo.northwind_customers_pull(CompanyName text DEFAULT '', ContactName text DEFAULT '', CustomerID text DEFAULT '')
RETURNS TABLE (
  "CustomerID" text, "CompanyName" text, "ContactName" text, "ContactTitle" text, "Address" text, "City" text, "Region" text,
  "PostalCode" text, "Country" text, "Phone" text, "Current" numeric, "30Days" numeric, "60Days" numeric, "90Days" numeric,
  "IsPaid" boolean, "InvoiceTotal" numeric, "CreditLimit" numeric, "AccountFreeze" text, "AccountNotes" text
)
LANGUAGE sql STABLE AS $$
  SELECT
    c.customer_id, c.company_name, c.contact_name, c.contact_title, c.address, c.city, c.region, c.postal_code, c.country, c.phone,
    coalesce(sum(i.invoice_total) FILTER (WHERE i.days < 30), 0),
    coalesce(sum(i.invoice_total) FILTER (WHERE i.days BETWEEN 30 AND 59), 0),
    coalesce(sum(i.invoice_total) FILTER (WHERE i.days BETWEEN 60 AND 89), 0),
    coalesce(sum(i.invoice_total) FILTER (WHERE i.days >= 90), 0),
    count(i.days) = 0,
    coalesce(sum(i.invoice_total), 0),
    c.credit_limit, c.account_freeze, c.account_notes
  FROM demo.northwind_customers AS c
  LEFT JOIN (
    SELECT o.customer_id, o.invoice_total, date '2026-06-30' - o.invoice_date AS days
    FROM demo.northwind_invoices AS o
    WHERE NOT o.is_paid
  ) AS i ON i.customer_id = c.customer_id
  WHERE (coalesce(companyname, '') = '' OR c.company_name ILIKE '%' || companyname || '%')
    AND (coalesce(contactname, '') = '' OR c.contact_name ILIKE '%' || contactname || '%')
    AND (coalesce(customerid, '') = '' OR c.customer_id = customerid)
  GROUP BY c.customer_id
  ORDER BY c.company_name COLLATE "C"
$$;
COMMENT ON FUNCTION demo.northwind_customers_pull IS
  'ReportRange: customers, what they owe by the age of the invoice, and their credit; IsPaid where nothing is open.';

CREATE FUNCTION demo.northwind_credit_save("Interject_DataToSave" jsonb)
RETURNS TABLE ("Row" text, "MessageToUser" text)
LANGUAGE sql AS $$
  WITH sent AS (
    SELECT r."Row", r."CustomerID", r."CreditLimit", r."AccountFreeze", r."AccountNotes", c.customer_id,
      CASE
        WHEN c.customer_id IS NULL THEN 'There is no such customer.'
        WHEN coalesce(r."CreditLimit", '') !~ '^[0-9]{1,7}([.][0-9]+)?$' THEN 'The credit limit must be a number from 0 to 9999999.'
      END AS problem
    FROM jsonb_to_recordset("Interject_DataToSave")
      AS r ("Row" text, "CustomerID" text, "CreditLimit" text, "AccountFreeze" text, "AccountNotes" text)
    LEFT JOIN demo.northwind_customers AS c ON c.customer_id = r."CustomerID"
  ),
  saved AS (
    UPDATE demo.northwind_customers AS c
    SET credit_limit = s."CreditLimit"::numeric, account_freeze = coalesce(s."AccountFreeze", ''),
      account_notes = coalesce(s."AccountNotes", '')
    FROM sent AS s
    WHERE s.customer_id = c.customer_id AND s.problem IS NULL
  )
  SELECT s."Row", coalesce('Not saved: ' || s.problem, 'Saved.') FROM sent AS s
$$;
COMMENT ON FUNCTION demo.northwind_credit_save IS
  'ReportSave in one call: the columns CustomerID, CreditLimit, AccountFreeze, AccountNotes; a message for each row.';

GRANT SELECT ON demo.northwind_customers, demo.northwind_invoices TO interject_api;
GRANT UPDATE (credit_limit, account_freeze, account_notes) ON demo.northwind_customers TO interject_api;
REVOKE EXECUTE ON ALL ROUTINES IN SCHEMA demo FROM PUBLIC;
GRANT EXECUTE ON FUNCTION demo.northwind_customers_pull, demo.northwind_credit_save TO interject_api;
