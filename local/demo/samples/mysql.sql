-- The demo's customers and invoices for MySQL 8 and MariaDB 10.6 or later, to load into a database of your own:
--   mysql --default-character-set=utf8mb4 demo < local/demo/samples/mysql.sql
-- In a database named demo, the command texts [demo].[Northwind_Customers_Pull] and [demo].[Northwind_Credit_Save] of
-- Interject's documentation work as they are, with "routines": ["demo.northwind_*"] on the connection. Every caller
-- sees all rows: docs/databases.md says how to show each client its own.
CREATE TABLE northwind_customers (
  customer_id VARCHAR(5) PRIMARY KEY,
  company_name VARCHAR(40) NOT NULL,
  contact_name VARCHAR(30) NOT NULL,
  contact_title VARCHAR(30) NOT NULL,
  address VARCHAR(60) NOT NULL,
  city VARCHAR(15) NOT NULL,
  region VARCHAR(15),
  postal_code VARCHAR(10) NOT NULL,
  country VARCHAR(15) NOT NULL,
  phone VARCHAR(24) NOT NULL,
  credit_limit DECIMAL(12, 2) NOT NULL DEFAULT 5000,
  account_freeze VARCHAR(100) NOT NULL DEFAULT '',
  account_notes VARCHAR(1000) NOT NULL DEFAULT ''
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE northwind_invoices (
  invoice_id INT PRIMARY KEY,
  customer_id VARCHAR(5) NOT NULL,
  invoice_date DATE NOT NULL,
  invoice_total DECIMAL(12, 2) NOT NULL,
  is_paid BOOLEAN NOT NULL,
  FOREIGN KEY (customer_id) REFERENCES northwind_customers (customer_id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

INSERT INTO northwind_customers
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
INSERT INTO northwind_invoices (invoice_id, customer_id, invoice_date, invoice_total, is_paid)
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 60),
customers AS (SELECT customer_id, row_number() OVER (ORDER BY customer_id) AS place FROM northwind_customers)
SELECT 10000 + n, customer_id, date_sub('2026-06-30', INTERVAL n * 17 % 120 DAY), 100 + n * 137 % 900, n % 4 = 0
FROM numbers
JOIN customers ON place = 1 + n % 11;

DELIMITER //
-- ReportRange: customers, what they owe by the age of the invoice, and their credit; IsPaid where nothing is open.
CREATE PROCEDURE northwind_customers_pull(
  CompanyName VARCHAR(100) CHARACTER SET utf8mb4, ContactName VARCHAR(100) CHARACTER SET utf8mb4, CustomerID VARCHAR(100) CHARACTER SET utf8mb4
)
READS SQL DATA
SELECT
  c.customer_id AS `CustomerID`, c.company_name AS `CompanyName`, c.contact_name AS `ContactName`,
  c.contact_title AS `ContactTitle`, c.address AS `Address`, c.city AS `City`, c.region AS `Region`,
  c.postal_code AS `PostalCode`, c.country AS `Country`, c.phone AS `Phone`,
  coalesce(sum(CASE WHEN i.days < 30 THEN i.invoice_total END), 0) AS `Current`,
  coalesce(sum(CASE WHEN i.days BETWEEN 30 AND 59 THEN i.invoice_total END), 0) AS `30Days`,
  coalesce(sum(CASE WHEN i.days BETWEEN 60 AND 89 THEN i.invoice_total END), 0) AS `60Days`,
  coalesce(sum(CASE WHEN i.days >= 90 THEN i.invoice_total END), 0) AS `90Days`,
  CASE WHEN count(i.days) = 0 THEN 'True' ELSE 'False' END AS `IsPaid`,
  coalesce(sum(i.invoice_total), 0) AS `InvoiceTotal`,
  c.credit_limit AS `CreditLimit`, c.account_freeze AS `AccountFreeze`, c.account_notes AS `AccountNotes`
FROM northwind_customers AS c
LEFT JOIN (
  SELECT o.customer_id, o.invoice_total, datediff('2026-06-30', o.invoice_date) AS days
  FROM northwind_invoices AS o
  WHERE NOT o.is_paid
) AS i ON i.customer_id = c.customer_id
WHERE (coalesce(CompanyName, '') = '' OR c.company_name LIKE concat('%', CompanyName, '%') COLLATE utf8mb4_general_ci)
  AND (coalesce(ContactName, '') = '' OR c.contact_name LIKE concat('%', ContactName, '%') COLLATE utf8mb4_general_ci)
  AND (coalesce(CustomerID, '') = '' OR c.customer_id = CustomerID COLLATE utf8mb4_general_ci)
GROUP BY c.customer_id, c.company_name, c.contact_name, c.contact_title, c.address, c.city, c.region,
  c.postal_code, c.country, c.phone, c.credit_limit, c.account_freeze, c.account_notes
ORDER BY c.company_name //

-- ReportSave in one call: the columns CustomerID, CreditLimit, AccountFreeze, AccountNotes; a message for each row.
-- A text that is too long is an error, so that it is not cut off without a word.
CREATE PROCEDURE northwind_credit_save(Interject_DataToSave JSON)
MODIFIES SQL DATA
BEGIN
  UPDATE northwind_customers AS c
  JOIN JSON_TABLE(Interject_DataToSave, '$[*]' COLUMNS (
    customer VARCHAR(1000) PATH '$.CustomerID' ERROR ON ERROR, credit_limit VARCHAR(1000) PATH '$.CreditLimit' ERROR ON ERROR,
    account_freeze VARCHAR(1000) PATH '$.AccountFreeze' ERROR ON ERROR, account_notes VARCHAR(4000) PATH '$.AccountNotes' ERROR ON ERROR
  )) AS r ON c.customer_id = r.customer COLLATE utf8mb4_general_ci
  SET c.credit_limit = r.credit_limit, c.account_freeze = coalesce(r.account_freeze, ''),
    c.account_notes = coalesce(r.account_notes, '')
  WHERE r.credit_limit REGEXP '^[0-9]{1,7}([.][0-9]+)?$';

  SELECT r.sheet_row AS `Row`,
    CASE
      WHEN c.customer_id IS NULL THEN 'Not saved: There is no such customer.'
      WHEN coalesce(r.credit_limit, '') NOT REGEXP '^[0-9]{1,7}([.][0-9]+)?$'
        THEN 'Not saved: The credit limit must be a number from 0 to 9999999.'
      ELSE 'Saved.'
    END AS `MessageToUser`
  FROM JSON_TABLE(Interject_DataToSave, '$[*]' COLUMNS (
    place FOR ORDINALITY, sheet_row VARCHAR(20) PATH '$.Row',
    customer VARCHAR(1000) PATH '$.CustomerID', credit_limit VARCHAR(1000) PATH '$.CreditLimit'
  )) AS r
  LEFT JOIN northwind_customers AS c ON c.customer_id = r.customer COLLATE utf8mb4_general_ci
  ORDER BY r.place;
END //
DELIMITER ;
